/* How many connections each block of addresses has open (http/throttle.h says what a block is), and whether
 * it may have more. Thread: any. */
#ifndef SERVER_CROWD_H
#define SERVER_CROWD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

struct crowd;

/* For at most `connections` at once, and `limit` from one block; 0: no limit. NULL when out of memory. */
struct crowd *crowd_new(size_t connections, unsigned limit);
void crowd_free(struct crowd *crowd);

/* Whether one more from this address is too many. */
bool crowd_is_full(struct crowd *crowd, const struct sockaddr *address);

/* Counts a connection; gives the number that crowd_leave() wants when it closes. */
uint64_t crowd_enter(struct crowd *crowd, const struct sockaddr *address);
void crowd_leave(struct crowd *crowd, uint64_t block);

#endif
