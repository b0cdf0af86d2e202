/* Bodies rendered ahead for many lines of an import: kept in a file without a name, for together they may be
 * longer than memory, and read back in their order. Thread: one. */
#ifndef HANDLER_AHEAD_SPOOL_H
#define HANDLER_AHEAD_SPOOL_H

#include "article/body_ahead.h"

struct ahead_spool {
    int fd;
    int64_t end, position; /* behind what was written; behind what was read */
};

/* A spool in that folder. Errors: STORAGE_FULL, UNAVAILABLE, INTERNAL. */
enum err ahead_spool_open(const char *directory, struct ahead_spool *ret_spool);
void ahead_spool_close(struct ahead_spool *spool);

/* Begins anew, empty. */
void ahead_spool_empty(struct ahead_spool *spool);

/* Appends one, also one that is none. Errors: STORAGE_FULL, INTERNAL, MEMORY. */
enum err ahead_spool_write(struct ahead_spool *spool, const struct body_ahead *ahead);

/* Reads the next, in the arena. Errors: INTERNAL, MEMORY. */
enum err ahead_spool_read(struct ahead_spool *spool, struct arena *arena, struct body_ahead *ret_ahead);

#endif
