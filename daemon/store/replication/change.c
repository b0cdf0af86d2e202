/* Reading changes, by the engine's session extension. Knows nothing of what is done with them. */
#define SQLITE_ENABLE_SESSION 1
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#include "change.h"

enum err row_change_next(struct sqlite3_changeset_iter *iterator, struct row_change *ret_change)
{
    const char *name = NULL;
    unsigned char *is_key = NULL;
    int op = 0, indirect = 0, code = sqlite3changeset_next(iterator);
    if (code == SQLITE_DONE)
        return ERR_NOT_FOUND;
    struct row_change change = {.iterator = iterator};
    if (code == SQLITE_ROW)
        code = sqlite3changeset_op(iterator, &name, &change.columns, &op, &indirect);
    if (code == SQLITE_OK)
        code = sqlite3changeset_pk(iterator, &is_key, NULL);
    if (code != SQLITE_OK)
        return (code & 0xFF) == SQLITE_NOMEM ? ERR_MEMORY : ERR_INTERNAL;
    change.is_key = is_key;
    change.op = op == SQLITE_INSERT   ? CHANGE_OP_INSERT
                : op == SQLITE_UPDATE ? CHANGE_OP_UPDATE
                                      : CHANGE_OP_DELETE;
    change.table = replicated_find(name);
    if (change.table == TABLE_COUNT || !replicated_is_shared(change.table))
        return ERR_INTERNAL;
    *ret_change = change;
    return ERR_OK;
}

sqlite3_value *row_change_old(const struct row_change *change, int column)
{
    sqlite3_value *value = NULL;
    sqlite3changeset_old(change->iterator, column, &value);
    return value;
}

sqlite3_value *row_change_new(const struct row_change *change, int column)
{
    sqlite3_value *value = NULL;
    sqlite3changeset_new(change->iterator, column, &value);
    return value;
}

int64_t row_change_id(const struct row_change *change)
{
    sqlite3_value *value =
        change->op == CHANGE_OP_INSERT ? row_change_new(change, 0) : row_change_old(change, 0);
    return value ? sqlite3_value_int64(value) : 0;
}
