/* Lists by keyset: streams along indexes, one for each combination of audience, status, kind, language and
 * category that the query allows, merged. With facts they walk along the values of the first. Each stream
 * costs O(limit), however many articles there are. */
#include "article_inner.h"

#include "fact.h"
#include "store/category.h"

#include <stdlib.h>
#include <string.h>

/* What rows are ordered by and what a cursor holds. Ids tell rows of the same instant apart. */
struct key {
    int64_t listed_ms;
    int64_t id;
};

/* What of a query one stream walks along. */
struct stream {
    enum article_audience audience;
    enum article_status status;
    enum article_kind kind;
    const char *lang;
    int64_t category_id; /* 0: any */
};

/* What all streams of one query bring together. */
struct gathering {
    struct conn *conn;
    const struct article_query *query;
    struct key *keys;
    size_t count;
    int64_t total; /* when counting */
};

typedef enum err stream_visit(struct gathering *gathering, const struct stream *stream);

/* The statement for this combination, out of seven: any, pinned, by category, by tag, by both, by the
 * value of a fact, by who made it. Each has an index that begins with what it asks for. */
static enum statement article_list_pick(const struct article_query *query, const struct stream *stream,
                                        const enum statement of[7])
{
    if (query->fact_count)
        return of[5];
    if (query->pinned_only)
        return of[1];
    if (query->of_creator)
        return of[6];
    if (query->tag_id)
        return stream->category_id ? of[4] : of[3];
    return stream->category_id ? of[2] : of[0];
}

/* Category, tag and further facts are looked up for each row of the first fact's value. */
static void bind_facts(struct query *q, const struct article_query *query, const struct stream *stream)
{
    struct arena *arena = q->conn->arena;
    bind_id(q, stream->category_id);
    bind_id(q, query->tag_id);
    bind_text(q, fact_keys(arena, query->facts, 1, query->fact_count));
    bind_integer(q, (int64_t)query->facts[0].fact);
    bind_text(q, fact_key(arena, &query->facts[0]));
    bind_integer(q, (int64_t)stream->audience);
    bind_integer(q, (int64_t)stream->status);
    bind_text(q, stream->lang);
}

static void bind_stream(struct query *q, const struct article_query *query, const struct stream *stream)
{
    if (query->fact_count) {
        bind_facts(q, query, stream);
        return;
    }
    /* Pinned rows are few, and so are those of one person: their statements take both filters, NULL for any.
     */
    bool is_few = query->pinned_only || query->of_creator;
    if (stream->category_id || is_few)
        bind_id(q, stream->category_id);
    if (query->tag_id || is_few)
        bind_id(q, query->tag_id);
    if (query->of_creator && !query->pinned_only)
        bind_integer(q, query->created_by);
    bind_integer(q, (int64_t)stream->audience);
    bind_integer(q, (int64_t)stream->status);
    bind_integer(q, (int64_t)stream->kind);
    bind_text(q, stream->lang);
}

/* The first key that is too late: the cursor, or the end of the period when that comes first. */
static struct key upper_bound(const struct article_query *query)
{
    struct key bound = {INT64_MAX, INT64_MAX};
    if (query->after)
        bound = (struct key){query->after_ms, query->after_id};
    /* Id 0 is below every row, so the instant itself is out. */
    if (query->to_ms && query->to_ms <= bound.listed_ms)
        bound = (struct key){query->to_ms, 0};
    return bound;
}

/* The last key before the first row, in the other direction. */
static struct key article_list_lower_bound(const struct article_query *query)
{
    struct key bound = {query->from_ms, 0};
    if (query->after && query->after_ms >= query->from_ms)
        bound = (struct key){query->after_ms, query->after_id};
    return bound;
}

static void bind_bounds(struct query *q, const struct article_query *query)
{
    struct key bound = query->oldest_first ? article_list_lower_bound(query) : upper_bound(query);
    bind_integer(q, bound.listed_ms);
    bind_integer(q, bound.id);
    if (query->oldest_first)
        bind_integer(q, query->to_ms ? query->to_ms : INT64_MAX);
    else
        bind_integer(q, query->from_ms);
    /* One more than asked for tells whether there is more. */
    bind_integer(q, (int64_t)query->skip + query->limit + 1);
}

/* One stream's first keys. Rows are read only after all streams were merged, since most of what they
 * bring is dropped. */
static enum err article_list_gather(struct gathering *g, const struct stream *stream)
{
    static const enum statement down[7] = {
        STMT_ARTICLE_STREAM,        STMT_ARTICLE_STREAM_PINNED,       STMT_ARTICLE_STREAM_CATEGORY,
        STMT_ARTICLE_STREAM_TAG,    STMT_ARTICLE_STREAM_TAG_CATEGORY, STMT_FACT_STREAM,
        STMT_ARTICLE_STREAM_CREATOR};
    static const enum statement up[7] = {
        STMT_ARTICLE_STREAM_UP,        STMT_ARTICLE_STREAM_UP_PINNED,       STMT_ARTICLE_STREAM_UP_CATEGORY,
        STMT_ARTICLE_STREAM_UP_TAG,    STMT_ARTICLE_STREAM_UP_TAG_CATEGORY, STMT_FACT_STREAM_UP,
        STMT_ARTICLE_STREAM_UP_CREATOR};
    auto_query struct query q =
        query_of(g->conn, article_list_pick(g->query, stream, g->query->oldest_first ? up : down));
    enum err err;
    bind_stream(&q, g->query, stream);
    bind_bounds(&q, g->query);
    while (!(err = query_row(&q))) {
        struct key *key = array_add(g->conn->arena, &g->keys, &g->count, sizeof *key);
        if (!key)
            return ERR_MEMORY;
        key->listed_ms = column_integer(&q);
        key->id = column_integer(&q);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* One stream's number, walked along the same index. */
static enum err count_rows(struct gathering *g, const struct stream *stream)
{
    static const enum statement statements[7] = {
        STMT_ARTICLE_COUNT,        STMT_ARTICLE_COUNT_PINNED,       STMT_ARTICLE_COUNT_CATEGORY,
        STMT_ARTICLE_COUNT_TAG,    STMT_ARTICLE_COUNT_TAG_CATEGORY, STMT_FACT_COUNT_ROWS,
        STMT_ARTICLE_COUNT_CREATOR};
    auto_query struct query q = query_of(g->conn, article_list_pick(g->query, stream, statements));
    bind_stream(&q, g->query, stream);
    bind_integer(&q, g->query->to_ms ? g->query->to_ms : INT64_MAX);
    bind_integer(&q, g->query->from_ms);
    enum err err = query_row(&q);
    if (!err)
        g->total += column_integer(&q);
    return err;
}

/* With a category a stream for each that lies below it, else one. */
static enum err visit_categories(struct gathering *g, stream_visit *visit, struct stream stream,
                                 const int64_t *ids, size_t id_count)
{
    enum err err = id_count ? ERR_OK : visit(g, &stream);
    for (size_t i = 0; !err && i < id_count; i++) {
        stream.category_id = ids[i];
        err = visit(g, &stream);
    }
    return err;
}

/* Whether the query asks for what the stream walks along. A list with facts is of their one kind. */
static bool wants_stream(const struct article_query *query, const struct stream *stream)
{
    /* 0 stands for what the public sees, and for any kind. */
    unsigned statuses = query->statuses ? query->statuses : 1u << STATUS_PUBLISHED;
    unsigned audiences = query->audiences ? query->audiences : 1u << AUDIENCE_PUBLIC;
    unsigned kinds = query->kinds ? query->kinds : (1u << KIND_COUNT) - 1;
    if (query->fact_count)
        kinds &= 1u << fact_of(query->facts[0].fact)->kind;
    return (statuses & 1u << stream->status) && (audiences & 1u << stream->audience) &&
           (kinds & 1u << stream->kind) && (!query->lang || strcmp(query->lang, stream->lang) == 0);
}

static enum err visit_streams(struct gathering *g, stream_visit *visit)
{
    static const char *const langs[] = {"vi", "en"};
    /* All combinations, of which a usual list wants one or two. */
    enum { STREAMS = AUDIENCE_COUNT * STATUS_COUNT * KIND_COUNT * 2 };
    /* Of the category and all below it, once for all streams. */
    int64_t *ids = NULL, category_id = g->query->category_id;
    size_t id_count = 0;
    enum err err = category_id ? category_ids_below(g->conn, category_id, &ids, &id_count) : ERR_OK;
    for (int i = 0; i < STREAMS && !err; i++) {
        struct stream stream = {.audience = (enum article_audience)(i % AUDIENCE_COUNT),
                                .status = (enum article_status)(i / AUDIENCE_COUNT % STATUS_COUNT),
                                .kind = (enum article_kind)(i / AUDIENCE_COUNT / STATUS_COUNT / 2),
                                .lang = langs[i / AUDIENCE_COUNT / STATUS_COUNT % 2]};
        if (wants_stream(g->query, &stream))
            err = visit_categories(g, visit, stream, ids, id_count);
    }
    return err;
}

/* Newest first. */
static int compare_keys(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    if (x->listed_ms != y->listed_ms)
        return x->listed_ms < y->listed_ms ? 1 : -1;
    return x->id < y->id ? 1 : x->id > y->id ? -1 : 0;
}

/* The other direction. */
static int compare_keys_up(const void *a, const void *b)
{
    return compare_keys(b, a);
}

enum err article_list(struct conn *conn, const struct article_query *query, struct article_list *ret_list)
{
    struct gathering g = {.conn = conn, .query = query};
    struct article_list list = {0};
    enum err err = visit_streams(&g, article_list_gather);
    if (err)
        return err;
    /* qsort() may not be given NULL, not even for nothing. */
    if (g.count)
        qsort(g.keys, g.count, sizeof *g.keys, query->oldest_first ? compare_keys_up : compare_keys);
    size_t limit = (size_t)query->limit, skip = (size_t)query->skip < g.count ? (size_t)query->skip : g.count;
    const struct key *keys = g.keys + skip;
    g.count -= skip;
    list.more = g.count > limit;
    list.count = list.more ? limit : g.count;
    list.items = arena_zero(conn->arena, list.count, sizeof *list.items);
    if (!list.items)
        return ERR_MEMORY;
    for (size_t i = 0; i < list.count; i++) {
        err = article_read(conn, keys[i].id, query->with_body, &list.items[i]);
        if (!err && query->with_excerpts && !list.items[i].lead)
            err = article_read_html(conn, &list.items[i]);
        if (err)
            return err;
    }
    if (list.count) {
        /* Of the key and not of the row, as what a row is listed by depends on its status. */
        list.next_ms = keys[list.count - 1].listed_ms;
        list.next_id = keys[list.count - 1].id;
    }
    *ret_list = list;
    return ERR_OK;
}

enum err article_count(struct conn *conn, const struct article_query *query, int64_t *ret_count)
{
    struct gathering g = {.conn = conn, .query = query};
    enum err err = visit_streams(&g, count_rows);
    if (!err)
        *ret_count = g.total;
    return err;
}
