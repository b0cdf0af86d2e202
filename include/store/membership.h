/* Which cluster a data folder is part of, and up to which entry of its log: a folder that is none of the
 * cluster's, or was once, must not follow its log. Every cluster has a name that nobody chose; a portal that
 * is alone has none.
 *
 * Errors: the common ones of store.h. */
#ifndef STORE_MEMBERSHIP_H
#define STORE_MEMBERSHIP_H

#include "store/store.h"

/* 32 hexadecimal digits, with the NUL. */
enum { CLUSTER_NAME_SIZE = 33 };

struct membership {
    char cluster[CLUSTER_NAME_SIZE]; /* "": alone */
    int64_t applied;                 /* the last entry that is part of the database; 0: none */
};

/* Of the open store, as it is on the disk. */
enum err membership_read(struct store *store, struct membership *ret_membership);

/* The same on a connection of the store's own modules, which need not have its statements. Errors:
 * UNAVAILABLE (the database is of a time before there were clusters). */
enum err membership_of_conn(struct conn *conn, struct membership *ret_membership);

/* Makes the store, which must be open alone, part of a cluster, or alone again. */
enum err membership_set(struct store *store, const struct membership *membership);

#endif
