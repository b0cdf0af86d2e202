/* What was left out, changed or guessed on the way from what somebody sent to what is kept. Whoever reads
 * text or a file notes it here; http/reply.h says it in the answer. Nothing that a person sends disappears
 * without a row of warning.def.
 *
 * Ownership: all in the collector's arena. Thread: one at a time. Without memory the arena fails, so that the
 * write is refused rather than silent. */
#ifndef TEXT_WARNING_H
#define TEXT_WARNING_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>

enum warning_code {
#define WARNING(name, code, vi, en) WARNING_##name,
#include "text/warning.def"
#undef WARNING
    WARNING_COUNT
};

enum {
    WARNINGS_MAX = 100,     /* kept one by one; what comes behind is counted */
    WARNING_SHOWN_MAX = 60, /* characters of what was sent */
    /* The bytes of so many, of "…" behind them and of NUL. */
    WARNING_SHOWN_SIZE = 4 * WARNING_SHOWN_MAX + 3 + 1,
};

/* Without an address in it, so that it can be kept in a file as it is. */
struct warning {
    enum warning_code code;
    size_t line;                    /* 1-based, in what was sent; 0 unknown */
    size_t count;                   /* how many of the kind it stands for, 1 or more */
    char shown[WARNING_SHOWN_SIZE]; /* the beginning of it, one line of UTF-8; "" when there is nothing to
                                       show */
};

struct warnings {
    struct arena *arena;
    struct warning *items; /* in the order in which they were noted */
    size_t count;
    size_t unnamed; /* behind WARNINGS_MAX */
};

/* Notes one. `text` are `size` bytes of what it is about, in any encoding and of any length; NULL for none.
 */
void warnings_add(struct warnings *warnings, enum warning_code code, size_t line, const char *text,
                  size_t size);

/* The same for what comes in numbers, such as a reviewer's comments: one of the kind is kept, at the place of
 * the first, and counts the others. */
void warnings_count(struct warnings *warnings, enum warning_code code, size_t line, const char *text,
                    size_t size);

/* All of `more`, behind those that are there; the lines of `more` begin behind `lines_before`. */
void warnings_take(struct warnings *warnings, const struct warnings *more, size_t lines_before);

/* "comment-removed" and the like: the API's word. Static text. */
const char *warning_name(enum warning_code code);

/* The sentence with its places {0} (what is shown), {1} (the count as a number). Static text. */
const char *warning_sentence(enum warning_code code, enum lang lang);

#endif
