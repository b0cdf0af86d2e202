/* The changes of an entry, one after the other, and the rows they mean. */
#ifndef STORE_REPLICATION_CHANGE_H
#define STORE_REPLICATION_CHANGE_H

#include "engine/conn.h"
#include "table.h"

struct sqlite3_changeset_iter;

/* What happened to a row. */
enum change_op { CHANGE_OP_INSERT, CHANGE_OP_UPDATE, CHANGE_OP_DELETE };

/* A change as it is read; borrows everything until the next. */
struct row_change {
    struct sqlite3_changeset_iter *iterator;
    enum replicated table;
    enum change_op op;
    int columns;                 /* of its rows, as the entry knows the table */
    const unsigned char *is_key; /* of each column, whether the key has it */
};

/* Reads the next change. Errors: NOT_FOUND (there is none), INTERNAL (bytes that are no changes, or of a
 * table that is not shared), MEMORY. */
enum err row_change_next(struct sqlite3_changeset_iter *iterator, struct row_change *ret_change);

/* Values before and after the change; NULL where it has none: of an update those that are the same, but for
 * the key's, which are before. */
sqlite3_value *row_change_old(const struct row_change *change, int column);
sqlite3_value *row_change_new(const struct row_change *change, int column);

/* The row's number, for tables whose first column is their key. */
int64_t row_change_id(const struct row_change *change);

#endif
