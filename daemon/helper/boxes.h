/* Boxes of ISO 14496-12, of which films and photographs of phones are made: a size, a type, and what is
 * behind them. Private to this floor. */
#ifndef HELPER_BOXES_H
#define HELPER_BOXES_H

#include "bytes.h"

#include <stdbool.h>

/* A box: its type, four bytes, and what is behind it. */
struct box {
    const unsigned char *type;
    struct span data;
};

/* The box at the beginning of `rest`, which steps behind it; false at the end, and when one reaches beyond.
 */
bool box_next(struct span *rest, struct box *ret_box);

/* Whether its type is this, four characters. */
bool box_is(const struct box *box, const char *type);

/* The first of that type at the beginning of or behind others in `rest`. */
bool box_find(struct span rest, const char *type, struct box *ret_box);

#endif
