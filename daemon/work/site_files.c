/* Which pictures the site has, what is made of each, and keeping it. How it is made is the helper's, rows and
 * files are the store's. */
#include "work/site_files.h"

#include "base/log.h"
#include "helper/site_cut.h"

#include <string.h>

enum { ARENA_MAX = 64 * 1024 * 1024, ICO_HEAD = 6, ICO_ENTRY = 16 };

/* No person asked for it. */
static const struct actor keeper = {.role = ROLE_ADMIN, .name = "keeper"};

/* Everything about one making. */
struct site_making {
    struct store *store;
    struct helper *helper;
    struct arena *arena;
    struct site site;
    const char *wanted;
    struct site_file files[SITE_USES];
    size_t count;
};

/* True in *ret_is_wanted when something is to be made. */
static enum err site_making_begin(struct site_making *making, bool *ret_is_wanted)
{
    auto_conn struct conn *conn = NULL;
    const char *made = "";
    enum err err = store_lease(making->store, making->arena, &conn);
    if (!err)
        err = site_get(conn, &making->site);
    if (!err)
        err = site_read_images(conn, &making->site);
    if (!err)
        err = site_files_made(conn, &made);
    making->wanted = site_files_wanted(making->arena, &making->site);
    *ret_is_wanted = !err && strcmp(making->wanted, made) != 0;
    return err;
}

static void site_making_add(struct site_making *making, enum site_use use, const struct media_blob *blob)
{
    if (making->count < SITE_USES)
        making->files[making->count++] = (struct site_file){use, *blob};
}

/* The bytes of the upload; of a kind that another program would have to convert again, its widest rendition.
 */
static enum err site_source_read(const struct site_making *making, const struct media *media, struct buf *out,
                                 struct picture_facts *ret_facts)
{
    const struct media_file *widest = media_widest(media, "image/webp");
    enum err err = media_read(making->store, media->name, PICTURE_SIZE_MAX, out);
    if (!err && !picture_measure(out->bytes, out->length, ret_facts) &&
        !picture_needs_converter(ret_facts->kind))
        return ERR_OK;
    if (err && err != ERR_NOT_FOUND && err != ERR_TOO_LARGE)
        return err;
    buf_cut(out, 0);
    /* One that a restore still brings. */
    err = widest ? media_read(making->store, widest->name, PICTURE_SIZE_MAX, out) : ERR_INPUT;
    if (err)
        return err == ERR_NOT_FOUND ? ERR_UNAVAILABLE : err;
    return picture_measure(out->bytes, out->length, ret_facts) ? ERR_INPUT : ERR_OK;
}

static void put_little(unsigned char *at, unsigned bytes, size_t value)
{
    for (unsigned i = 0; i < bytes; i++)
        at[i] = (unsigned char)(value >> (8 * i));
}

/* The icon file that browsers guess: a head, an entry a size, and PNGs as they are (ICO since Windows Vista).
 */
static enum err site_ico_add(struct site_making *making, const struct site_cut *const *sizes, size_t count)
{
    size_t size = ICO_HEAD + count * ICO_ENTRY, at = size;
    for (size_t i = 0; i < count; i++)
        size += sizes[i]->size;
    unsigned char *bytes = arena_zero(making->arena, size, 1);
    if (!bytes)
        return ERR_MEMORY;
    put_little(bytes + 2, 2, 1);
    put_little(bytes + 4, 2, count);
    for (size_t i = 0; i < count; i++) {
        unsigned char *entry = bytes + ICO_HEAD + i * ICO_ENTRY;
        put_little(entry, 1, (size_t)sizes[i]->width);
        put_little(entry + 1, 1, (size_t)sizes[i]->height);
        put_little(entry + 4, 2, 1);
        put_little(entry + 6, 2, 32);
        put_little(entry + 8, 4, sizes[i]->size);
        put_little(entry + 12, 4, at);
        memcpy(bytes + at, sizes[i]->bytes, sizes[i]->size);
        at += sizes[i]->size;
    }
    const struct media_blob ico = {
        .extension = "ico", .type = "image/x-icon", .bytes = bytes, .size = size, .width = 48, .height = 48};
    site_making_add(making, SITE_USE_ICON_ICO, &ico);
    return ERR_OK;
}

/* The small icons become one file; all else is a file of its own. */
static enum err site_cuts_add(struct site_making *making, const struct site_cuts *cuts)
{
    const struct site_cut *sizes[SITE_USES];
    size_t count = 0;
    for (size_t i = 0; i < cuts->count; i++) {
        const struct site_cut *cut = &cuts->items[i];
        if (cut->use == SITE_USE_ICON_16 || cut->use == SITE_USE_ICON_32 || cut->use == SITE_USE_ICON_48) {
            sizes[count++] = cut;
            continue;
        }
        bool is_png = cut->use >= SITE_USE_ICON_TOUCH && cut->use <= SITE_USE_ICON_MASKABLE;
        const struct media_blob blob = {.extension = is_png ? "png" : "webp",
                                        .type = is_png ? "image/png" : "image/webp",
                                        .bytes = cut->bytes,
                                        .size = cut->size,
                                        .width = cut->width,
                                        .height = cut->height};
        site_making_add(making, cut->use, &blob);
    }
    return count ? site_ico_add(making, sizes, count) : ERR_OK;
}

/* What is made of one picture; nothing where the helper cannot read it, which is told and not tried again. */
static enum err site_picture_make(struct site_making *making, enum site_image image)
{
    const struct media *media = making->site.images[image];
    auto_buf struct buf bytes = BUF(PICTURE_SIZE_MAX);
    struct picture_facts facts;
    struct site_cuts cuts = {.count = 0};
    const struct media_focus *focus = &making->site.banner_focus;
    if (!media)
        return ERR_OK;
    enum err err = site_source_read(making, media, &bytes, &facts);
    if (!err)
        err = helper_site_cut(making->helper, &facts, image, (struct focus){focus->x, focus->y}, bytes.bytes,
                              bytes.length, making->arena, &cuts);
    if (err == ERR_INPUT || err == ERR_TOO_LARGE) {
        log_warning("site_files", LOG_SAYS("a picture of the site could not be read; it is shown as it is"),
                    LOG_NUMBER("media_id", media->id));
        return ERR_OK;
    }
    return err ? err : site_cuts_add(making, &cuts);
}

/* Files first, then rows, as with any medium. */
static enum err site_making_keep(struct site_making *making)
{
    auto_conn struct conn *conn = NULL;
    struct media_blob *blobs = arena_zero(making->arena, making->count + 1, sizeof *blobs);
    if (!blobs)
        return ERR_MEMORY;
    for (size_t i = 0; i < making->count; i++)
        blobs[i] = making->files[i].blob;
    media_name_blobs(making->arena, blobs, making->count);
    for (size_t i = 0; i < making->count; i++)
        making->files[i].blob = blobs[i];
    enum err err = making->count ? media_write_blobs(making->store, blobs, making->count) : ERR_OK;
    if (!err)
        err = store_begin_alone(making->store, making->arena, &keeper, &conn);
    if (!err)
        err = site_set_files(conn, making->wanted, making->files, making->count);
    return err ? err : store_commit(&conn);
}

enum err site_files_make(struct store *store, struct helper *helper)
{
    auto_arena struct arena *arena = arena_new(ARENA_MAX);
    struct site_making *making = arena ? arena_zero(arena, 1, sizeof *making) : NULL;
    bool is_wanted = false;
    if (!making)
        return ERR_MEMORY;
    *making = (struct site_making){.store = store, .helper = helper, .arena = arena};
    enum err err = site_making_begin(making, &is_wanted);
    if (err || !is_wanted)
        return err;
    for (enum site_image i = 0; !err && i < SITE_IMAGES; i++)
        if (i != SITE_SHARE)
            err = site_picture_make(making, i);
    return err ? err : site_making_keep(making);
}

enum err site_files_run(void *context)
{
    const struct site_files_job *job = context;
    enum err err = job->helper ? site_files_make(job->store, job->helper) : ERR_OK;
    /* The next round asks again. */
    return err == ERR_UNAVAILABLE ? ERR_OK : err;
}
