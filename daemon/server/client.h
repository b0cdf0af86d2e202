/* Whose request it is: the peer, or who a trusted proxy says. */
#ifndef SERVER_CLIENT_H
#define SERVER_CLIENT_H

#include "http/request.h"

#include <stdbool.h>

/* The client's address: `peer`, or, when the peer is in `trusted` (blocks separated by spaces), the
 * right-most address in `forwarded` that is not itself trusted. Lives in the arena, or is the peer. */
const struct sockaddr *client_address(struct arena *arena, const struct sockaddr *peer, const char *forwarded,
                                      const char *trusted);

/* Whether the address is in one of the blocks. */
bool client_is_trusted(const struct sockaddr *address, const char *trusted);

#endif
