/* Rendering a body ahead of its transaction. It knows the pictures of bodies, and no article. */
#include "body_ahead.h"

#include <sodium.h>
#include <string.h>

/* Pictures of one body; with more it is rendered in the transaction, as it always can be. */
enum { LOOKUPS_MAX = 1000 };

/* Notes what is found while the body is rendered. */
struct recording {
    struct body_media *media;
    struct body_pictures real;
    struct body_ahead *ahead;
    size_t room;
    bool has_failed;
};

/* Room for one more. The former rooms stay in the arena, which doubling keeps below the size of the
 * last. */
static struct body_lookup *lookup_add(struct recording *recording)
{
    struct body_ahead *ahead = recording->ahead;
    if (ahead->lookup_count == recording->room) {
        size_t room = recording->room ? recording->room * 2 : 8;
        struct body_lookup *items =
            room <= LOOKUPS_MAX ? arena_zero(recording->media->arena, room, sizeof *items) : NULL;
        if (!items)
            return NULL;
        if (ahead->lookup_count)
            memcpy(items, ahead->lookups, ahead->lookup_count * sizeof *items);
        ahead->lookups = items;
        recording->room = room;
    }
    return &ahead->lookups[ahead->lookup_count++];
}

/* Stands between the renderer and the search of media, and notes each question with its answer. */
static bool record(void *context, const char *source, const char *alt, struct body_picture *ret_picture)
{
    struct recording *recording = context;
    struct body_picture picture = {0};
    struct arena *arena = recording->media->arena;
    bool is_found = recording->real.find(recording->real.context, source, alt, &picture);
    struct body_lookup *lookup = lookup_add(recording);
    /* A lookup that is not noted could not be looked for again, so the result must not be used. */
    recording->has_failed = recording->has_failed || !lookup;
    if (lookup)
        *lookup = (struct body_lookup){arena_text(arena, source), arena_text(arena, alt), is_found, picture};
    *ret_picture = picture;
    return is_found;
}

bool body_take_title(enum body_format format, const char *text, struct arena *arena, const char **ret_title,
                     const char **ret_rest)
{
    if (format == BODY_MARKDOWN)
        return body_first_heading(text, arena, ret_title, ret_rest);
    return format == BODY_HTML ? body_html_title(text, arena, ret_title, ret_rest)
                               : body_first_line(text, arena, ret_title, ret_rest);
}

/* A hash and not the text, as the text may be long and is kept for many lines of an import. */
static void hash_text(const char *text, unsigned char hash[BODY_HASH_SIZE])
{
    crypto_generichash(hash, BODY_HASH_SIZE, (const unsigned char *)text, strlen(text), NULL, 0);
}

void body_ahead_render(struct store *store, enum body_format format, const char *text, bool may_take_title,
                       const struct picture_import *import, struct arena *arena, struct body_ahead *ret_ahead)
{
    struct body_ahead ahead = {.format = format, .may_take_title = may_take_title, .text = text};
    /* Without an input, so nothing is noted; body_ahead_holds() notes it in the transaction. */
    struct body_media media = {
        .store = store, .arena = arena, .says_no_alt = format == BODY_MARKDOWN, .import = import};
    struct recording recording = {&media, body_media_pictures(&media), &ahead, 0, false};
    const struct body_pictures pictures = {record, &recording};
    hash_text(text, ahead.hash);
    if (may_take_title)
        body_take_title(format, text, arena, &ahead.title, &ahead.text);
    ahead.err =
        body_render_with(format, ahead.text, strlen(ahead.text), &pictures, arena, &ahead.body, &ahead.fault);
    /* A body that is too complex is there too, with its fault. What failed for want of memory or the
     * store is tried again. */
    ahead.is_there = !media.err && !recording.has_failed && ahead.err != ERR_MEMORY && !arena_failed(arena);
    *ret_ahead = ahead;
}

bool body_ahead_fits(const struct body_ahead *ahead, enum body_format format, const char *text,
                     bool may_take_title)
{
    unsigned char hash[BODY_HASH_SIZE];
    if (!ahead || !ahead->is_there || ahead->format != format || ahead->may_take_title != may_take_title)
        return false;
    hash_text(text, hash);
    return memcmp(hash, ahead->hash, BODY_HASH_SIZE) == 0;
}

static bool pictures_equal(const struct body_picture *a, const struct body_picture *b)
{
    return strcmp(a->url, b->url) == 0 && strcmp(a->alt, b->alt) == 0 &&
           strcmp(a->jpeg_srcset, b->jpeg_srcset) == 0 && strcmp(a->webp_srcset, b->webp_srcset) == 0 &&
           a->width == b->width && a->height == b->height;
}

bool body_ahead_holds(const struct body_ahead *ahead, struct body_media *media)
{
    const struct body_pictures pictures = body_media_pictures(media);
    bool holds = true;
    /* All are looked for, also after one that differs, so that all faults are noted. */
    for (size_t i = 0; i < ahead->lookup_count; i++) {
        const struct body_lookup *lookup = &ahead->lookups[i];
        struct body_picture picture;
        bool is_found = pictures.find(pictures.context, lookup->source, lookup->alt, &picture);
        holds = holds && is_found == lookup->is_found &&
                (!is_found || pictures_equal(&picture, &lookup->picture));
    }
    return holds && !media->err;
}
