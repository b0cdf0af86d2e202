/* Bodies that are albums: pictures one behind the other, each with what is said of it.
 *
 * Reads the output of body_render() alone. Ownership: results live in the arena given. Thread: any. */
#ifndef HTML_ALBUM_H
#define HTML_ALBUM_H

#include "base/arena.h"
#include "base/err.h"
#include "html/safe.h"

#include <stdbool.h>
#include <stddef.h>

/* Gives each block of pictures an address (#anh-1, #anh-2 …), its number, and ways to those beside it, in
 * these words; for html_dressed() behind it. On failure the arena has failed, and the HTML comes back as it
 * was. */
struct safe_html html_album(struct safe_html html, const char *before, const char *behind,
                            struct arena *arena);

/* A picture of a body; all plain text. */
struct album_item {
    const char *source;
    const char *alt;
    const char *caption; /* "" for none */
};

/* The pictures of a clean body, in order; *ret_is_whole is false when the body has anything else than
 * pictures with their captions in plain words: a link or an emphasis too. Errors: MEMORY. */
enum err album_read(const char *html, struct arena *arena, struct album_item **ret_items, size_t *ret_count,
                    bool *ret_is_whole);

/* A body of these pictures, as Markdown, which takes figures as they are in HTML. NULL without memory. */
const char *album_write(const struct album_item *items, size_t count, struct arena *arena);

#endif
