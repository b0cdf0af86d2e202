/* Counts of the parts are kept as articles change, so the index of sitemaps costs one row for fifty
 * thousand articles. A part is a range of ids, which no edit can leave. */
#include "store/sitemap.h"

#include "article_inner.h"
#include "sitemap_note.h"

#include <assert.h>
#include <stdlib.h>

enum err sitemap_note(struct conn *conn, int64_t article_id, int more)
{
    assert(conn->is_writer);
    auto_query struct query q = query_of(conn, STMT_SITEMAP_NOTE);
    /* Ids and parts count from 1. */
    bind_integer(&q, (article_id - 1) / SITEMAP_PART + 1);
    bind_integer(&q, more);
    bind_integer(&q, conn->now_ms);
    return query_run(&q);
}

static void sitemap_read_part(struct query *q, struct sitemap_part *part)
{
    part->number = column_integer(q);
    part->articles = column_integer(q);
    part->changed_ms = column_integer(q);
    part->changes = column_integer(q);
}

/* Those with public articles, by number; memory is the connection's arena. */
enum err sitemap_parts(struct conn *conn, struct sitemap_part **ret_parts, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_SITEMAP_PARTS);
    struct sitemap_part *parts = NULL;
    size_t count = 0;
    enum err err;
    while (!(err = query_row(&q))) {
        struct sitemap_part *part = array_add(conn->arena, &parts, &count, sizeof *part);
        if (!part)
            return ERR_MEMORY;
        sitemap_read_part(&q, part);
    }
    if (err != ERR_NOT_FOUND)
        return err;
    *ret_parts = parts;
    *ret_count = count;
    return ERR_OK;
}

/* NOT_FOUND for a part without public articles, which the statement leaves out. */
enum err sitemap_part(struct conn *conn, int64_t number, struct sitemap_part *ret_part)
{
    auto_query struct query q = query_of(conn, STMT_SITEMAP_PART);
    bind_integer(&q, number);
    enum err err = query_row(&q);
    if (!err)
        sitemap_read_part(&q, ret_part);
    return err;
}

/* What the covering index holds; the table itself is not read. */
static void sitemap_read_row(struct query *q, struct article *article)
{
    article->id = column_integer(q);
    article->slug = column_text(q);
    article->lang = column_text(q);
    article->kind = (enum article_kind)column_integer(q);
    article->created_ms = column_integer(q);
    article->published_ms = column_integer(q);
    article->updated_ms = column_integer(q);
}

/* Adds the rows of a query that is bound, with a title where `titled`. */
static enum err sitemap_read_rows(struct query *q, bool titled, struct article_list *list)
{
    enum err err;
    while (!(err = query_row(q))) {
        struct article *article = array_add(q->conn->arena, &list->items, &list->count, sizeof *article);
        if (!article)
            return ERR_MEMORY;
        sitemap_read_row(q, article);
        if (titled)
            article->title = column_text(q);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err sitemap_rows(struct conn *conn, int64_t number, int64_t after_id, int limit,
                      struct article_list *ret_list)
{
    auto_query struct query q = query_of(conn, STMT_SITEMAP_ROWS);
    /* The last id before the part. */
    int64_t first = (number - 1) * SITEMAP_PART;
    bind_integer(&q, after_id > first ? after_id : first);
    bind_integer(&q, first + SITEMAP_PART);
    bind_integer(&q, kinds_with(KIND_IS_MAPPED));
    bind_integer(&q, limit);
    /* The rows are added to what is in it. */
    *ret_list = (struct article_list){0};
    /* A full piece may be the last; then the next one is empty. */
    enum err err = sitemap_read_rows(&q, false, ret_list);
    ret_list->more = ret_list->count == (size_t)limit;
    return err;
}

/* One query a kind, because the index of lists begins with it; each gives its newest alone. */
static enum err sitemap_news_kind(struct conn *conn, enum article_kind kind, const char *lang,
                                  int64_t since_ms, struct article_list *list)
{
    auto_query struct query q = query_of(conn, STMT_SITEMAP_NEWS);
    bind_integer(&q, (int64_t)kind);
    bind_text(&q, lang);
    bind_integer(&q, since_ms);
    bind_integer(&q, SITEMAP_NEWS_MAX);
    return sitemap_read_rows(&q, true, list);
}

/* Several kinds are news; each came in its own order. */
static int sitemap_newest_first(const void *a, const void *b)
{
    const struct article *x = a, *y = b;
    if (x->published_ms != y->published_ms)
        return x->published_ms < y->published_ms ? 1 : -1;
    return x->id < y->id ? 1 : x->id > y->id ? -1 : 0;
}

enum err sitemap_news(struct conn *conn, const char *lang, int64_t since_ms, struct article_list *ret_list)
{
    struct article_list list = {0};
    enum err err = ERR_OK;
    for (enum article_kind kind = 0; !err && kind < KIND_COUNT; kind++)
        if (kind_has(kind, KIND_IS_NEWS))
            err = sitemap_news_kind(conn, kind, lang, since_ms, &list);
    if (err)
        return err;
    /* Without rows there is no array, and qsort() must not get NULL. */
    if (list.count)
        qsort(list.items, list.count, sizeof *list.items, sitemap_newest_first);
    /* Of each kind so many were read, as the newest may all be of one. */
    list.count = list.count < SITEMAP_NEWS_MAX ? list.count : SITEMAP_NEWS_MAX;
    *ret_list = list;
    return ERR_OK;
}
