/* Two texts side by side, paragraph by paragraph, and one made of both by what somebody chose of each.
 * Thread: any. */
#ifndef HANDLER_STAFF_JOIN_H
#define HANDLER_STAFF_JOIN_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* So many places in which two texts differ are chosen one by one; beyond that it is the whole text. */
enum { JOIN_PARTS_MAX = 120 };

enum join_choice { JOIN_THEIRS, JOIN_MINE, JOIN_BOTH };

/* Paragraphs that both have, or what stands in their place in each. */
struct join_part {
    bool is_same;
    size_t paragraphs;         /* of the former text */
    const char *theirs, *mine; /* in the arena; "" for none */
};

struct join {
    struct join_part *parts;
    size_t count;
};

/* Divides both. A text without any paragraph in common is one part. Errors: MEMORY. */
enum err join_texts(const char *theirs, const char *mine, struct arena *arena, struct join *ret_join);

/* The text of these choices, one for each part that is not the same, in their order; in the arena. */
const char *join_made(const struct join *join, const enum join_choice *choices, struct arena *arena);

#endif
