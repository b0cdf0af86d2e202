#include "visits_online.h"

#include <stdbool.h>
#include <string.h>

void online_reset(struct online *online, uint32_t now_s)
{
    memset(online, 0, sizeof *online);
    online->now_s = now_s;
}

void online_advance(struct online *online, uint32_t now_s)
{
    if (now_s <= online->now_s)
        return;
    if (now_s - online->now_s >= ONLINE_SECONDS) {
        online_reset(online, now_s);
        return;
    }
    while (online->now_s < now_s) {
        uint32_t *oldest = &online->buckets[++online->now_s % ONLINE_SECONDS];
        online->total -= *oldest;
        *oldest = 0;
    }
}

static bool within(const struct online *online, uint32_t at_s)
{
    return at_s && at_s <= online->now_s && online->now_s - at_s < ONLINE_SECONDS;
}

void online_move(struct online *online, uint32_t former_s, uint32_t last_s)
{
    if (within(online, former_s) && online->buckets[former_s % ONLINE_SECONDS]) {
        online->buckets[former_s % ONLINE_SECONDS]--;
        online->total--;
    }
    if (within(online, last_s)) {
        online->buckets[last_s % ONLINE_SECONDS]++;
        online->total++;
    }
}
