/* How many visits the addresses of visitors began in the present hour.
 *
 * Whoever changes his User-Agent at every view looks like so many visitors. Behind one address of a mobile
 * carrier are thousands of telephones, so VISITS_PER_ADDRESS an address (IPv4 whole, IPv6's first 64 bits)
 * and hour are believed; who comes after them is counted together with the others who do.
 *
 * No address is kept: a counter belongs to all whose hash under the day's key ends in its number, which
 * hardly ever are two who are many. It is as secret as the key, and forgotten with it; a restart begins the
 * hour anew. 256 KiB, whatever comes. Thread: under the lock of visits. */
#ifndef STORE_VISITS_QUOTA_H
#define STORE_VISITS_QUOTA_H

#include <stdbool.h>
#include <stdint.h>

enum { VISITS_PER_ADDRESS = 4096, QUOTA_COUNTERS = 65536 };

struct visit_quota {
    uint32_t counters[QUOTA_COUNTERS]; /* the hour and, in the low 13 bits, how many */
};

/* A visit of somebody at this address, by its hash, begins now: whether it is still one of its own. */
bool visit_quota_take(struct visit_quota *quota, uint64_t address_hash, uint32_t now_s);

void visit_quota_forget(struct visit_quota *quota);

#endif
