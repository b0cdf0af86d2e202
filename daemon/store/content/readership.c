/* Sums of views by article and by category. Knows months and rows; what a view is it must not know, nor who
 * may ask. */
#include "store/readership.h"

#include "article_inner.h"
#include "base/calendar.h"
#include "readership_inner.h"
#include "store/category.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { MONTHS = 12, MONTH_LAST = 999912, SPARE = 20, HUNDRED = 100 /* 202611 is year 2026, month 11 */ };

/* How many of the most read of each month are looked at for the most read of several, and then once more;
 * longer lists are added up at once. */
enum { TOP_FIRST = 64, TOP_MORE = 256, TOP_LIST_MOST = 100 };

/* What list_counts calls a list. */
enum { COUNTED_ALL, COUNTED_CATEGORY };

int64_t month_span_from_ms(const struct month_span *span)
{
    return day_start_ms(span->first * HUNDRED + 1);
}

int month_next(int month)
{
    return month % HUNDRED == MONTHS ? (month / HUNDRED + 1) * HUNDRED + 1 : month + 1;
}

int64_t month_span_to_ms(const struct month_span *span)
{
    /* The calendar's last month is followed by none. */
    if (span->last == MONTH_LAST)
        return DATE_MS_MAX + 1;
    return day_start_ms(month_next(span->last) * HUNDRED + 1);
}

/* A month as the triggers number it. */
static int64_t month_slot(int month)
{
    return (int64_t)(month / HUNDRED) * MONTHS + month % HUNDRED - 1;
}

enum err readership_head(struct conn *conn, int64_t category_id, const char *lang, struct read_article *item)
{
    struct article *article = &item->article;
    auto_query struct query q = query_of(conn, STMT_READ_HEAD);
    bind_integer(&q, article->id);
    enum err err = query_row(&q);
    if (err)
        return err;
    article->slug = column_text(&q);
    article->lang = column_text(&q);
    article->kind = (enum article_kind)column_integer(&q);
    article->title = column_text(&q);
    article->published_ms = column_integer(&q);
    article->category = read_term(&q);
    bool is_in = !category_id || (article->category && article->category->id == category_id);
    return is_in && (!lang || strcmp(lang, article->lang) == 0) ? ERR_OK : ERR_NOT_FOUND;
}

/* Walks over the sums in order, those of one month along their index, until enough are found that are public
 * and wanted, over the first `most` at most (below 0: over all); *ret_rows is over how many. */
static enum err readership_walk(struct conn *conn, const struct month_span *span, int64_t category_id,
                                const char *lang, int limit, int64_t most, struct read_article **items,
                                size_t *count, int64_t *ret_rows)
{
    bool is_one = span->first == span->last;
    enum err err = ERR_OK;
    auto_query struct query q = query_of(conn, is_one ? STMT_READ_MONTH : STMT_READ_MONTHS);
    bind_integer(&q, span->first);
    if (!is_one)
        bind_integer(&q, span->last);
    bind_integer(&q, most);
    for (*ret_rows = 0; *count < (size_t)limit && !(err = query_row(&q)); ++*ret_rows) {
        struct read_article item = {.views = 0};
        item.article.id = column_integer(&q);
        item.views = column_integer(&q);
        err = readership_head(conn, category_id, lang, &item);
        if (err == ERR_NOT_FOUND)
            continue;
        struct read_article *place = err ? NULL : array_add(conn->arena, items, count, sizeof *place);
        if (!place)
            return err ? err : ERR_MEMORY;
        *place = item;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Several months are one question to each of their indexes where that is enough; where readers are spread
 * evenly over all articles the sums of all are made. Most of what is read much is public, else all are walked
 * over. */
static enum err readership_months(struct conn *conn, const struct month_span *span, int64_t category_id,
                                  const char *lang, int limit, struct read_article **items, size_t *count)
{
    int64_t most = 2 * (int64_t)limit + SPARE, rows;
    for (int64_t depth = TOP_FIRST; limit <= TOP_LIST_MOST && depth <= TOP_MORE;
         depth *= TOP_MORE / TOP_FIRST) {
        bool is_sure;
        *items = NULL;
        *count = 0;
        enum err err = readership_tops(conn, span, category_id, lang, limit, depth, items, count, &is_sure);
        if (err || is_sure)
            return err;
    }
    *items = NULL;
    *count = 0;
    enum err err = readership_walk(conn, span, category_id, lang, limit, most, items, count, &rows);
    if (err || *count == (size_t)limit || rows < most)
        return err;
    *items = NULL;
    *count = 0;
    return readership_walk(conn, span, category_id, lang, limit, -1, items, count, &rows);
}

enum err readership_articles(struct conn *conn, const struct month_span *span, int64_t category_id,
                             const char *lang, int limit, struct read_article **ret_items, size_t *ret_count)
{
    int64_t rows;
    *ret_items = NULL;
    *ret_count = 0;
    if (span->first == span->last)
        return readership_walk(conn, span, category_id, lang, limit, -1, ret_items, ret_count, &rows);
    return readership_months(conn, span, category_id, lang, limit, ret_items, ret_count);
}

/* Public articles that were published in these months: of a category, or of all (0). */
static enum err readership_count(struct conn *conn, const struct month_span *span, int64_t category_id,
                                 const char *lang, int64_t *count)
{
    for (enum article_kind kind = 0; kind < KIND_COUNT; kind++) {
        if (!kind_has(kind, KIND_IS_LISTED))
            continue;
        auto_query struct query q = query_of(conn, STMT_READ_PUBLISHED);
        bind_integer(&q, category_id ? COUNTED_CATEGORY : COUNTED_ALL);
        bind_integer(&q, category_id);
        bind_integer(&q, (int64_t)kind);
        bind_text(&q, lang);
        bind_integer(&q, month_slot(span->first));
        bind_integer(&q, month_slot(span->last));
        enum err err = query_row(&q);
        if (err)
            return err;
        *count += column_integer(&q);
    }
    return ERR_OK;
}

enum err readership_published(struct conn *conn, const struct month_span *span, int64_t *ret_count)
{
    *ret_count = 0;
    enum err err = readership_count(conn, span, 0, "vi", ret_count);
    return err ? err : readership_count(conn, span, 0, "en", ret_count);
}

static struct read_category *category_row(struct read_category *items, size_t count, int64_t id)
{
    for (size_t i = 1; i < count; i++)
        if (items[i].id == id)
            return &items[i];
    /* The first is for those without one. */
    return &items[0];
}

/* What was read of each; articles that are gone count where there is no category. */
static enum err read_category_views(struct conn *conn, const struct month_span *span,
                                    struct read_category *items, size_t count)
{
    enum err err;
    auto_query struct query q = query_of(conn, STMT_READ_CATEGORIES);
    bind_integer(&q, span->first);
    bind_integer(&q, span->last);
    while (!(err = query_row(&q))) {
        struct read_category *row = category_row(items, count, column_integer(&q));
        row->views += column_integer(&q);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* For qsort(): by views, then by articles, then as they were. */
static int compare_read(const void *a, const void *b)
{
    const struct read_category *left = a, *right = b;
    if (left->views != right->views)
        return left->views < right->views ? 1 : -1;
    if (left->articles != right->articles)
        return left->articles < right->articles ? 1 : -1;
    return left->id < right->id ? -1 : left->id > right->id;
}

enum err readership_categories(struct conn *conn, const struct month_span *span,
                               struct read_category **ret_items, size_t *ret_count)
{
    struct category *categories;
    size_t count = 0;
    int64_t sum = 0;
    enum err err = category_list(conn, NULL, CATEGORIES_ALL, &categories, &count);
    struct read_category *items = err ? NULL : arena_zero(conn->arena, count + 1, sizeof *items);
    if (!items)
        return err ? err : ERR_MEMORY;
    for (size_t i = 0; !err && i < count; i++) {
        struct read_category *item = &items[i + 1];
        *item = (struct read_category){
            categories[i].id, categories[i].slug, categories[i].name, categories[i].lang, 0, 0};
        err = readership_count(conn, span, item->id, item->lang, &item->articles);
        sum += item->articles;
    }
    if (!err)
        err = readership_published(conn, span, &items->articles);
    items->articles -= sum;
    if (!err)
        err = read_category_views(conn, span, items, count + 1);
    if (err)
        return err;
    qsort(items, count + 1, sizeof *items, compare_read);
    *ret_items = items;
    *ret_count = count + 1;
    return ERR_OK;
}
