/* The most read of several months, found in the tops of each (Fagin's threshold): what stands last in a top
 * is the most that any article below it has in that month. So each article of the tops has a bound that it
 * cannot exceed, and only those are added up whose bound is not below what was found. Knows rows of
 * article_months; who asks, and for what, it must not know. */
#include "article_inner.h"
#include "readership_inner.h"

#include <stdlib.h>
#include <string.h>

/* An article in the top of one month of the span. */
struct top {
    int64_t id, views;
    size_t month; /* which of the span, from 0 */
};

/* The tops of all months. */
struct tops {
    struct top *rows;
    size_t count;
    int64_t *below;     /* of each month: the most that an article has which is not in its top */
    int64_t most_below; /* their sum: what an article has at most which is in none */
};

/* An article of the tops, with the most views that it can have in the span, and those that stand in tops. */
struct candidate {
    int64_t id, most, seen;
};

/* The top of one month of the span. */
static enum err tops_month(struct conn *conn, int month, size_t place, int64_t depth, struct tops *tops)
{
    int64_t rows, views = 0;
    enum err err;
    auto_query struct query q = query_of(conn, STMT_READ_MONTH);
    bind_integer(&q, month);
    bind_integer(&q, depth);
    for (rows = 0; !(err = query_row(&q)); rows++) {
        struct top *top = array_add(conn->arena, &tops->rows, &tops->count, sizeof *top);
        if (!top)
            return ERR_MEMORY;
        top->id = column_integer(&q);
        top->views = views = column_integer(&q);
        top->month = place;
    }
    tops->below[place] = rows == depth ? views : 0;
    tops->most_below += tops->below[place];
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err tops_gather(struct conn *conn, const struct month_span *span, int64_t depth,
                            struct tops *tops)
{
    size_t months = 0, place = 0;
    enum err err = ERR_OK;
    for (int month = span->first; month <= span->last; month = month_next(month))
        months++;
    tops->below = arena_zero(conn->arena, months, sizeof *tops->below);
    if (!tops->below)
        return ERR_MEMORY;
    for (int month = span->first; !err && month <= span->last; month = month_next(month))
        err = tops_month(conn, month, place++, depth, tops);
    return err;
}

/* For qsort(): rows of one article together. */
static int compare_tops(const void *a, const void *b)
{
    const struct top *left = a, *right = b;
    return left->id < right->id ? -1 : left->id > right->id;
}

/* For qsort(): who can have the most first. */
static int compare_candidates(const void *a, const void *b)
{
    const struct candidate *left = a, *right = b;
    if (left->most != right->most)
        return left->most < right->most ? 1 : -1;
    return left->id < right->id ? 1 : left->id > right->id ? -1 : 0;
}

/* Each article of the tops once, in the order of what it can have at most. */
static enum err tops_candidates(struct conn *conn, struct tops *tops, struct candidate **ret_items,
                                size_t *ret_count)
{
    struct candidate *items = arena_zero(conn->arena, tops->count + 1, sizeof *items);
    size_t count = 0;
    if (!items)
        return ERR_MEMORY;
    if (tops->count)
        qsort(tops->rows, tops->count, sizeof *tops->rows, compare_tops);
    for (size_t i = 0; i < tops->count; i++) {
        const struct top *top = &tops->rows[i];
        if (!i || top->id != top[-1].id)
            items[count++] = (struct candidate){top->id, tops->most_below, 0};
        items[count - 1].most += top->views - tops->below[top->month];
        items[count - 1].seen += top->views;
    }
    if (count)
        qsort(items, count, sizeof *items, compare_candidates);
    *ret_items = items;
    *ret_count = count;
    return ERR_OK;
}

/* Whether adding candidates up has a chance to tell the `most` first ones from what is in no top: hardly,
 * when what is seen of the last of them is far below what that may have, as where readers are spread evenly.
 */
static bool tops_may_tell(const struct tops *tops, const struct candidate *candidates, size_t count,
                          size_t most)
{
    return !tops->most_below || (count >= most && candidates[most - 1].seen > tops->most_below / 2);
}

/* The views of one article in the span. */
static enum err candidate_total(struct conn *conn, const struct month_span *span, int64_t id,
                                int64_t *ret_views)
{
    auto_query struct query q = query_of(conn, STMT_READ_TOTAL);
    bind_integer(&q, id);
    bind_integer(&q, span->first);
    bind_integer(&q, span->last);
    enum err err = query_row(&q);
    *ret_views = err ? 0 : column_integer(&q);
    return err;
}

/* Whether a stands before b among the most read, as the statements order them. */
static bool is_more_read(const struct read_article *a, const struct read_article *b)
{
    return a->views > b->views || (a->views == b->views && a->article.id > b->article.id);
}

/* Puts an article at its place among those found so far; of more than `limit` the last one goes. */
static void put_in_order(struct read_article *items, size_t *count, size_t limit,
                         const struct read_article *item)
{
    size_t at = *count;
    while (at && is_more_read(item, &items[at - 1]))
        at--;
    if (at == limit)
        return;
    size_t moved = (*count < limit ? *count : limit - 1) - at;
    memmove(&items[at + 1], &items[at], moved * sizeof *items);
    items[at] = *item;
    *count += *count < limit;
}

enum err readership_tops(struct conn *conn, const struct month_span *span, int64_t category_id,
                         const char *lang, int limit, int64_t depth, struct read_article **ret_items,
                         size_t *ret_count, bool *ret_is_sure)
{
    struct tops tops = {.rows = NULL};
    struct candidate *candidates = NULL;
    size_t candidate_count = 0, count = 0, most = (size_t)limit;
    struct read_article *items = arena_zero(conn->arena, most, sizeof *items);
    enum err err = items ? tops_gather(conn, span, depth, &tops) : ERR_MEMORY;
    if (!err)
        err = tops_candidates(conn, &tops, &candidates, &candidate_count);
    if (!err && !tops_may_tell(&tops, candidates, candidate_count, most))
        candidate_count = 0;
    for (size_t i = 0; !err && i < candidate_count; i++) {
        struct read_article item = {.article.id = candidates[i].id};
        if (count == most && candidates[i].most < items[most - 1].views)
            break;
        err = candidate_total(conn, span, item.article.id, &item.views);
        if (!err && (count < most || is_more_read(&item, &items[most - 1])))
            err = readership_head(conn, category_id, lang, &item);
        else if (!err)
            continue;
        if (!err)
            put_in_order(items, &count, most, &item);
        err = err == ERR_NOT_FOUND ? ERR_OK : err;
    }
    *ret_items = items;
    *ret_count = err ? 0 : count;
    *ret_is_sure = !tops.most_below || (count == most && items[most - 1].views > tops.most_below);
    return err;
}
