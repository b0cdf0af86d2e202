/* Whether the store can keep what it is given and give what it keeps: room on the disk, damage of the file.
 * Known at any moment without asking the disk. Thread: any. */
#ifndef STORE_HEALTH_H
#define STORE_HEALTH_H

#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>

/* A disk, as whoever serves may use it; both -1 while it cannot be asked. */
struct disk_room {
    int64_t free_bytes, bytes;
};

/* The reserve that is let go when the disk is full, so that an administrator can still delete. */
enum ballast_state {
    BALLAST_NONE,     /* none is wanted */
    BALLAST_KEPT,     /* it is held */
    BALLAST_RELEASED, /* it was let go; what is free now is the reserve, and not for everybody */
    BALLAST_MISSING,  /* there was no room for it from the beginning */
};

struct store_health {
    bool is_full; /* what is written finds no room, or hardly any is left */
    enum ballast_state ballast;
    int64_t ballast_bytes, ballast_wanted; /* what the reserve holds of the disk, and what it shall hold */
    bool is_damaged; /* the engine came upon damage since the start, or the last check found some */
    struct disk_room data,
        media; /* the data folder's disk, and that of its folder `media`; some seconds old */
};

void store_health(const struct store *store, struct store_health *ret_health);

/* Asks the disk, and tells the log when it became full and when that is over; keeps the reserve, or lets it
 * go. It is over when the reserve is whole again. To be called twice a second while it is full, and every
 * few seconds otherwise. Waits for the disk. Never fails. */
void store_look_at_disk(struct store *store);

#endif
