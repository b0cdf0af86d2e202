/* The visitors whose visit may go on: for each the second of the last view. Open addressing, 16 bytes a slot.
 *
 * Whose last view was longer ago than a visit lasts is as good as not there: another takes his slot, and when
 * the table is full he is left behind. So it holds who was there within half an hour, not within the day. It
 * grows in steps: new visitors go into the larger table, and each question moves a few of the former one's,
 * so that none waits for all; the memory of the larger one is made and that of the former one given back
 * outside of the lock (visitor_table_prepare()). There is a hard cap: at most VISITOR_SLOTS_MAX slots, 32
 * MiB, and as much again while it moves.
 *
 * It must not know what a visit counts. Thread: under the lock of visits; but see visitor_table_prepare(). */
#ifndef VISITS_VISITS_TABLE_H
#define VISITS_VISITS_TABLE_H

#include "base/err.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { VISIT_SECONDS = 1800, VISITOR_SLOTS_MAX = 1 << 21 };

struct visitor_slot {
    uint64_t hash;   /* 0: free */
    uint32_t last_s; /* second of the last view; 0: none yet */
    uint32_t record; /* low half of the number of its record in the journal */
};

/* Slots in memory that core files leave out. */
struct visitor_slots {
    struct visitor_slot *slots; /* or NULL */
    size_t capacity;            /* a power of two */
};

struct visitor_table {
    struct visitor_slots now;
    size_t count; /* slots of `now` that are not free */
    struct visitor_slots former;
    size_t moved;                        /* slots of `former` before this one are in `now` or left behind */
    struct visitor_slots spare, retired; /* made for the next growth; to be given back */
};

/* Errors: MEMORY. */
enum err visitor_table_init(struct visitor_table *table);
void visitor_table_done(struct visitor_table *table);

/* Forgets everybody; gives memory back when there was much. */
void visitor_table_clear(struct visitor_table *table);

/* Whether a visit that had its last view then goes on. Times are those of the table, which never step back.
 */
static inline bool visit_goes_on(uint32_t last_s, uint32_t now_s)
{
    return last_s && now_s - last_s <= VISIT_SECONDS;
}

/* The slot of a visitor who is in it, or NULL. Slots are valid until the next call that is not const. */
struct visitor_slot *visitor_table_find(const struct visitor_table *table, uint64_t hash);

/* Asks the memory for where the visitor would be, without waiting. */
void visitor_table_fetch(const struct visitor_table *table, uint64_t hash);

/* The visitor's slot, made with last_s 0 when new. NULL when it is new and there is no room to be had: this
 * visitor cannot be remembered. */
struct visitor_slot *visitor_table_slot(struct visitor_table *table, uint64_t hash, uint32_t now_s);

/* Calls `each` for every slot, in whatever order; it may change all but the hash. */
void visitor_table_each(struct visitor_table *table, void (*each)(struct visitor_slot *slot, void *context),
                        void *context);

/* Makes memory for the next growth when that comes near, and gives back what is not needed any more; takes
 * `lock` for moments only. To be called several times a second. */
void visitor_table_prepare(struct visitor_table *table, pthread_mutex_t *lock, uint32_t now_s);

#endif
