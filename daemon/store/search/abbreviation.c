/* The list as its editors see it. How it is used by a query is abbreviations.c's, which reads the same
 * table in another form. */
#include "store/abbreviation.h"

#include "engine/rows.h"
#include "store/audit.h"

#include <assert.h>

/* In the order of the statement; `beside` may be NULL. */
static void abbreviation_read_row(struct query *q, struct abbreviation *abbreviation)
{
    abbreviation->id = column_integer(q);
    abbreviation->version = column_integer(q);
    abbreviation->short_form = column_text(q);
    abbreviation->long_form = column_text(q);
    abbreviation->beside = column_text(q);
}

enum err abbreviation_by_id(struct conn *conn, int64_t id, struct abbreviation *ret_abbreviation)
{
    auto_query struct query q = query_of(conn, STMT_ABBREVIATION_BY_ID);
    bind_integer(&q, id);
    enum err err = query_row(&q);
    if (!err)
        abbreviation_read_row(&q, ret_abbreviation);
    return err;
}

enum err abbreviation_list(struct conn *conn, const char *lang, struct abbreviation **ret_items,
                           size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_ABBREVIATION_LIST);
    struct abbreviation *items = NULL;
    size_t count = 0;
    enum err err;
    /* A parameter for the sake of the resource's table. */
    (void)lang;
    while (!(err = query_row(&q))) {
        struct abbreviation *item = array_add(conn->arena, &items, &count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        abbreviation_read_row(&q, item);
    }
    *ret_items = items;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Every query reads the list, so that it must stay short. */
static enum err abbreviation_check_room(struct conn *conn)
{
    auto_query struct query q = query_of(conn, STMT_ABBREVIATION_COUNT);
    enum err err = query_row(&q);
    return err ? err : column_integer(&q) >= ABBREVIATIONS_MOST ? ERR_TOO_LARGE : ERR_OK;
}

static void abbreviation_bind_texts(struct query *q, const struct abbreviation *abbreviation)
{
    bind_text(q, abbreviation->short_form);
    bind_text(q, abbreviation->long_form);
    bind_text(q, abbreviation->beside);
}

static enum err abbreviation_insert_row(struct conn *conn, const struct abbreviation *abbreviation,
                                        int64_t *ret_id)
{
    auto_query struct query q = query_of(conn, STMT_ABBREVIATION_INSERT);
    abbreviation_bind_texts(&q, abbreviation);
    enum err err = query_row(&q);
    if (err)
        return err;
    *ret_id = column_integer(&q);
    /* RETURNING gives the id as a row; this step ends the statement. */
    return query_run(&q);
}

enum err abbreviation_insert(struct conn *conn, const struct abbreviation *abbreviation, int64_t *ret_id)
{
    assert(conn->is_writer);
    int64_t id = 0;
    /* Before the row, which would count itself. */
    enum err err = abbreviation_check_room(conn);
    if (!err)
        err = abbreviation_insert_row(conn, abbreviation, &id);
    if (!err)
        err = audit_add(conn, "abbreviation.create", "abbreviation", id, 0, 1, abbreviation->short_form);
    /* What was found by the former list is stale. */
    conn_mark_changed(conn);
    if (!err)
        *ret_id = id;
    return err;
}

static enum err abbreviation_update_row(struct conn *conn, const struct abbreviation *abbreviation)
{
    auto_query struct query q = query_of(conn, STMT_ABBREVIATION_UPDATE);
    abbreviation_bind_texts(&q, abbreviation);
    bind_integer(&q, abbreviation->id);
    return query_run(&q);
}

enum err abbreviation_update(struct conn *conn, const struct abbreviation *abbreviation)
{
    assert(conn->is_writer);
    struct abbreviation present;
    /* For its version in the audit, and for NOT_FOUND, which an UPDATE does not give. */
    enum err err = abbreviation_by_id(conn, abbreviation->id, &present);
    if (!err)
        err = abbreviation_update_row(conn, abbreviation);
    conn_mark_changed(conn);
    return err ? err
               : audit_add(conn, "abbreviation.edit", "abbreviation", present.id, present.version,
                           present.version + 1, abbreviation->short_form);
}

static enum err delete_row(struct conn *conn, int64_t id)
{
    auto_query struct query q = query_of(conn, STMT_ABBREVIATION_DELETE);
    bind_integer(&q, id);
    return query_run(&q);
}

enum err abbreviation_delete(struct conn *conn, int64_t id)
{
    assert(conn->is_writer);
    /* The audit names what went. */
    struct abbreviation present;
    enum err err = abbreviation_by_id(conn, id, &present);
    if (!err)
        err = delete_row(conn, id);
    conn_mark_changed(conn);
    return err ? err
               : audit_add(conn, "abbreviation.delete", "abbreviation", id, present.version, 0,
                           present.short_form);
}
