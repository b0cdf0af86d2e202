/* What changed between two texts, word by word, at a bounded cost.
 *
 * Paragraphs are compared first, then the words of those that differ, by Myers' greedy algorithm ("An O(ND)
 * Difference Algorithm and Its Variations", 1986). Both comparisons together take at most
 * DIFFERENCE_STEPS steps; where that is not enough, whole paragraphs are said to be replaced, which is
 * coarser but never wrong: what is kept and removed is the former text, what is kept and added the latter,
 * white space aside. Thread: any. */
#ifndef TEXT_DIFFERENCE_H
#define TEXT_DIFFERENCE_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>

enum { DIFFERENCE_STEPS = 2000000 };

enum passage_kind {
    PASSAGE_KEPT,
    PASSAGE_REMOVED,
    PASSAGE_ADDED,
    PASSAGE_LEFT_OUT, /* kept, and left out by difference_shorten() */
};

/* A part of one of the two texts (kept ones of the latter), not NUL-terminated. */
struct passage {
    enum passage_kind kind;
    const char *text;
    size_t length;
};

struct difference {
    struct passage *passages;
    size_t count;
    size_t removed, added; /* words */
};

/* Both texts are valid UTF-8 and outlive the result, which lives in the arena. Errors: MEMORY. */
enum err text_difference(const char *before, const char *after, struct arena *arena,
                         struct difference *ret_difference);

/* Leaves of long kept passages only `context` words beside what changed. Errors: MEMORY. */
enum err difference_shorten(struct difference *difference, size_t context, struct arena *arena);

#endif
