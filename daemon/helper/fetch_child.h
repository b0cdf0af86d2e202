/* The child of the helper process that fetches one address, without what it may redirect to. Private to this
 * floor.
 */
#ifndef HELPER_FETCH_CHILD_H
#define HELPER_FETCH_CHILD_H

#include "protocol.h"

/* Resolves, judges, connects, confines itself, fetches what `wish` says, and answers on `socket` with one
 * frame. `post` is what is told where its way is FETCH_POST, else NULL. */
void fetch_run(const struct order *order, const struct fetch_order *wish, const struct post_order *post,
               int socket);

#endif
