/* The table of working copies. What the fields mean is the handlers' to know; here they are a text. */
#include "store/working_copy.h"

#include "store/proof.h"

#include "engine/rows.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

static const int64_t day_ms = INT64_C(24) * 3600 * 1000;

/* What may be told by a bare word of the copy's row, and no more of the text than the column takes. */
static const char *working_copy_title(struct arena *arena, const char *title)
{
    size_t length = title ? strlen(title) : 0;
    if (length <= WORKING_COPY_TITLE_MAX)
        return title ? title : "";
    for (length = WORKING_COPY_TITLE_MAX; ((unsigned char)title[length] & 0xC0) == 0x80;)
        length--;
    return arena_copy(arena, title, length);
}

/* Reads what both ways to save give back. */
static enum err working_copy_saved(struct query *q, struct working_copy *copy)
{
    enum err err = query_row(q);
    if (err)
        return err;
    copy->id = column_integer(q);
    copy->version = column_integer(q);
    copy->saved_ms = q->conn->now_ms;
    return query_run(q);
}

/* Over one that is no article yet. */
static enum err working_copy_renew(struct conn *conn, struct working_copy *copy)
{
    auto_query struct query q = query_of(conn, STMT_WORKING_COPY_RENEW);
    bind_integer(&q, conn->now_ms);
    bind_text(&q, copy->title);
    bind_text(&q, copy->fields);
    bind_integer(&q, copy->id);
    bind_integer(&q, actor_number(&conn->actor));
    return working_copy_saved(&q, copy);
}

/* Which writing it is of, where that was not said: what was saved last, or a new one. */
static enum err working_copy_name(struct conn *conn, struct working_copy *copy)
{
    unsigned char bytes[12];
    char written[2 * sizeof bytes + 1];
    struct working_copy last;
    enum err err = working_copy_of(conn, actor_number(&conn->actor), copy->article_id, NULL, &last);
    if (!err)
        copy->writing = last.writing;
    if (err != ERR_NOT_FOUND)
        return err;
    randombytes_buf(bytes, sizeof bytes);
    copy->writing = arena_text(conn->arena, sodium_bin2hex(written, sizeof written, bytes, sizeof bytes));
    return ERR_OK;
}

/* Whether there is room for one more; one that is there already is none. */
static enum err working_copy_room(struct conn *conn, const struct working_copy *copy)
{
    int64_t owner = actor_number(&conn->actor);
    auto_query struct query q =
        query_of(conn, copy->article_id ? STMT_WORKING_COPY_COUNT_OF : STMT_WORKING_COPY_COUNT_NEW);
    if (copy->article_id)
        bind_integer(&q, copy->article_id);
    bind_integer(&q, owner);
    if (copy->article_id)
        bind_text(&q, copy->writing);
    enum err err = query_row(&q);
    int64_t others = err ? 0 : column_integer(&q);
    return err                                                                             ? err
           : others >= (copy->article_id ? WORKING_COPIES_OF_MAX : WORKING_COPIES_NEW_MAX) ? ERR_TOO_MANY
                                                                                           : ERR_OK;
}

enum err working_copy_save(struct conn *conn, struct working_copy *copy)
{
    assert(conn->is_writer && copy->fields && !copy->article_id == !copy->article_version);
    copy->title = working_copy_title(conn->arena, copy->title);
    if (copy->id)
        return working_copy_renew(conn, copy);
    enum err err = copy->article_id && !copy->writing ? working_copy_name(conn, copy) : ERR_OK;
    if (!err)
        err = working_copy_room(conn, copy);
    if (err)
        return err;
    auto_query struct query q = query_of(conn, STMT_WORKING_COPY_PUT);
    bind_integer(&q, actor_number(&conn->actor));
    bind_id(&q, copy->article_id);
    bind_integer(&q, copy->article_version);
    bind_integer(&q, conn->now_ms);
    bind_text(&q, copy->title);
    bind_text(&q, copy->fields);
    bind_text(&q, copy->article_id ? copy->writing : "");
    return working_copy_saved(&q, copy);
}

/* All but the fields, which a list does without. */
static void working_copy_read_row(struct query *q, struct working_copy *copy)
{
    copy->id = column_integer(q);
    copy->article_id = column_integer(q);
    copy->article_version = column_integer(q);
    copy->version = column_integer(q);
    copy->saved_ms = column_integer(q);
    copy->title = column_text(q);
    copy->present_version = column_integer(q);
    copy->writing = column_text(q);
}

/* The row of a query that is bound. */
static enum err working_copy_read(struct query *q, struct working_copy *ret_copy)
{
    struct working_copy copy = {.id = 0};
    enum err err = query_row(q);
    if (err)
        return err;
    working_copy_read_row(q, &copy);
    copy.fields = column_text(q);
    *ret_copy = copy;
    return copy.fields && copy.title && copy.writing ? ERR_OK : ERR_MEMORY;
}

enum err working_copy_by_id(struct conn *conn, int64_t owner_id, int64_t id, struct working_copy *ret_copy)
{
    auto_query struct query q = query_of(conn, STMT_WORKING_COPY_BY_ID);
    bind_integer(&q, owner_id);
    bind_integer(&q, id);
    return working_copy_read(&q, ret_copy);
}

enum err working_copy_of(struct conn *conn, int64_t owner_id, int64_t article_id, const char *writing,
                         struct working_copy *ret_copy)
{
    auto_query struct query q = query_of(conn, STMT_WORKING_COPY_OF);
    bind_integer(&q, owner_id);
    bind_integer(&q, article_id);
    bind_text(&q, writing);
    return working_copy_read(&q, ret_copy);
}

enum err working_copy_list(struct conn *conn, int64_t owner_id, int limit, struct working_copy **ret_items,
                           size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_WORKING_COPY_LIST);
    struct working_copy *items = NULL;
    size_t count = 0;
    enum err err;
    bind_integer(&q, owner_id);
    bind_integer(&q, limit);
    while (!(err = query_row(&q))) {
        struct working_copy *item = array_add(conn->arena, &items, &count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        *item = (struct working_copy){.id = 0};
        working_copy_read_row(&q, item);
    }
    *ret_items = items;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Runs a statement with two numbers; *ret_count is how many rows it took. */
static enum err working_copy_remove(struct conn *conn, enum statement statement, int64_t first,
                                    int64_t second, size_t *ret_count)
{
    assert(conn->is_writer);
    auto_query struct query q = query_of(conn, statement);
    bind_integer(&q, first);
    bind_integer(&q, second);
    enum err err = query_run(&q);
    *ret_count = err ? 0 : (size_t)conn_changes(conn);
    return err;
}

enum err working_copy_delete(struct conn *conn, int64_t id)
{
    size_t count;
    enum err err =
        working_copy_remove(conn, STMT_WORKING_COPY_DELETE, actor_number(&conn->actor), id, &count);
    return !err && !count ? ERR_NOT_FOUND : err;
}

enum err working_copy_drop(struct conn *conn, int64_t article_id, const char *writing)
{
    assert(conn->is_writer);
    auto_query struct query q = query_of(conn, STMT_WORKING_COPY_DROP);
    bind_integer(&q, article_id);
    bind_integer(&q, actor_number(&conn->actor));
    bind_text(&q, writing);
    return query_run(&q);
}

enum err working_copy_take_back(struct conn *conn, int64_t article_id, int64_t version, size_t *ret_count)
{
    enum err err = working_copy_remove(conn, STMT_WORKING_COPY_TAKE_BACK, article_id, version, ret_count);
    /* What was sent too late is a writing of before too. */
    return err ? err : kept_form_take_back(conn, article_id);
}

enum err working_copy_forget(struct conn *conn)
{
    return run_by(conn, STMT_WORKING_COPY_FORGET, conn->now_ms - WORKING_COPY_KEPT_DAYS * day_ms);
}
