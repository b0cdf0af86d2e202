/* A ring of 300 counters by second. Knows no visitors, only where one was and where one goes. */
#include "visits_online.h"

#include <stdbool.h>
#include <string.h>

void online_reset(struct online *online, uint32_t now_s)
{
    memset(online, 0, sizeof *online);
    /* The ring's seconds are counted from here. */
    online->now_s = now_s;
}

void online_advance(struct online *online, uint32_t now_s)
{
    if (now_s <= online->now_s)
        return;
    /* Every bucket would be emptied one by one. */
    if (now_s - online->now_s >= ONLINE_SECONDS) {
        online_reset(online, now_s);
        return;
    }
    while (online->now_s < now_s) {
        /* The bucket of 300 seconds ago is the one that the new second takes over. */
        uint32_t *oldest = &online->buckets[++online->now_s % ONLINE_SECONDS];
        online->total -= *oldest;
        *oldest = 0;
    }
}

/* Whether a bucket of the ring stands for that second. */
static bool within(const struct online *online, uint32_t at_s)
{
    return at_s && at_s <= online->now_s && online->now_s - at_s < ONLINE_SECONDS;
}

void online_move(struct online *online, uint32_t former_s, uint32_t last_s)
{
    /* The bucket may have been emptied by online_reset(); it must not go below 0. */
    if (within(online, former_s) && online->buckets[former_s % ONLINE_SECONDS]) {
        online->buckets[former_s % ONLINE_SECONDS]--;
        online->total--;
    }
    /* A view of longer ago, as the recovery finds them, makes nobody online. */
    if (within(online, last_s)) {
        online->buckets[last_s % ONLINE_SECONDS]++;
        online->total++;
    }
}
