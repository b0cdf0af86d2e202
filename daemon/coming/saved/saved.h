/* A folder of saved pages on its way: its files, and where each page belongs. Of this room alone. */
#ifndef COMING_SAVED_H
#define COMING_SAVED_H

#include "core/place.h"
#include "saved_page.h"

struct saved_file {
    const char *path; /* as the file system has it */
    const char *name; /* the same as UTF-8 */
};

struct saved {
    struct coming *coming;
    int folder;
    struct saved_file *pages, *others; /* files of HTML; all else */
    size_t page_count, page_room, other_count, other_room;
    struct coming_map slugs;
    struct coming_map frames; /* path of a page: 1 + the place in `framed` of the page of frames around it */
    struct coming_map
        titles; /* path of a folder: 1 + the place in `named` of what its first page is called */
    struct coming_map categories; /* path of a category ("tin-tuc/xa"): its place in `made` */
    const char **framed, **named;
    size_t framed_count, framed_room, named_count, named_room;
    struct saved_category {
        int64_t id; /* 0 in a trial */
        const char *slug;
    } * made;
    size_t made_count, made_room;
    struct coming_places places;
};

/* Doubles a list in the coming's arena when it is full. False: no memory. */
bool saved_grow(struct saved *s, void *list, size_t count, size_t *room, size_t size);

/* The file's text as UTF-8; "" when there is none, or too much. *ret_ms is when it was changed. */
const char *saved_text(const struct saved *s, const char *path, struct arena *arena, int64_t *ret_ms,
                       const char **ret_legacy);

/* Whether a name is that of a folder's own page. */
bool saved_is_index(const char *path);

/* The category that a page stands in: by the way that it shows, else by its folders; made when it is not
 * there. *ret_slug NULL: in none. Errors: the portal's. */
enum err saved_category(struct saved *s, const struct saved_file *file, const struct saved_page *page,
                        const char *lang, struct arena *arena, const char **ret_slug);

/* Reads one page and sends it. */
enum err saved_bring(struct saved *s, const struct saved_file *file);

#endif
