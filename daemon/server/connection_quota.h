/* How many connections each block of addresses has open (http/throttle.h says what a block is), and whether
 * it may have more. Thread: any. */
#ifndef SERVER_CONNECTION_QUOTA_H
#define SERVER_CONNECTION_QUOTA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

struct connection_quota;

/* For at most `connections` at once, and `limit` from one block; 0: no limit. NULL when out of memory. */
struct connection_quota *connection_quota_new(size_t connections, unsigned limit);
void connection_quota_free(struct connection_quota *quota);

/* Whether one more from this address is too many. */
bool connection_quota_is_full(struct connection_quota *quota, const struct sockaddr *address);

/* Counts a connection; gives the number that connection_quota_leave() wants when it closes. */
uint64_t connection_quota_enter(struct connection_quota *quota, const struct sockaddr *address);
void connection_quota_leave(struct connection_quota *quota, uint64_t block);

#endif
