/* The processes beside the daemon: a keeper, which forks those that ask PostgreSQL, and forks them again when
 * they die. */
#ifndef ORDERED_KEEPER_H
#define ORDERED_KEEPER_H

#include "ordered/database.h"

/* Which sockets they have: one a process. */
enum { KEPT_TALK, KEPT_LISTEN, KEPT_FILES, KEPT_COUNT };

/* Says over the first socket by a PACKET_READY whether there is a libpq, and ends when nobody hears the
 * sockets any more. */
_Noreturn void keeper_run(const int sockets[KEPT_COUNT], const struct database_options *options);

#endif
