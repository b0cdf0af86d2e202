/* What stands below an article as related. Tags come first, then likeness of titles, then the category,
 * each asked only while the former gave too few. Must be cheap: it is part of every article's page. */
#include "store/related.h"

#include "content/article_row.h"
#include "engine/rows.h"
#include "engine/store_state.h"
#include "search_run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    TAGS_MOST = 6,    /* tags that are followed */
    NEWEST_MOST = 24, /* articles of each that are looked at */
    CANDIDATES_MOST = TAGS_MOST * NEWEST_MOST + NEWEST_MOST + RELATED_MAX + 1,
    WORDS_MOST = 40,   /* of the title */
    PAIRS_MOST = 3,    /* that are asked for, the rarest */
    USES_MOST = 20000, /* of the rarer word of a pair: how much of the index is walked */
    SCAN_MOST = 60,
    BUDGET_MS = 20,
};

/* A candidate, with what it is ordered by. */
struct likeness {
    int64_t id;
    int64_t listed_ms;
    int shared; /* tags */
};

/* In the order in which they are shown, once tags were sorted. */
struct candidates {
    struct likeness items[CANDIDATES_MOST];
    size_t count;
    int64_t self;
};

/* The candidate of this id, made when it is new; NULL for the article itself, and when there is no room. */
static struct likeness *candidate_of(struct candidates *all, int64_t id)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i].id == id)
            return &all->items[i];
    if (id == all->self || all->count == CANDIDATES_MOST)
        return NULL;
    all->items[all->count] = (struct likeness){.id = id};
    return &all->items[all->count++];
}

/* The newest of one tag, by the statement of a list of that tag. */
static enum err gather_tag(struct conn *conn, const struct article *article, int64_t tag_id,
                           struct candidates *all)
{
    auto_query struct query q = query_of(conn, STMT_ARTICLE_STREAM_TAG);
    enum err err;
    bind_integer(&q, tag_id);
    bind_integer(&q, AUDIENCE_PUBLIC);
    bind_integer(&q, STATUS_PUBLISHED);
    bind_integer(&q, (int64_t)article->kind);
    bind_text(&q, article->lang);
    bind_integer(&q, INT64_MAX);
    bind_integer(&q, INT64_MAX);
    bind_integer(&q, 0);
    bind_integer(&q, NEWEST_MOST);
    while (!(err = query_row(&q))) {
        int64_t listed_ms = column_integer(&q);
        struct likeness *found = candidate_of(all, column_integer(&q));
        if (!found)
            continue;
        found->listed_ms = listed_ms;
        found->shared++;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Most tags in common first, of equals the newest. */
static int compare_shared(const void *a, const void *b)
{
    const struct likeness *x = a, *y = b;
    if (x->shared != y->shared)
        return x->shared < y->shared ? 1 : -1;
    if (x->listed_ms != y->listed_ms)
        return x->listed_ms < y->listed_ms ? 1 : -1;
    return x->id < y->id ? 1 : x->id > y->id ? -1 : 0;
}

static enum err gather_tags(struct conn *conn, const struct article *article, struct candidates *all)
{
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < article->tag_count && i < TAGS_MOST; i++)
        err = gather_tag(conn, article, article->tags[i].id, all);
    /* Before others are added behind them, which keep the order in which they come. */
    qsort(all->items, all->count, sizeof *all->items, compare_shared);
    return err;
}

/* Two neighbours of the title, and how often they stand beside each other in the portal's texts. */
struct pair {
    const struct word *first, *second;
    int64_t uses;
};

/* Puts a pair among the rarest, which are sorted; one that stands nowhere else tells nothing. */
static void keep_pair(struct pair *pairs, size_t *count, struct pair pair)
{
    /* A full list takes the new one in the place of its last, when it is rarer. */
    size_t at = *count < PAIRS_MOST ? (*count)++ : PAIRS_MOST;
    if (at == PAIRS_MOST && pairs[PAIRS_MOST - 1].uses <= pair.uses)
        return;
    at -= at == PAIRS_MOST;
    for (; at > 0 && pairs[at - 1].uses > pair.uses; at--)
        pairs[at] = pairs[at - 1];
    pairs[at] = pair;
}

/* Whether little of the index is walked to find where both stand. */
static enum err is_cheap(struct conn *conn, const struct pair *pair, bool *ret_cheap)
{
    int64_t first = 0, second = 0;
    enum err err = integer_by_text(conn, STMT_SEARCH_USES_EXACT, pair->first->exact, NULL, &first);
    /* The rarer of the two decides, as the index walks along that one. */
    if (!err && first > USES_MOST)
        err = integer_by_text(conn, STMT_SEARCH_USES_EXACT, pair->second->exact, NULL, &second);
    *ret_cheap = first <= USES_MOST || second <= USES_MOST;
    return err;
}

static enum err find_pairs(struct conn *conn, const struct word *words, size_t word_count, struct pair *pairs,
                           size_t *count)
{
    size_t found = 0;
    for (size_t i = 1; i < word_count; i++) {
        struct pair pair = {&words[i - 1], &words[i], 0};
        enum err err =
            integer_by_text(conn, STMT_SEARCH_PAIR_USES, pair.first->exact, pair.second->exact, &pair.uses);
        if (err)
            return err;
        /* One is this title itself. */
        if (pair.uses > 1)
            keep_pair(pairs, &found, pair);
    }
    /* Afterwards, so that costs are asked of three pairs and not of forty. */
    for (size_t i = 0; i < found; i++) {
        bool cheap;
        enum err err = is_cheap(conn, &pairs[i], &cheap);
        if (err)
            return err;
        if (cheap)
            pairs[(*count)++] = pairs[i];
    }
    return ERR_OK;
}

/* Any of the pairs will do; the rarer one counts more. */
static void write_pairs(const struct pair *pairs, size_t count, struct expression *out)
{
    for (size_t i = 0; i < count; i++) {
        /* Keys of the tokenizer hold no quote. */
        buf_printf(&out->text, "%s\"%s %s\"", i ? " OR " : "", pairs[i].first->exact, pairs[i].second->exact);
        out->weights[out->count++] = (float)(1 / log1p((double)pairs[i].uses));
    }
}

/* Rare pairs are found at once; should they not be, the page does without them. */
static enum err related_ask(struct conn *conn, const struct article *article,
                            const struct expression *expression, struct similar *similar)
{
    const struct article_query filter = {.lang = article->lang, .kinds = kinds_with(KIND_IS_NEWS)};
    struct run *run = arena_zero(conn->arena, 1, sizeof *run);
    int64_t deadline_ms = conn->deadline_ms, until_ms = clock_monotonic_ms(conn->store->clock) + BUDGET_MS;
    if (!run || buf_failed(&expression->text))
        return ERR_MEMORY;
    run->conn = conn;
    run->filter = &filter;
    auto_query struct query q = query_of(conn, STMT_SEARCH_MATCH_TITLE);
    bind_text(&q, buf_str(&expression->text));
    bind_blob(&q, expression->weights, expression->count * sizeof *expression->weights);
    run_bind_filter(&q, run);
    bind_integer(&q, SCAN_MOST);
    bind_integer(&q, SIMILAR_MOST + 1); /* the article is among them */
    if (until_ms < deadline_ms)
        conn->deadline_ms = until_ms;
    enum err err;
    while (!(err = query_row(&q))) {
        int64_t id = column_integer(&q);
        if (id != article->id && similar->count < SIMILAR_MOST)
            similar->ids[similar->count++] = id;
    }
    conn->deadline_ms = deadline_ms;
    return err == ERR_NOT_FOUND || err == ERR_TIMEOUT ? ERR_OK : err;
}

static enum err find_similar(struct conn *conn, const struct article *article, struct similar *similar)
{
    struct word *words = arena_zero(conn->arena, WORDS_MOST, sizeof *words);
    struct pair pairs[PAIRS_MOST];
    size_t count = 0, pair_count = 0, at = 0, length = strlen(article->title);
    /* Pairs and not words, because a syllable of Vietnamese alone says little. */
    auto_expression struct expression expression = EXPRESSION;
    if (!words)
        return ERR_MEMORY;
    /* Longer titles are compared by their beginning. */
    while (count < WORDS_MOST && word_next(article->title, length, &at, &words[count]))
        count++;
    enum err err = find_pairs(conn, words, count, pairs, &pair_count);
    if (err || !pair_count)
        return err;
    write_pairs(pairs, pair_count, &expression);
    return related_ask(conn, article, &expression, similar);
}

static enum err gather_similar(struct conn *conn, const struct article *article, struct candidates *all)
{
    struct similar similar;
    struct similar_table *table = conn->store->similar;
    int64_t now_ms = clock_monotonic_ms(conn->store->clock);
    enum err err = ERR_OK;
    if (!similar_find(table, article->id, article->version, now_ms, &similar)) {
        similar = (struct similar){.article_id = article->id, .version = article->version};
        err = find_similar(conn, article, &similar);
        /* A preview has no id; nothing of it is kept. */
        if (!err && article->id)
            similar_keep(table, &similar, now_ms);
    }
    for (int i = 0; i < similar.count; i++)
        candidate_of(all, similar.ids[i]);
    return err;
}

/* Where nothing else is alike, the newest beside it. */
static enum err gather_category(struct conn *conn, const struct article *article, struct candidates *all)
{
    auto_query struct query q = query_of(conn, STMT_ARTICLE_STREAM_CATEGORY);
    enum err err;
    bind_integer(&q, article->category->id);
    bind_integer(&q, AUDIENCE_PUBLIC);
    bind_integer(&q, STATUS_PUBLISHED);
    bind_integer(&q, (int64_t)article->kind);
    bind_text(&q, article->lang);
    bind_integer(&q, INT64_MAX);
    bind_integer(&q, INT64_MAX);
    bind_integer(&q, 0);
    bind_integer(&q, RELATED_MAX + 1);
    while (!(err = query_row(&q))) {
        column_integer(&q);
        candidate_of(all, column_integer(&q));
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* What a link to it needs. Of what was kept some may be gone meanwhile: then *ret_seen is false. */
static enum err related_read_head(struct conn *conn, int64_t id, const char *lang, struct article *article,
                                  int64_t *ret_image_id, struct picture *words, bool *ret_seen)
{
    auto_query struct query q = query_of(conn, STMT_ARTICLE_HEAD);
    bind_integer(&q, id);
    enum err err = query_row(&q);
    if (err)
        *ret_seen = false;
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    *article = (struct article){.id = id};
    article->slug = column_text(&q);
    article->lang = column_text(&q);
    article->kind = (enum article_kind)column_integer(&q);
    article->status = STATUS_PUBLISHED;
    article->title = column_text(&q);
    /* Whether it is seen is asked anew, because what was kept for ten minutes may have been withdrawn
     * since. */
    article->published_ms = column_integer(&q);
    *ret_seen =
        column_integer(&q) && kind_has(article->kind, KIND_IS_NEWS) && strcmp(article->lang, lang) == 0;
    *ret_image_id = column_integer(&q);
    words->alt = column_text(&q);
    words->decorative = column_integer(&q);
    return arena_failed(conn->arena) ? ERR_MEMORY : ERR_OK;
}

/* Heads of the first candidates that are still public, until there are enough. */
static enum err related_read_items(struct conn *conn, const struct candidates *all, const char *lang,
                                   int limit, struct article_list *list)
{
    enum err err = ERR_OK;
    list->items = arena_zero(conn->arena, (size_t)limit, sizeof *list->items);
    if (!list->items)
        return ERR_MEMORY;
    for (size_t i = 0; !err && i < all->count && list->count < (size_t)limit; i++) {
        struct article *item = &list->items[list->count];
        struct picture words = {.alt = NULL};
        int64_t image_id = 0;
        bool seen;
        err = related_read_head(conn, all->items[i].id, lang, item, &image_id, &words, &seen);
        if (!err && seen)
            err = article_read_image(conn, image_id, &words, &item->image);
        list->count += !err && seen;
    }
    return err;
}

enum err article_related(struct conn *conn, const struct article *article, int limit,
                         struct article_list *ret_list)
{
    struct article_list list = {0};
    struct candidates *all = arena_zero(conn->arena, 1, sizeof *all);
    if (!all)
        return ERR_MEMORY;
    all->self = article->id;
    enum err err = gather_tags(conn, article, all);
    /* Only what is missing is asked for, the cheaper question first. */
    if (!err && all->count < (size_t)limit)
        err = gather_similar(conn, article, all);
    if (!err && all->count < (size_t)limit && article->category)
        err = gather_category(conn, article, all);
    if (!err)
        err = related_read_items(conn, all, article->lang, limit, &list);
    if (!err)
        *ret_list = list;
    return err;
}
