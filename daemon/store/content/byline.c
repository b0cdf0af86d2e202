/* Articles by their bylines. Texts are looked at where SQLite has them, and never copied. Knows no money and
 * no people: a byline is what stands below a title. */
#include "store/byline.h"

#include "article_inner.h"
#include "text/collate.h"
#include "text/excerpt.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* The columns in the statement's order. */
static void byline_read(struct query *q, struct byline *item)
{
    struct article *article = &item->article;
    article->id = column_integer(q);
    article->slug = column_text(q);
    article->lang = column_text(q);
    article->kind = (enum article_kind)column_integer(q);
    article->status = (enum article_status)column_integer(q);
    article->title = column_text(q);
    article->author = column_text(q);
    article->published_ms = column_integer(q);
    item->words = column_words(q);
    item->words += column_integer(q);
    /* What has no count yet, as a file has it that others filled. */
    item->words += column_words(q);
    item->pictures = column_integer(q);
    article->category = read_term(q);
}

/* One walk along the index of lists: of a status, a kind and a language. */
static enum err byline_walk(struct conn *conn, const struct byline_query *query, const struct article *of,
                            struct byline **items, size_t *count)
{
    enum err err;
    auto_query struct query q = query_of(conn, STMT_BYLINE_STREAM);
    bind_integer(&q, AUDIENCE_PUBLIC);
    bind_integer(&q, (int64_t)of->status);
    bind_integer(&q, (int64_t)of->kind);
    bind_text(&q, of->lang);
    bind_integer(&q, month_span_from_ms(&query->span));
    bind_integer(&q, month_span_to_ms(&query->span));
    bind_text(&q, query->author);
    bind_id(&q, query->created_by);
    /* One more, by which it is known that there are more. */
    bind_integer(&q, query->limit + 1);
    while (!(err = query_row(&q))) {
        struct byline *item = array_add(conn->arena, items, count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        byline_read(&q, item);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* For qsort(): the newest first. */
static int compare_newest(const void *a, const void *b)
{
    const struct article *left = &((const struct byline *)a)->article;
    const struct article *right = &((const struct byline *)b)->article;
    if (left->published_ms != right->published_ms)
        return left->published_ms < right->published_ms ? 1 : -1;
    return left->id < right->id ? 1 : left->id > right->id ? -1 : 0;
}

/* For qsort(): by the bytes of the author's name, those without one last, then the oldest first. */
static int compare_author(const void *a, const void *b)
{
    const char *left = ((const struct byline *)a)->article.author;
    const char *right = ((const struct byline *)b)->article.author;
    if (!left || !right)
        return left ? -1 : right ? 1 : -compare_newest(a, b);
    int order = strcmp(left, right);
    return order ? order : -compare_newest(a, b);
}

/* What one author wrote, side by side. */
struct byline_run {
    const struct byline *first;
    size_t count;
};

/* For qsort(): by author as Vietnamese names are ordered, those without one last. */
static int compare_runs(const void *a, const void *b)
{
    const char *left = ((const struct byline_run *)a)->first->article.author;
    const char *right = ((const struct byline_run *)b)->first->article.author;
    if (!left || !right)
        return left ? -1 : right ? 1 : 0;
    int order = text_collate(left, strlen(left), right, strlen(right));
    /* Names that differ in case alone are two names all the same. */
    return order ? order : strcmp(left, right);
}

static bool is_same_byline(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Puts them in order. Names are compared as people order them once a name and not once an article, for that
 * takes a hundred times as long as comparing bytes. */
static enum err byline_sort(struct conn *conn, struct byline **items, size_t count)
{
    struct byline_run *runs = NULL;
    size_t run_count = 0, done = 0;
    struct byline *sorted = arena_zero(conn->arena, count + 1, sizeof *sorted);
    if (!sorted)
        return ERR_MEMORY;
    if (count)
        qsort(*items, count, sizeof **items, compare_author);
    for (size_t i = 0; i < count; i++) {
        bool is_next = !i || !is_same_byline((*items)[i].article.author, (*items)[i - 1].article.author);
        struct byline_run *run = is_next ? array_add(conn->arena, &runs, &run_count, sizeof *run) : NULL;
        if (is_next && !run)
            return ERR_MEMORY;
        if (run)
            *run = (struct byline_run){&(*items)[i], 0};
        runs[run_count - 1].count++;
    }
    if (run_count)
        qsort(runs, run_count, sizeof *runs, compare_runs);
    for (size_t i = 0; i < run_count; done += runs[i++].count)
        memcpy(&sorted[done], runs[i].first, runs[i].count * sizeof *sorted);
    *items = sorted;
    return ERR_OK;
}

enum err byline_list(struct conn *conn, const struct byline_query *query, struct byline **ret_items,
                     size_t *ret_count, bool *ret_is_cut)
{
    static const enum article_status statuses[] = {STATUS_PUBLISHED, STATUS_WITHDRAWN};
    static const char *const langs[] = {"vi", "en"};
    struct byline *items = NULL;
    size_t count = 0;
    enum err err = ERR_OK;
    assert(query->limit >= 1 && query->limit <= BYLINES_MOST);
    for (enum article_kind kind = 0; !err && kind < KIND_COUNT; kind++)
        for (size_t i = 0; !err && kind_has(kind, KIND_IS_LISTED) && i < 4; i++) {
            const struct article of = {.kind = kind, .status = statuses[i / 2], .lang = langs[i % 2]};
            err = byline_walk(conn, query, &of, &items, &count);
        }
    if (err)
        return err;
    *ret_is_cut = count > (size_t)query->limit;
    if (*ret_is_cut) {
        qsort(items, count, sizeof *items, compare_newest);
        count = (size_t)query->limit;
    }
    err = byline_sort(conn, &items, count);
    if (err)
        return err;
    *ret_items = items;
    *ret_count = count;
    return ERR_OK;
}
