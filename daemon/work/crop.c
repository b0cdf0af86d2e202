/* A few pictures at a time, each decoded by the helper from its widest rendition, whose size is bounded.
 * Which part is cut out is helper/crop.h's, files and rows are the store's. */
#include "work/crop.h"

#include "base/log.h"

#include <string.h>

/* Each takes some tens of milliseconds of the helper; a round of them raises the store's generation once a
 * picture, so that rests lie between. */
enum { CROPS_AT_ONCE = 16, SOURCE_MAX = 8 * 1024 * 1024, ARENA_MAX = 64 * 1024 * 1024, REST_MS = 60000 };

/* No person asked for it, and nothing that is said of a medium changes. */
static const struct actor keeper = {.role = ROLE_ADMIN, .name = "keeper"};

struct media_blob *crop_blobs(struct arena *arena, const struct rendition *items, size_t count)
{
    struct media_blob *blobs = arena_zero(arena, 2 * count + 1, sizeof *blobs);
    for (size_t i = 0; blobs && i < count; i++) {
        const struct rendition *from = &items[i];
        const struct media_blob of_width = {.width = from->width, .height = from->height};
        struct media_blob *webp = &blobs[2 * i], *jpeg = webp + 1;
        *webp = *jpeg = of_width;
        webp->extension = "webp";
        webp->type = "image/webp";
        webp->bytes = from->webp;
        webp->size = from->webp_size;
        jpeg->extension = "jpg";
        jpeg->type = "image/jpeg";
        jpeg->bytes = from->jpeg;
        jpeg->size = from->jpeg_size;
    }
    return blobs;
}

/* The medium as it stands. */
static enum err crop_read(struct store *store, struct arena *arena, int64_t id, struct media *ret_media)
{
    auto_conn struct conn *conn = NULL;
    enum err err = store_lease(store, arena, &conn);
    return err ? err : media_by_id(conn, id, ret_media);
}

/* Cuts what the helper decodes; none where the shape is right already, or the file cannot be read. */
static enum err crop_cut(struct helper *helper, struct arena *arena, const struct media *media,
                         const struct buf *bytes, struct renditions *ret_cut)
{
    struct picture_facts facts;
    *ret_cut = (struct renditions){.count = 0};
    if (picture_measure(bytes->bytes, bytes->length, &facts))
        return ERR_OK;
    struct focus focus = focus_default(media->width, media->height);
    if (media->has_focus)
        focus = (struct focus){media->focus.x, media->focus.y};
    enum err err = helper_crop(helper, &facts, focus, bytes->bytes, bytes->length, arena, ret_cut);
    /* A file of ours that is damaged is the media check's to tell. */
    return err == ERR_INPUT || err == ERR_TOO_LARGE ? ERR_OK : err;
}

/* Files first, then rows, as with any medium. */
static enum err crop_keep(struct store *store, struct arena *arena, const struct media *media,
                          const struct renditions *cut)
{
    auto_conn struct conn *conn = NULL;
    struct media_blob *blobs = crop_blobs(arena, cut->crops, cut->crop_count);
    size_t count = 2 * cut->crop_count;
    if (!blobs)
        return ERR_MEMORY;
    media_name_blobs(arena, blobs, count);
    enum err err = count ? media_write_blobs(store, blobs, count) : ERR_OK;
    if (!err)
        err = store_begin_alone(store, arena, &keeper, &conn);
    if (!err)
        err = media_set_crops(conn, media, blobs, count);
    return err ? err : store_commit(&conn);
}

enum err crop_make(struct store *store, struct helper *helper, int64_t id)
{
    auto_arena struct arena *arena = arena_new(ARENA_MAX);
    auto_buf struct buf bytes = BUF(SOURCE_MAX);
    struct media media;
    struct renditions cut = {.count = 0};
    enum err err = arena ? crop_read(store, arena, id, &media) : ERR_MEMORY;
    if (err || media.is_cropped)
        return err;
    /* A picture from before there were renditions has none to cut. */
    const struct media_file *source = media_widest(&media, "image/webp");
    if (source) {
        err = media_read(store, source->name, SOURCE_MAX, &bytes);
        /* One that a restore still brings. */
        if (err == ERR_NOT_FOUND)
            return ERR_UNAVAILABLE;
        if (!err)
            err = crop_cut(helper, arena, &media, &bytes, &cut);
    }
    return err ? err : crop_keep(store, arena, &media, &cut);
}

/* The ids of the next few, which outlive the reader they were read by. */
static enum err crop_next(struct crop_job *job, struct arena *arena, int64_t **ret_ids, size_t *ret_count)
{
    auto_conn struct conn *conn = NULL;
    enum err err = store_lease(job->store, arena, &conn);
    return err ? err : media_uncropped(conn, job->after_id, CROPS_AT_ONCE, ret_ids, ret_count);
}

/* One that fails is passed over until the next round, so that it keeps no other waiting. */
enum err crop_job_run(void *context)
{
    struct crop_job *job = context;
    auto_arena struct arena *arena = arena_new(ARENA_MAX);
    int64_t *ids = NULL;
    size_t count = 0, made = 0;
    if (!job->helper)
        return ERR_OK;
    enum err err = arena ? crop_next(job, arena, &ids, &count) : ERR_MEMORY;
    for (size_t i = 0; !err && i < count && !atomic_load(job->stopping); i++) {
        enum err failed = crop_make(job->store, job->helper, ids[i]);
        made += !failed;
        job->after_id = ids[i];
        if (failed == ERR_STORAGE_FULL)
            err = failed;
    }
    if (made)
        log_info("crop", LOG_SAYS("pictures were cut for lists"), LOG_NUMBER("count", (int64_t)made));
    job->is_done = count < CROPS_AT_ONCE;
    if (job->is_done)
        job->after_id = 0;
    return err;
}

int64_t crop_job_rest_ms(void *context)
{
    const struct crop_job *job = context;
    return !job->helper ? INT64_MAX : job->is_done ? REST_MS : 0;
}
