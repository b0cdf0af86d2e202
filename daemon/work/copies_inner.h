/* Looking at copies, for its own modules. */
#ifndef WORK_COPIES_INNER_H
#define WORK_COPIES_INNER_H

#include "store/redaction.h"
#include "work/copies.h"

/* A redaction by article, version and time; or a person's request by its number. */
struct copy_mark {
    int64_t numbers[3];
};

/* What was taken back in a copy. NULL: it does not say. */
struct copy_marks {
    struct copy_mark *redactions, *erasures;
    size_t redaction_count, erasure_count;
};

/* One look. */
struct looking_at {
    const struct copies_scope *scope;
    struct arena *arena;
    struct taken_back taken; /* of the store */
    const char *portal;
    struct copies *copies;
    size_t room;
    bool is_short; /* of memory */
};

/* When data went aside, by the name of its folder below former/. False: it is none. */
bool former_time(const char *name, int64_t *ret_ms);

#endif
