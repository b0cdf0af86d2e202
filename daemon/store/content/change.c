/* Reading the feed, and what both the snapshot and the export walk along. Numbers are given where
 * articles are written, not here. */
#include "article_inner.h"
#include "fact.h"

#include "store/change.h"

#include <assert.h>
#include <string.h>

/* Of text in one step; one article may go beyond it, as a step has at least one. */
enum { BYTES_ENOUGH = 4 * 1024 * 1024 };

static const int64_t day_ms = INT64_C(24) * 3600 * 1000;

enum err change_state(struct conn *conn, struct change_state *ret_state)
{
    auto_query struct query q = query_of(conn, STMT_CHANGE_STATE);
    struct change_state state;
    enum err err = query_row(&q);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_INTERNAL : err;
    state.epoch = column_text(&q);
    state.sequence = column_integer(&q);
    state.horizon = column_integer(&q);
    *ret_state = state;
    return arena_failed(conn->arena) ? ERR_MEMORY : ERR_OK;
}

/* Appends the changes of one statement, ascending. */
static enum err change_gather(struct conn *conn, enum statement statement, int64_t above, int limit,
                              struct change **changes, size_t *count)
{
    auto_query struct query q = query_of(conn, statement);
    enum err err;
    bind_integer(&q, above);
    bind_integer(&q, limit);
    while (!(err = query_row(&q))) {
        struct change *change = array_add(conn->arena, changes, count, sizeof *change);
        if (!change)
            return ERR_MEMORY;
        change->sequence = column_integer(&q);
        change->article_id = column_integer(&q);
        change->kind = statement == STMT_CHANGE_DELETES ? CHANGE_DELETE : CHANGE_UPSERT;
        /* Tombstones bear an instant of their own; an article has its times. */
        if (change->kind == CHANGE_DELETE)
            change->deleted_ms = column_integer(&q);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* What last became of the emergency line, as it is now. That there is none any more is nothing to who began
 * when it was so. */
static enum err change_gather_alert(struct conn *conn, int64_t since, int64_t floor, struct change **changes,
                                    size_t *count)
{
    int64_t sequence, until_ms = 0;
    struct alert alert;
    enum err err = alert_sequence(conn, &sequence);
    if (err || sequence <= since)
        return err;
    err = alert_live(conn, &alert, &until_ms);
    if (err || (!alert.version && sequence <= floor))
        return err;
    struct change *change = array_add(conn->arena, changes, count, sizeof *change);
    if (!change)
        return ERR_MEMORY;
    *change = (struct change){.sequence = sequence, .kind = CHANGE_ALERT, .alert = alert};
    return ERR_OK;
}

/* Numbers are unique over all tables. */
static int by_sequence(const void *a, const void *b)
{
    const struct change *x = a, *y = b;
    return x->sequence < y->sequence ? -1 : x->sequence > y->sequence;
}

/* Roughly what a step costs in memory and on the wire. */
static size_t size_of(const struct article *article)
{
    return strlen(article->body_html) + strlen(article->body_text);
}

enum err change_read(struct conn *conn, struct change *change)
{
    assert(change->kind == CHANGE_UPSERT);
    return article_read(conn, change->article_id, true, &change->article);
}

/* Reads the articles until there are enough bytes of them; the rest comes with the next step. */
static enum err read_articles(struct conn *conn, struct change_list *list)
{
    size_t size = 0;
    for (size_t i = 0; i < list->count; i++) {
        struct change *change = &list->items[i];
        /* Nothing is left to be read of it, or it was read. */
        if (change->kind != CHANGE_UPSERT)
            continue;
        enum err err = change_read(conn, change);
        if (err)
            return err;
        size += size_of(&change->article);
        /* The one behind which it stops is still given. */
        if (size >= BYTES_ENOUGH && i + 1 < list->count) {
            list->count = i + 1;
            list->more = true;
        }
    }
    return ERR_OK;
}

enum err change_places(struct conn *conn, int64_t since, int64_t floor, int limit,
                       struct change_list *ret_list)
{
    struct change_list list = {0};
    size_t count = 0;
    enum err err = change_gather(conn, STMT_CHANGE_UPSERTS, since, limit + 1, &list.items, &count);
    if (!err)
        err = change_gather(conn, STMT_CHANGE_DELETES, since > floor ? since : floor, limit + 1, &list.items,
                            &count);
    if (!err)
        err = change_gather_alert(conn, since, floor, &list.items, &count);
    if (err)
        return err;
    /* One more of each kind than asked for was read, so that after merging the first `limit` are surely
     * the first. */
    if (count)
        qsort(list.items, count, sizeof *list.items, by_sequence);
    list.more = count > (size_t)limit;
    list.count = list.more ? (size_t)limit : count;
    *ret_list = list;
    return ERR_OK;
}

enum err change_list(struct conn *conn, int64_t since, int64_t floor, int limit, struct change_list *ret_list)
{
    struct change_list list;
    enum err err = change_places(conn, since, floor, limit, &list);
    if (!err)
        err = read_articles(conn, &list);
    if (!err)
        *ret_list = list;
    return err;
}

/* The ids of what is kept, whoever may see it, that a filter lets pass. */
static enum err kept_ids(struct conn *conn, const struct article_query *filter, int64_t after_id, int limit,
                         int64_t **ret_ids, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_CHANGE_KEPT);
    bind_integer(&q, after_id);
    bind_integer(&q, filter && filter->kinds ? filter->kinds : ~0u);
    bind_integer(&q, filter && filter->audiences ? filter->audiences : ~0u);
    bind_text(&q, filter ? fact_keys(conn->arena, filter->facts, 0, filter->fact_count) : NULL);
    bind_integer(&q, limit);
    return query_integers(&q, ret_ids, ret_count);
}

enum err change_articles(struct conn *conn, enum change_scope scope, const struct article_query *filter,
                         int64_t after_id, int limit, struct article_list *ret_list)
{
    struct article_list list = {0};
    int64_t *ids = NULL;
    size_t count = 0;
    enum err err = scope == CHANGE_PUBLIC ? ids_above(conn, STMT_CHANGE_PUBLIC, after_id, limit, &ids, &count)
                                          : kept_ids(conn, filter, after_id, limit, &ids, &count);
    if (!err)
        list.items = arena_zero(conn->arena, count, sizeof *list.items);
    /* The loop ends behind the article that makes it enough. */
    for (size_t size = 0; !err && list.items && list.count < count && size < BYTES_ENOUGH; list.count++) {
        err = article_read(conn, ids[list.count], true, &list.items[list.count]);
        size += err ? 0 : size_of(&list.items[list.count]);
    }
    if (err || !list.items)
        return err ? err : ERR_MEMORY;
    /* A full step may be the last; then the next is empty. */
    list.more = list.count < count || count == (size_t)limit;
    *ret_list = list;
    return ERR_OK;
}

enum err change_forget(struct conn *conn)
{
    assert(conn->is_writer);
    int64_t horizon = 0;
    enum err err = integer_by(conn, STMT_CHANGE_HORIZON, conn->now_ms - CHANGE_KEPT_DAYS * day_ms, &horizon);
    /* Nothing is old enough. */
    if (err || !horizon)
        return err;
    /* In the same transaction as the removal, since a reader below the horizon must be told to begin
     * anew, never be given a feed with holes. */
    err = run_by(conn, STMT_CHANGE_HORIZON_SET, horizon);
    return err ? err : run_by(conn, STMT_CHANGE_FORGET, horizon);
}
