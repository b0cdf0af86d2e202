/* A store as one of several, for opening and closing: see store/replication.h. */
#ifndef STORE_REPLICATION_REPLICA_H
#define STORE_REPLICATION_REPLICA_H

#include "store/replication.h"

/* Registers the commit hook, behind all others: what they write of shared tables belongs into the entry.
 * Errors: MEMORY. */
enum err replica_register(struct store *store, const struct replication_options *options);

/* The writer is open and migrated, and none of its statements is prepared: one that deletes all rows of a
 * table would be prepared as one that nobody can watch. Nothing happens in a store that is alone. */
enum err replica_attach(struct store *store);

/* Files of media go along with the log (store/replication.h); in a store that is alone, and where the log
 * keeps none, putting does nothing and getting is NOT_FOUND. Errors: as there. */
bool replica_keeps_files(const struct store *store);
enum err replica_put_file(const struct store *store, const char *name, int fd, int64_t size);
enum err replica_get_file(const struct store *store, const char *name, int fd);

/* Before the writer is closed. */
void replica_detach(struct store *store);

#endif
