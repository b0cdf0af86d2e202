/* A piece of clean HTML, read as text: "<" begins a tag and ">" ends it, values stand in double quotes, names
 * are written small. Private to this floor. Thread: any. */
#ifndef HTML_PIECE_H
#define HTML_PIECE_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* [at, end); borrowed. */
struct piece {
    const char *at, *end;
};

size_t piece_size(struct piece piece);

/* The next tag, and the text before it; *rest begins behind the tag. False when there is none: then all that
 * is left is the text, and *ret_tag is empty. */
bool piece_tag(struct piece *rest, struct piece *ret_text, struct piece *ret_tag);

/* Whether the tag has this name; "/p" is the end of a paragraph. */
bool piece_is_tag(struct piece tag, const char *name);

/* The value of an attribute of a tag, as it is written there; false when it has none. */
bool piece_value(struct piece tag, const char *name, struct piece *ret_value);

/* Text between tags, or a value, with the writer's escapes undone; in the arena. */
const char *piece_text(struct piece piece, struct arena *arena);

/* Whether the text is nothing but white space; a hard blank is. */
bool piece_is_blank(struct piece text);

/* The block at the beginning of a clean body: the writer ends each outermost one with a line break. */
struct piece piece_block(struct piece rest);

/* How many pictures a block has that holds nothing else, but what is said of them; 0 for any other block. */
unsigned piece_pictures(struct piece block);

#endif
