/* Token buckets by address block: how much of a kind one block of addresses may ask for in a while.
 *
 * A bucket holds what twenty seconds of its rate give, and is full at first. A block is one IPv4 address or
 * the /64 of an IPv6 address, which is what one household or one hired machine has. The table is of fixed
 * size; where it is full, who asked longest ago is forgotten, which is to say given a full bucket. Thread:
 * any. */
#ifndef HTTP_THROTTLE_H
#define HTTP_THROTTLE_H

#include "base/cleanup.h"

#include <stdint.h>
#include <sys/socket.h>

enum throttle_kind {
    THROTTLE_SEARCH,
    THROTTLE_WRITE,
    THROTTLE_ERROR, /* answers 4xx */
    THROTTLE_MISS,  /* answers that are not in the cache and have to be made */
    THROTTLE_KINDS
};

struct throttle;

/* `rates` are per second; 0: no limit. NULL when out of memory. */
struct throttle *throttle_new(const unsigned rates[THROTTLE_KINDS]);
void throttle_free(struct throttle *throttle);
DEFINE_CLEANUP(cleanup_throttle_, struct throttle *, throttle_free)
#define auto_throttle CLEANUP(cleanup_throttle_)

/* Takes one token of the client's block: 0 when there was one, else the seconds (at least 1) until there will
 * be. A NULL client (the control socket) always may. `now_ms` is monotonic. */
int throttle_take(struct throttle *throttle, enum throttle_kind kind, const struct sockaddr *client,
                  int64_t now_ms);

/* The same for what is dearer: so many of them empty a full bucket, whatever its rate. 1 <= parts <= 20. */
int throttle_take_part(struct throttle *throttle, enum throttle_kind kind, const struct sockaddr *client,
                       int64_t now_ms, int parts);

/* How often somebody was told to wait, since the start. */
uint64_t throttle_refused(const struct throttle *throttle, enum throttle_kind kind);

/* The client's block as a number, the same as long as the process runs; 0 for NULL. */
uint64_t throttle_block(const struct throttle *throttle, const struct sockaddr *client);

/* The block of an address as a number; never 0, which is that of NULL and of other families. Different blocks
 * have different numbers but by a chance nobody can steer: `key` (16 bytes) is secret. */
uint64_t address_block(const struct sockaddr *address, const unsigned char key[static 16]);

#endif
