/* Visits begun by each address in this hour: see visits_quota.h. It knows neither addresses nor
 * visitors, only hashes. */
#include "visits_quota.h"

#include <sodium.h>

/* A counter holds both: the hour in its upper 19 bits, how many in the lower 13. The hour wraps after
 * sixty years, and nobody compares over so long. */
enum { HOUR_SECONDS = 3600, COUNT_BITS = 13, COUNT_MASK = (1 << COUNT_BITS) - 1 };

_Static_assert((int)VISITS_PER_ADDRESS <= (int)COUNT_MASK, "a count has its bits");

bool visit_quota_take(struct visit_quota *quota, uint64_t address_hash, uint32_t now_s)
{
    uint32_t hour = now_s / HOUR_SECONDS << COUNT_BITS,
             *counter = &quota->counters[address_hash % QUOTA_COUNTERS];
    /* Of another hour; it begins anew here, so nobody has to go over all of them when the hour turns. */
    if ((*counter & ~(uint32_t)COUNT_MASK) != hour)
        *counter = hour;
    bool is_own = (*counter & COUNT_MASK) < VISITS_PER_ADDRESS;
    /* It stops at the limit, so the count never runs into the bits of the hour. */
    *counter += is_own;
    return is_own;
}

void visit_quota_forget(struct visit_quota *quota)
{
    /* Which memset() a compiler may leave out, when nothing reads it afterwards. */
    sodium_memzero(quota, sizeof *quota);
}
