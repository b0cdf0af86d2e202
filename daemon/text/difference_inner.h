/* What the comparison of two texts is made of. Between difference.c and difference_compare.c alone. */
#ifndef TEXT_DIFFERENCE_INNER_H
#define TEXT_DIFFERENCE_INNER_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A paragraph or a word; what is compared are its bytes without the white space behind it. */
struct piece {
    const char *text;
    size_t length; /* compared */
    size_t span;   /* with the white space behind it */
    uint64_t hash;
    bool is_kept;
};

struct pieces {
    struct piece *items;
    size_t count;
};

/* A paragraph ends at a newline, a word at any white space. */
enum piece_kind { PIECE_PARAGRAPH, PIECE_WORD };

/* Splits `length` bytes. False when the arena has failed. */
bool pieces_split(const char *text, size_t length, enum piece_kind kind, struct arena *arena,
                  struct pieces *ret_pieces);

/* Marks what both have in common, in order, as kept. *steps are used up; when they do not suffice only what
 * stands alike at both ends is marked. False when the arena has failed. */
bool pieces_compare(struct pieces before, struct pieces after, int64_t *steps, struct arena *arena);

#endif
