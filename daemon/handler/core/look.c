/* Looks are kept by their brand; which brand is today's is known by the store's generation and the day, so
 * midnight and a change of the site need nobody to tell of them. How colours are derived is text/palette.h's
 * matter, and how they are written view/palette.h's. */
#include "look.h"

#include "base/buf.h"
#include "base/memory.h"
#include "store/site_look.h"
#include "text/date.h"
#include "view/palette.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* More than a site may have palettes, so that those of all its days find room. */
enum { LOOKS_MAX = SITE_PALETTES_MAX + 20, SHEET_MAX = 256 * 1024 };

/* Where each lies among the assets, and its name in addresses behind the folder. */
static const char *const look_assets[LOOK_FILES] = {[LOOK_SHEET] = "style/site.css",
                                                    [LOOK_EMBLEM] = "picture/emblem.svg",
                                                    [LOOK_FAVICON] = "picture/favicon.svg"};

/* The interface's files that looks are made from. */
struct look_base {
    const struct asset *of[LOOK_FILES];
};

struct looks {
    pthread_mutex_t lock;
    char base[LOOK_FILES][ASSET_HASH_SIZE]; /* of the interface's files that they were made from */
    struct look made[LOOKS_MAX];
    size_t count, next;
    struct look now; /* of `day` at `generation`, once it is known */
    uint64_t generation;
    int32_t day;
    bool is_known;
    uint64_t gathered; /* the generation of which all looks of all days were made */
};

struct looks *looks_new(void)
{
    struct looks *looks = memory_new(1, sizeof *looks);
    if (looks) {
        pthread_mutex_init(&looks->lock, NULL);
        /* No store's generation. */
        looks->gathered = UINT64_MAX;
    }
    return looks;
}

void looks_free(struct looks *looks)
{
    if (looks)
        pthread_mutex_destroy(&looks->lock);
    free(looks);
}

/* False when the folder of a workshop has not all of them. */
static bool look_base_find(const struct app *app, struct look_base *ret_base)
{
    bool is_whole = true;
    for (int file = 0; file < LOOK_FILES; file++) {
        ret_base->of[file] = assets_find(app->assets, look_assets[file]);
        is_whole = is_whole && ret_base->of[file];
    }
    return is_whole;
}

/* Somebody who works on the interface may have exchanged a file: then nothing made from the former is of use.
 * Under the lock. */
static void forget_if_exchanged(struct looks *looks, const struct look_base *base)
{
    bool is_same = true;
    for (int file = 0; file < LOOK_FILES; file++) {
        is_same = is_same && strcmp(looks->base[file], base->of[file]->hash) == 0;
        memcpy(looks->base[file], base->of[file]->hash, sizeof looks->base[file]);
    }
    if (is_same)
        return;
    looks->count = looks->next = 0;
    looks->is_known = false;
    looks->gathered = UINT64_MAX;
}

/* The interface's sheet with other colours in the place of its own. A sheet without that place, as somebody's
 * own interface may have, gets them behind all it says. */
static void write_sheet(const char *text, size_t size, const struct look *look, struct buf *out)
{
    const char *begin = strstr(text, PALETTE_BEGINS);
    const char *end = begin ? strstr(begin, PALETTE_ENDS) : NULL;
    size_t before = end ? (size_t)(begin - text) + strlen(PALETTE_BEGINS) : size;
    buf_add(out, text, before);
    view_palette_site(&look->palettes, look->brand.is_mourning, out);
    buf_text(out, end ? end : "");
}

/* A drawing with the brand's colours in the place of those that it is drawn with. */
static void look_write_drawing(const char *drawing, const struct look *look, struct buf *out)
{
    char from[2][COLOUR_TEXT_SIZE], to[2][COLOUR_TEXT_SIZE];
    colour_text(brand_built_in.first, from[0]);
    colour_text(brand_built_in.second, from[1]);
    colour_text(look->palettes.of[PALETTE_NORMAL][PALETTE_LIGHT].roles[PALETTE_HEAD], to[0]);
    colour_text(look->brand.second, to[1]);
    for (const char *p = drawing; *p; p++) {
        size_t i = 0, length = strlen(from[0]);
        while (i < 2 && strncmp(p, from[i], length) != 0)
            i++;
        if (i == 2) {
            buf_char(out, *p);
            continue;
        }
        buf_text(out, to[i]);
        p += length - 1;
    }
}

/* False without memory. */
static bool look_write_file(const struct look_base *base, const struct look *look, enum look_file file,
                            struct buf *out)
{
    auto_arena struct arena *scratch = arena_new(SHEET_MAX);
    const struct asset *asset = base->of[file];
    const char *text = scratch ? (const char *)asset_bytes(asset, scratch) : NULL;
    if (!text)
        return false;
    if (file == LOOK_SHEET)
        write_sheet(text, asset->size, look, out);
    else
        look_write_drawing(text, look, out);
    return !buf_failed(out);
}

/* Writes an option's sheet, which always finds room. */
static void write_option(const struct look *look, enum palette_contrast contrast,
                         char text[static LOOK_OPTION_SIZE])
{
    auto_buf struct buf out = BUF(LOOK_OPTION_SIZE - 1);
    view_palette_option(&look->palettes, contrast, look->brand.is_mourning, &out);
    if (!buf_failed(&out))
        memcpy(text, buf_str(&out), out.length + 1);
}

/* A millisecond or two; nobody's lock is held. */
static enum err look_make(const struct look_base *base, const struct brand *brand, struct look *ret_look)
{
    struct look look = {.brand = *brand, .is_built_in = brand_equal(brand, &brand_built_in)};
    palettes_make(brand, &look.palettes);
    write_option(&look, PALETTE_MORE, look.more);
    write_option(&look, PALETTE_LESS, look.less);
    for (int file = 0; file < LOOK_FILES; file++) {
        auto_buf struct buf out = BUF(SHEET_MAX);
        if (look.is_built_in) {
            memcpy(look.hash[file], base->of[file]->hash, sizeof look.hash[file]);
            continue;
        }
        if (!look_write_file(base, &look, (enum look_file)file, &out))
            return ERR_MEMORY;
        asset_hash(buf_str(&out), out.length, look.hash[file]);
    }
    if (!look.more[0] || !look.less[0])
        return ERR_MEMORY;
    *ret_look = look;
    return ERR_OK;
}

/* Under the lock. */
static const struct look *find_brand(const struct looks *looks, const struct brand *brand)
{
    for (size_t i = 0; i < looks->count; i++)
        if (brand_equal(&looks->made[i].brand, brand))
            return &looks->made[i];
    return NULL;
}

/* The look of a brand: kept, or made and kept, in the place of the oldest when all are taken. Two who make
 * the same at once make the same. */
static enum err look_of(struct looks *looks, const struct look_base *base, const struct brand *brand,
                        struct look *ret_look)
{
    pthread_mutex_lock(&looks->lock);
    forget_if_exchanged(looks, base);
    const struct look *kept = find_brand(looks, brand);
    if (kept)
        *ret_look = *kept;
    pthread_mutex_unlock(&looks->lock);
    if (kept)
        return ERR_OK;
    enum err err = look_make(base, brand, ret_look);
    if (err)
        return err;
    pthread_mutex_lock(&looks->lock);
    if (!find_brand(looks, brand)) {
        looks->made[looks->next] = *ret_look;
        looks->next = (looks->next + 1) % LOOKS_MAX;
        looks->count += looks->count < LOOKS_MAX;
    }
    pthread_mutex_unlock(&looks->lock);
    return ERR_OK;
}

/* Stored colours were judged when they were saved. */
static struct colour colour_or(const char *text, struct colour otherwise)
{
    struct colour colour;
    return text && !colour_parse(text, &colour) ? colour : otherwise;
}

/* The brand of a day with this palette, or (NULL) of all others. */
static struct brand brand_of(const struct site_look *site, const struct site_palette *palette)
{
    struct brand brand = {colour_or(site->first, brand_built_in.first),
                          colour_or(site->second, brand_built_in.second), false};
    if (!palette)
        return brand;
    switch (palette->kind) {
    case SITE_PALETTE_MOURNING:
        return brand_mourning;
    case SITE_PALETTE_FESTIVE:
        return brand_festive;
    default:
        brand.first = colour_or(palette->first, brand.first);
        brand.second = colour_or(palette->second, brand.second);
        return brand;
    }
}

/* What the store says of the site's looks, on a reader of its own. */
static enum err site_look_lease(struct app *app, struct arena *arena, struct site_look *ret_site)
{
    auto_conn struct conn *conn = NULL;
    enum err err = store_lease(app->portal->store, arena, &conn);
    return err ? err : site_look_read(conn, ret_site);
}

/* Whether the look is known that was the day's at this generation. */
static bool look_is_known(struct looks *looks, const struct look_base *base, uint64_t generation, int32_t day,
                          struct look *ret_look)
{
    pthread_mutex_lock(&looks->lock);
    forget_if_exchanged(looks, base);
    bool is_known = looks->is_known && looks->generation == generation && looks->day == day;
    if (is_known)
        *ret_look = looks->now;
    pthread_mutex_unlock(&looks->lock);
    return is_known;
}

enum err look_now(struct app *app, struct arena *arena, int64_t now_ms, struct look *ret_look)
{
    struct looks *looks = app->looks;
    struct look_base base;
    /* Before anything is read, so that what is kept is never older than it is called. */
    uint64_t generation = store_generation(app->portal->store);
    int32_t day = day_of(now_ms);
    struct site_look site;
    if (!look_base_find(app, &base))
        return ERR_NOT_FOUND;
    if (look_is_known(looks, &base, generation, day, ret_look))
        return ERR_OK;
    enum err err = site_look_lease(app, arena, &site);
    if (err)
        return err;
    const struct brand brand = brand_of(&site, site_palette_on(&site, day));
    err = look_of(looks, &base, &brand, ret_look);
    if (err)
        return err;
    pthread_mutex_lock(&looks->lock);
    looks->now = *ret_look;
    looks->generation = generation;
    looks->day = day;
    looks->is_known = true;
    pthread_mutex_unlock(&looks->lock);
    return ERR_OK;
}

enum err look_tried(struct app *app, const struct site_look *site, int64_t now_ms, struct look *ret_look)
{
    struct look_base base;
    const struct brand brand = brand_of(site, site_palette_on(site, day_of(now_ms)));
    return look_base_find(app, &base) ? look_of(app->looks, &base, &brand, ret_look) : ERR_NOT_FOUND;
}

const char *look_url(const struct app *app, struct arena *arena, const struct look *look, enum look_file file)
{
    const char *const own[LOOK_FILES] = {[LOOK_SHEET] = app->interface.style_url,
                                         [LOOK_EMBLEM] = app->interface.emblem_url,
                                         [LOOK_FAVICON] = app->interface.favicon_url};
    return look->is_built_in
               ? own[file]
               : arena_printf(arena, "/static/%s%s", look->hash[file], strchr(look_assets[file], '/'));
}

/* Whether a look was made whose file has this hash; *ret_gathered says at which generation all were made. */
static bool find_hash(struct looks *looks, const struct look_base *base, enum look_file file,
                      const char *hash, struct look *ret_look, uint64_t *ret_gathered)
{
    bool is_found = false;
    pthread_mutex_lock(&looks->lock);
    forget_if_exchanged(looks, base);
    for (size_t i = 0; !is_found && i < looks->count; i++) {
        is_found = strcmp(looks->made[i].hash[file], hash) == 0;
        if (is_found)
            *ret_look = looks->made[i];
    }
    *ret_gathered = looks->gathered;
    pthread_mutex_unlock(&looks->lock);
    return is_found;
}

/* Makes the looks of all days, as after a start, when a page that was kept elsewhere names one of them. Once
 * a generation: whoever guesses hashes makes nobody work. */
static enum err looks_gather(struct app *app, struct arena *arena, const struct look_base *base)
{
    struct looks *looks = app->looks;
    uint64_t generation = store_generation(app->portal->store);
    struct site_look site;
    struct look look;
    enum err err = site_look_lease(app, arena, &site);
    struct brand brand = brand_built_in;
    for (size_t i = 0; !err && i <= site.palette_count; i++) {
        brand = brand_of(&site, i < site.palette_count ? &site.palettes[i] : NULL);
        err = look_of(looks, base, &brand, &look);
    }
    if (err)
        return err;
    pthread_mutex_lock(&looks->lock);
    looks->gathered = generation;
    pthread_mutex_unlock(&looks->lock);
    return ERR_OK;
}

enum err look_file_named(struct app *app, struct arena *arena, const char *name, const char *hash,
                         const char **ret_text)
{
    struct look_base base;
    struct look look;
    uint64_t gathered;
    int file = 0;
    while (file < LOOK_FILES && strcmp(strchr(look_assets[file], '/') + 1, name) != 0)
        file++;
    if (file == LOOK_FILES || !look_base_find(app, &base))
        return ERR_NOT_FOUND;
    bool is_found = find_hash(app->looks, &base, (enum look_file)file, hash, &look, &gathered);
    if (!is_found && gathered != store_generation(app->portal->store)) {
        enum err err = looks_gather(app, arena, &base);
        if (err)
            return err;
        is_found = find_hash(app->looks, &base, (enum look_file)file, hash, &look, &gathered);
    }
    if (!is_found)
        return ERR_NOT_FOUND;
    *ret_text = look_text(app, arena, &look, (enum look_file)file);
    return *ret_text ? ERR_OK : ERR_MEMORY;
}

const char *look_text(const struct app *app, struct arena *arena, const struct look *look,
                      enum look_file file)
{
    auto_buf struct buf out = BUF(SHEET_MAX);
    struct look_base base;
    if (!look_base_find(app, &base) || !look_write_file(&base, look, file, &out))
        return NULL;
    return arena_copy(arena, buf_str(&out), out.length);
}

const char *look_tokens(struct arena *arena, const struct look *look)
{
    auto_buf struct buf out = BUF(SHEET_MAX);
    view_palette_option(&look->palettes, PALETTE_NORMAL, look->brand.is_mourning, &out);
    return arena_copy(arena, buf_str(&out), out.length);
}

const char *look_colour(struct arena *arena, const struct look *look, enum palette_scheme scheme,
                        enum palette_role role)
{
    char text[COLOUR_TEXT_SIZE];
    return arena_text(arena, colour_text(look->palettes.of[PALETTE_NORMAL][scheme].roles[role], text));
}
