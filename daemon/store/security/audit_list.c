/* Lines of the audit as an administrator looks for them. Changes nothing and checks nothing: whether the
 * lines are as they were written is audit_verify.c's to say. */
#include "engine/rows.h"

#include "store/audit.h"
#include "store/condition.h"

#include <assert.h>

/* The columns in the statement's order. */
static void entry_read(struct query *q, struct audit_entry *entry)
{
    struct audit_line *line = &entry->line;
    line->number = column_integer(q);
    line->at_ms = column_integer(q);
    line->token_id = column_integer(q);
    line->actor = column_text(q);
    line->action = column_text(q);
    line->object = column_text(q);
    line->object_id = column_integer(q);
    line->before_version = column_integer(q);
    line->after_version = column_integer(q);
    entry->note = column_text(q);
    entry->is_note_removed = column_integer(q);
    line->request_id = column_text(q);
    entry->address = column_text(q);
    entry->title = column_text(q);
}

/* The parameters in the statement's order. */
static void list_bind(struct query *q, const struct audit_query *query)
{
    bind_integer(q, query->before_number ? query->before_number : INT64_MAX);
    bind_text(q, query->who);
    bind_integer(q, query->token_id);
    bind_text(q, query->what);
    bind_text(q, query->object);
    bind_integer(q, query->object_id);
    bind_integer(q, query->since_ms);
    bind_integer(q, query->until_ms ? query->until_ms : INT64_MAX);
    bind_integer(q, query->limit);
}

enum err audit_list(struct conn *conn, const struct audit_query *query, struct audit_entry **ret_items,
                    size_t *ret_count)
{
    struct audit_entry *items = NULL;
    size_t count = 0;
    enum err err;
    assert(query->limit >= 1 && query->limit <= AUDIT_LIST_MOST);
    auto_query struct query q = query_of(conn, STMT_AUDIT_LIST);
    list_bind(&q, query);
    while (!(err = query_row(&q))) {
        struct audit_entry *entry = array_add(conn->arena, &items, &count, sizeof *entry);
        if (!entry)
            return ERR_MEMORY;
        entry_read(&q, entry);
    }
    if (err != ERR_NOT_FOUND)
        return err;
    *ret_items = items;
    *ret_count = count;
    return ERR_OK;
}

enum err audit_last_ms(struct conn *conn, int64_t *ret_at_ms)
{
    auto_query struct query q = query_of(conn, STMT_AUDIT_LAST_TIME);
    enum err err = query_row(&q);
    *ret_at_ms = err ? 0 : column_integer(&q);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}
