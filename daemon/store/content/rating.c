/* The table of what readers thought of articles. */
#include "store/rating.h"

#include "engine/rows.h"

#include <assert.h>

const char *const rating_names[RATING_FACES + 1] = {"good", "fair", "bad", NULL};

enum err rating_add(struct conn *conn, const struct rating_day *day)
{
    assert(conn->is_writer);
    auto_query struct query q = query_of(conn, STMT_RATING_ADD);
    bind_integer(&q, day->article_id);
    bind_integer(&q, day->day);
    for (size_t i = 0; i < RATING_FACES; i++)
        bind_integer(&q, day->counts.faces[i]);
    return query_run(&q);
}

static void rating_read_counts(struct query *q, struct rating_counts *counts)
{
    for (size_t i = 0; i < RATING_FACES; i++)
        counts->faces[i] = column_integer(q);
}

enum err rating_of(struct conn *conn, int64_t article_id, struct rating_counts *ret_counts)
{
    auto_query struct query q = query_of(conn, STMT_RATING_OF);
    bind_integer(&q, article_id);
    enum err err = query_row(&q);
    if (!err)
        rating_read_counts(&q, ret_counts);
    return err;
}

enum err rating_list(struct conn *conn, int32_t first, int32_t last, int limit,
                     struct rated_article **ret_items, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_RATING_LIST);
    struct rated_article *items = NULL;
    size_t count = 0;
    enum err err;
    bind_integer(&q, first);
    bind_integer(&q, last);
    bind_integer(&q, limit);
    while (!(err = query_row(&q))) {
        struct rated_article *item = array_add(conn->arena, &items, &count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        *item = (struct rated_article){.article.id = column_integer(&q)};
        item->article.slug = column_text(&q);
        item->article.lang = column_text(&q);
        item->article.kind = (enum article_kind)column_integer(&q);
        item->article.title = column_text(&q);
        rating_read_counts(&q, &item->counts);
    }
    *ret_items = items;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}
