/* The cluster's own rows in PostgreSQL. Knows what they mean to whoever asks, and no file of a data folder.
 */
#include "ordered/cluster.h"

#include <inttypes.h>
#include <stdio.h>

enum { ASK_MS = 10 * 1000, CLUSTER_NUMBER_SIZE = 24 };

enum err cluster_make(struct database *database, struct buf *fault)
{
    static const enum database_sql tables[] = {
        DATABASE_MAKE_LOG,  DATABASE_MAKE_FENCE, DATABASE_MAKE_CLUSTER,  DATABASE_MAKE_NODE,
        DATABASE_MAKE_FILE, DATABASE_MAKE_PIECE, DATABASE_MAKE_SNAPSHOT, DATABASE_MAKE_PIECE_PLAIN};
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < sizeof tables / sizeof *tables; i++)
        err = database_run(database, tables[i], NULL, 0, ASK_MS, fault, NULL);
    return err;
}

/* A text of a row, cut where it is longer than any that is written there. */
static void take_cluster_text(const struct database_rows *rows, int column, char text[CLUSTER_TEXT_SIZE])
{
    snprintf(text, CLUSTER_TEXT_SIZE, "%s", database_text(rows, 0, column));
}

enum err cluster_look(struct database *database, struct buf *fault, struct cluster_row *ret_row)
{
    auto_rows struct database_rows *has = NULL, *rows = NULL;
    enum err err = database_run(database, DATABASE_CLUSTER_HAS, NULL, 0, ASK_MS, fault, &has);
    if (!err && !database_integer(has, 0, 0))
        err = ERR_NOT_FOUND;
    if (!err)
        err = database_run(database, DATABASE_CLUSTER_LOOK, NULL, 0, ASK_MS, fault, &rows);
    if (!err && !database_count(rows))
        err = ERR_NOT_FOUND;
    if (err)
        return err;
    take_cluster_text(rows, 0, ret_row->name);
    take_cluster_text(rows, 1, ret_row->key_check);
    take_cluster_text(rows, 2, ret_row->node);
    ret_row->at_ms = database_integer(rows, 0, 3);
    ret_row->forgotten = database_integer(rows, 0, 4);
    return ERR_OK;
}

enum err cluster_found(struct database *database, const struct cluster_row *row, struct buf *fault)
{
    auto_rows struct database_rows *rows = NULL;
    const struct database_value values[] = {DATABASE_TEXT(row->name), DATABASE_TEXT(row->key_check),
                                            DATABASE_TEXT(row->node)};
    enum err err = database_run(database, DATABASE_CLUSTER_FOUND, values, 3, ASK_MS, fault, &rows);
    return err || database_count(rows) ? err : ERR_CONFLICT;
}

enum err cluster_note_node(struct database *database, const char *node, int64_t applied, int64_t schema,
                           struct buf *fault)
{
    char numbers[2][CLUSTER_NUMBER_SIZE];
    snprintf(numbers[0], sizeof numbers[0], "%" PRId64, applied);
    snprintf(numbers[1], sizeof numbers[1], "%" PRId64, schema);
    const struct database_value values[] = {DATABASE_TEXT(node), DATABASE_TEXT(numbers[0]),
                                            DATABASE_TEXT(numbers[1])};
    return database_run(database, DATABASE_NODE_SEEN, values, 3, ASK_MS, fault, NULL);
}
