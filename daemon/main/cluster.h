/* `congd cluster`, for its own files: the portal of this machine and the PostgreSQL that keeps the common
 * log. */
#ifndef MAIN_CLUSTER_H
#define MAIN_CLUSTER_H

#include "invocation.h"
#include "ordered/cluster.h"
#include "store/backup.h"
#include "store/beside.h"

enum { CLUSTER_PATH_SIZE = 4096, CLUSTER_READ_LIMIT_MS = 60000, CLUSTER_PASSWORD_SIZE = 1024 };

struct cluster_work {
    const struct settings *settings;
    char node[DATABASE_NODE_MAX + 1];
    char password[CLUSTER_PASSWORD_SIZE];
    struct database_options options;
    int64_t timeline;
    struct database *database;
    struct buf *fault;
};

/* Who the log's database is to be asked as; INPUT where the settings name none. Before the process becomes
 * the owner of the data folder, who may not read the password's file. */
enum err cluster_settings(struct cluster_work *work);

/* Connects as who takes part: a cluster and a second machine are there, a fence is up. Who comes first makes
 * the tables. Or only to look. */
enum err cluster_connect(struct cluster_work *work);
enum err cluster_connect_first(struct cluster_work *work);
enum err cluster_connect_to_look(struct cluster_work *work);

/* Ends the connection and forgets the password. */
void cluster_end(struct cluster_work *work);

/* The cluster's row; UNAVAILABLE with a line where there is none. */
enum err cluster_there(struct cluster_work *work, struct cluster_row *ret_row);

/* Copies the database of the folder, puts the copy as a snapshot and reads it back. The copy lies in the data
 * folder meanwhile. */
enum err cluster_snapshot(struct cluster_work *work, struct snapshot_row *ret_row);

/* Whose rows say which media are needed: a store's, or a copy's where that is NULL. */
struct cluster_rows {
    struct store *store;
    struct backup_copy *copy;
};

struct cluster_media {
    int64_t files, bytes;
    int64_t missing; /* needed, and not there */
};

/* Puts every file of media that the store's rows need. */
enum err cluster_put_media(struct cluster_work *work, struct store *store, struct cluster_media *ret_media);

/* Brings every file of media that the rows need and that is not there to the folder `media`; each compared
 * with its name, on the disk but for the folder's own entry. Missing are those that PostgreSQL has no more.
 */
enum err cluster_get_media(struct cluster_work *work, const struct cluster_rows *of, char *media,
                           struct cluster_media *ret_media);

#endif
