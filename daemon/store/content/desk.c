/* The few rows and numbers that the desk begins with. Knows tables; who may see what is for the handlers to
 * know. */
#include "store/desk.h"

#include "article_inner.h"

#include <assert.h>
#include <stdlib.h>

enum err desk_count(struct conn *conn, struct desk_counts *ret_counts)
{
    struct article_query review = {.statuses = 1u << STATUS_REVIEW, .audiences = (1u << AUDIENCE_COUNT) - 1};
    enum err err = article_count(conn, &review, &ret_counts->review);
    if (err)
        return err;
    auto_query struct query q = query_of(conn, STMT_DESK_COUNTS);
    err = query_row(&q);
    if (err)
        return err;
    ret_counts->scheduled = column_integer(&q);
    ret_counts->due_ms = column_integer(&q);
    ret_counts->trashed = column_integer(&q);
    ret_counts->reports = column_integer(&q);
    return ERR_OK;
}

/* The columns in the order of the statements. */
static void desk_read_row(struct query *q, struct article *article)
{
    article->id = column_integer(q);
    article->version = column_integer(q);
    article->slug = column_text(q);
    article->lang = column_text(q);
    article->kind = (enum article_kind)column_integer(q);
    article->status = (enum article_status)column_integer(q);
    article->audience = (enum article_audience)column_integer(q);
    article->title = column_text(q);
    article->author = column_text(q);
    article->updated_ms = column_integer(q);
    article->due_ms = column_integer(q);
    article->category = read_term(q);
}

/* Appends the rows that the query gives. */
static enum err desk_gather(struct query *q, struct article **items, size_t *count)
{
    enum err err;
    while (!(err = query_row(q))) {
        struct article *article = array_add(q->conn->arena, items, count, sizeof *article);
        if (!article)
            return ERR_MEMORY;
        desk_read_row(q, article);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* For qsort(): who waits longest first. */
static int compare_waiting(const void *a, const void *b)
{
    const struct article *left = a, *right = b;
    if (left->updated_ms != right->updated_ms)
        return left->updated_ms < right->updated_ms ? -1 : 1;
    return left->id < right->id ? -1 : left->id > right->id;
}

enum err desk_review(struct conn *conn, int limit, struct article **ret_items, size_t *ret_count)
{
    static const char *const langs[] = {"vi", "en"};
    struct article *items = NULL;
    size_t count = 0;
    enum err err = ERR_OK;
    assert(limit >= 1 && limit <= DESK_ROWS_MOST);
    /* Lists are walks along one index, one for each kind, language and audience. */
    for (enum article_kind kind = 0; !err && kind < KIND_COUNT; kind++)
        for (size_t i = 0; !err && i < 2 * AUDIENCE_COUNT; i++) {
            auto_query struct query q = query_of(conn, STMT_DESK_REVIEW);
            bind_integer(&q, (int64_t)(i / 2));
            bind_integer(&q, (int64_t)kind);
            bind_text(&q, langs[i % 2]);
            bind_integer(&q, limit);
            err = desk_gather(&q, &items, &count);
        }
    if (err)
        return err;
    if (count)
        qsort(items, count, sizeof *items, compare_waiting);
    *ret_items = items;
    *ret_count = count < (size_t)limit ? count : (size_t)limit;
    return ERR_OK;
}

enum err desk_scheduled(struct conn *conn, int limit, struct article **ret_items, size_t *ret_count)
{
    *ret_items = NULL;
    *ret_count = 0;
    assert(limit >= 1 && limit <= DESK_ROWS_MOST);
    auto_query struct query q = query_of(conn, STMT_DESK_SCHEDULED);
    bind_integer(&q, limit);
    return desk_gather(&q, ret_items, ret_count);
}

enum err desk_mine(struct conn *conn, int64_t writer, int limit, struct article **ret_items,
                   size_t *ret_count)
{
    *ret_items = NULL;
    *ret_count = 0;
    assert(limit >= 1 && limit <= DESK_ROWS_MOST);
    auto_query struct query q = query_of(conn, STMT_DESK_MINE);
    bind_integer(&q, writer);
    bind_integer(&q, limit);
    return desk_gather(&q, ret_items, ret_count);
}

enum err desk_trash(struct conn *conn, int64_t before_ms, int64_t before_id, int limit,
                    struct trashed **ret_items, size_t *ret_count)
{
    struct trashed *items = NULL;
    size_t count = 0;
    enum err err;
    assert(limit >= 1 && limit <= TRASH_ROWS_MOST);
    auto_query struct query q = query_of(conn, STMT_DESK_TRASH);
    bind_integer(&q, before_id ? before_ms : INT64_MAX);
    bind_integer(&q, before_id);
    bind_integer(&q, limit);
    while (!(err = query_row(&q))) {
        struct trashed *item = array_add(conn->arena, &items, &count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        desk_read_row(&q, &item->article);
        item->article.deleted_ms = column_integer(&q);
        item->actor = column_text(&q);
    }
    *ret_items = items;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}
