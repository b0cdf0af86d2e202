/* What stands beside the log in PostgreSQL but files: the cluster and its nodes, snapshots of the database
 * from which a node begins, and what is trimmed behind one.
 *
 * Thread: as ordered/database.h. Errors: UNAVAILABLE (the connection is of no further use then), MEMORY;
 * `fault` receives one line. */
#ifndef ORDERED_CLUSTER_H
#define ORDERED_CLUSTER_H

#include "ordered/database.h"

enum { CLUSTER_TEXT_SIZE = 100 };

struct cluster_row {
    char name[CLUSTER_TEXT_SIZE];
    char key_check[CLUSTER_TEXT_SIZE]; /* of the portal's key (store/backup.h), which every node must have */
    char node[CLUSTER_TEXT_SIZE];      /* whose portal it was */
    int64_t at_ms;
    int64_t forgotten; /* redactions and erasures of which nothing is left in PostgreSQL's files */
};

/* Makes the tables that are not there. */
enum err cluster_make(struct database *database, struct buf *fault);

/* Errors: NOT_FOUND (no cluster was made there; without a line). */
enum err cluster_look(struct database *database, struct buf *fault, struct cluster_row *ret_row);

/* Notes the cluster, by name, key_check and node. Errors: CONFLICT (there is one; without a line). */
enum err cluster_found(struct database *database, const struct cluster_row *row, struct buf *fault);

/* Notes that the node is there, and up to which entry. */
enum err cluster_note_node(struct database *database, const char *node, int64_t applied, int64_t schema,
                           struct buf *fault);

struct snapshot_row {
    char file[CLUSTER_TEXT_SIZE]; /* its name among the files: "snapshot-HASH" */
    int64_t seq;                  /* the last entry that is part of it */
    int64_t schema;
    int64_t taken_back; /* redactions and erasures that are part of it, and erased in it */
    char node[CLUSTER_TEXT_SIZE];
    int64_t at_ms, age_ms;
};

/* The newest that was read back and found whole. Errors: NOT_FOUND (there is none; without a line). */
enum err snapshot_newest(struct database *database, struct buf *fault, struct snapshot_row *ret_row);

/* Puts the file as a snapshot, of seq, schema, taken_back and node as the row says, whose file is set; then
 * reads it back whole and compares. Errors: as ordered/files.h; CONFLICT (what came back is not what went).
 */
enum err snapshot_put(struct database *database, int fd, int64_t size, struct snapshot_row *row,
                      struct buf *fault);

/* Writes the snapshot to `fd` and compares what came with its name. Errors: likewise. */
enum err snapshot_get(struct database *database, const struct snapshot_row *row, int fd, struct buf *fault);

/* Removes all snapshots but the newest, and the entries in front of it that every node has that was seen
 * within `seconds`. */
enum err snapshot_trim(struct database *database, int seconds, struct buf *fault);

/* What was removed leaves PostgreSQL's files too: of the log, and with `of_files` of what stands beside it,
 * which takes all its length. Then so many are noted as forgotten. */
enum err snapshot_shrink(struct database *database, bool of_files, int64_t forgotten, struct buf *fault);

#endif
