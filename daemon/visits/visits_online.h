/* How many visitors had a view in the last 300 seconds: one bucket a second holds those whose last view
 * was then, so that counting costs the same for any number of them. Thread: under the lock of visits. */
#ifndef VISITS_VISITS_ONLINE_H
#define VISITS_VISITS_ONLINE_H

#include <stdint.h>

enum { ONLINE_SECONDS = 300 };

struct online {
    uint32_t buckets[ONLINE_SECONDS]; /* of the seconds now_s-299 … now_s */
    uint32_t now_s;
    uint32_t total;
};

/* Nobody is online, and it is `now_s`. */
void online_reset(struct online *online, uint32_t now_s);

/* Time goes on; it never goes back (an earlier `now_s` is ignored). */
void online_advance(struct online *online, uint32_t now_s);

/* The visitor whose last view was at `former_s` (0: none) has one at `last_s`, which is not later than
 * now. */
void online_move(struct online *online, uint32_t former_s, uint32_t last_s);

#endif
