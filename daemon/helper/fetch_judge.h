/* Which addresses may be reached when a picture is fetched. Private to this floor. */
#ifndef HELPER_FETCH_JUDGE_H
#define HELPER_FETCH_JUDGE_H

#include "helper/fetch.h"

#include <stdbool.h>
#include <sys/socket.h>

/* Whether the rules name this address and port themselves. */
bool fetch_is_named(const struct fetch_rules *rules, const struct sockaddr *address);

/* Whether this address and port may be reached: port 80 or 443 of a public address, or allowed by name. */
bool fetch_may_reach(const struct fetch_rules *rules, const struct sockaddr *address);

/* Whether this name is this machine's own: localhost and all below it (RFC 6761 section 6.3), in any letters,
 * with or without a closing dot. Such a name is asked of nobody: a resolver might know it otherwise. */
bool fetch_is_own_name(const char *host);

/* Whether two are the same address and port. */
bool fetch_same_end(const struct sockaddr *a, const struct sockaddr *b);

#endif
