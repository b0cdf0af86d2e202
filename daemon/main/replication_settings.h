/* What the settings say of the common log of several machines. */
#ifndef MAIN_REPLICATION_SETTINGS_H
#define MAIN_REPLICATION_SETTINGS_H

#include "base/setting.h"
#include "ordered/database.h"
#include "store/store.h"

/* This machine's name in the log: the setting, or its host name. */
void replication_node(const struct settings *settings, char ret_node[static DATABASE_NODE_MAX + 1]);

/* A folder that is part of a portal on several machines is written only as one of them: what was changed past
 * the common log would be on no other machine, and would be in the way of what comes from them. `fault`
 * receives one line. Errors: UNAVAILABLE (it is one), and the store's. */
enum err replication_refuse_alone(struct store *store, struct buf *fault);

/* The same for who serves: without a log (NULL) as above; with one the folder must be part of a cluster, and
 * from here on the log is asked as that of this one. Errors: likewise. */
struct ordered;
enum err replication_refuse_stranger(struct store *store, struct ordered *ordered, struct buf *fault);

#endif
