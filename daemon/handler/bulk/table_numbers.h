/* The numbers that stood in earlier lines of a table, as many as there are records. Knows nothing of what
 * they are made of. Thread: that of the arena. */
#ifndef HANDLER_TABLE_NUMBERS_H
#define HANDLER_TABLE_NUMBERS_H

#include "base/arena.h"

#include <stdint.h>

/* Begins zeroed; everything lies in the arena. */
struct table_numbers {
    struct table_number {
        const char *key; /* NULL: free */
        int64_t line;
    } * slots; /* by hash, at most half of them taken */
    size_t slot_count, count;
};

/* Notes that `key`, which must live as long as the arena, stands in `line` (from 1). The line where it stood
 * before, or 0; also 0 without memory, when the arena has failed. */
int64_t table_numbers_note(struct table_numbers *numbers, struct arena *arena, const char *key, int64_t line);

#endif
