/* Keeping what the site said. Of this room alone. */
#ifndef STORE_SITE_HISTORY_H
#define STORE_SITE_HISTORY_H

#include "engine/conn.h"
#include "store/site.h"

/* Notes a change of the version `from`: what was before it, unless that is noted, and what came of it. */
enum err site_history_keep(struct conn *conn, int64_t from, const struct site_change *change);

#endif
