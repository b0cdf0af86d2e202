/* The day's visitors: for each the second of the last view. Open addressing, 16 bytes a slot, filled to
 * three quarters: a million visitors take 32 MiB (48 while it grows). Thread: under the lock of visits. */
#ifndef VISITS_VISITS_TABLE_H
#define VISITS_VISITS_TABLE_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct visitor_slot {
    uint64_t hash;   /* 0: free */
    uint32_t last_s; /* second of the last view */
    uint32_t record; /* low half of the number of its record in the journal */
};

struct visitor_table {
    struct visitor_slot *slots;
    size_t capacity; /* a power of two */
    size_t count;
};

/* Errors: MEMORY. */
enum err visitor_table_init(struct visitor_table *table);
void visitor_table_done(struct visitor_table *table);

/* Forgets everybody; gives memory back when there was much. */
void visitor_table_clear(struct visitor_table *table);

/* The slot of a visitor who is in it, or NULL. */
const struct visitor_slot *visitor_table_find(const struct visitor_table *table, uint64_t hash);

/* Asks the memory for where the visitor would be, without waiting. */
void visitor_table_fetch(const struct visitor_table *table, uint64_t hash);

/* The visitor's slot, made with last_s 0 when new. NULL when it is new and there is no room to be had:
 * this visitor cannot be remembered. */
struct visitor_slot *visitor_table_slot(struct visitor_table *table, uint64_t hash);

#endif
