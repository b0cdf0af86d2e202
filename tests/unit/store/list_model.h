/* Articles of every kind, status and audience, kept in plain memory beside the store: what tests of lists
 * compare with. */
#ifndef TEST_STORE_LIST_MODEL_H
#define TEST_STORE_LIST_MODEL_H

#include "engine_fixture.h"

enum { MODEL_SIZE = 600, MANY = 20000, PAGE = 20, TERMS = 5 };

struct row {
    int64_t id;
    enum article_status status;
    enum article_audience audience;
    enum article_kind kind;
    const char *number; /* facts of KIND_SAMPLE: one text, one number */
    const char *pages;
    const char *lang;
    int64_t category_id;
    int64_t tag_ids[2];
    int64_t listed_ms;
    bool pinned;
};

struct model {
    struct row rows[MODEL_SIZE];
    int64_t categories[TERMS]; /* 1 and 2 lie below 0, 3 below 2 */
    int64_t tags[TERMS];
    unsigned seed;
};

/* The same numbers on every machine. */
static inline unsigned pick(struct model *m, unsigned below)
{
    m->seed = m->seed * 1664525u + 1013904223u;
    return (m->seed >> 8) % below;
}

static inline void add_terms(struct fixture *f, struct model *m)
{
    m->categories[0] = add_category(f, "goc", 0);
    m->categories[1] = add_category(f, "con-1", m->categories[0]);
    m->categories[2] = add_category(f, "con-2", m->categories[0]);
    m->categories[3] = add_category(f, "chau", m->categories[2]);
    m->categories[4] = add_category(f, "rieng", 0);
    for (int i = 0; i < TERMS; i++) {
        char slug[20];
        snprintf(slug, sizeof slug, "nhan-%d", i);
        m->tags[i] = add_tag(f, slug);
    }
}

static const char *const numbers[] = {"05/2024/QĐ-UBND", "06/2024/QĐ-UBND"}, *const pages[] = {"2", "2.5",
                                                                                               "30"};

static inline void add_facts(struct model *m, struct row *row, struct fact_value facts[2], struct article *a)
{
    row->number = numbers[pick(m, 2)];
    row->pages = pages[pick(m, 3)];
    facts[0] = (struct fact_value){.fact = FACT_SAMPLE_NUMBER, .text = row->number};
    facts[1] = (struct fact_value){.fact = FACT_SAMPLE_PAGES, .text = row->pages};
    a->facts = facts;
    a->fact_count = 2;
}

static inline void add_row(struct conn *conn, struct model *m, struct row *row, int i)
{
    char slug[20];
    snprintf(slug, sizeof slug, "bai-%d", i);
    struct article a = sample(slug);
    const struct term category = {.id = row->category_id = pick(m, 6) ? m->categories[pick(m, TERMS)] : 0};
    unsigned first = pick(m, TERMS);
    const struct term tags[] = {{.id = m->tags[first]}, {.id = m->tags[(first + 1) % TERMS]}};
    a.status = row->status = pick(m, 3) ? STATUS_PUBLISHED : (enum article_status)pick(m, STATUS_COUNT);
    struct fact_value facts[2];
    a.kind = row->kind = pick(m, 2) ? KIND_ARTICLE : pick(m, 3) ? KIND_SAMPLE : KIND_PAGE;
    a.audience = row->audience = pick(m, 4) ? AUDIENCE_PUBLIC : AUDIENCE_STAFF;
    if (a.kind == KIND_SAMPLE)
        add_facts(m, row, facts, &a);
    a.lang = row->lang = pick(m, 4) ? "vi" : "en";
    a.pinned = row->pinned = pick(m, 4) == 0;
    a.category = category.id ? &category : NULL;
    a.tags = tags;
    a.tag_count = pick(m, 3);
    for (size_t t = 0; t < a.tag_count; t++)
        row->tag_ids[t] = tags[t].id;
    /* Few different instants, so that many articles share one. */
    a.published_ms = row->status == STATUS_DRAFT ? 0 : NOON - (int64_t)pick(m, 60) * HOUR;
    row->listed_ms = a.published_ms ? a.published_ms : NOON;
    a.due_ms = row->status == STATUS_SCHEDULED ? NOON + HOUR : 0;
    assert_ok(article_insert(conn, &a, 0, &row->id));
}

static inline struct model *make_model(struct fixture *f)
{
    struct model *m = arena_zero(f->arena, 1, sizeof *m);
    add_terms(f, m);
    struct conn *conn = fixture_begin(f);
    for (int i = 0; i < MODEL_SIZE; i++)
        add_row(conn, m, &m->rows[i], i);
    assert_ok(store_commit(&conn));
    return m;
}

static inline bool in_category(const struct model *m, int64_t wanted, int64_t has)
{
    const int64_t *c = m->categories;
    if (wanted == has)
        return true;
    if (wanted == c[0])
        return has == c[1] || has == c[2] || has == c[3];
    return wanted == c[2] && has == c[3];
}

static inline bool has_facts(const struct row *row, const struct article_query *q)
{
    bool has = !q->fact_count || row->kind == KIND_SAMPLE;
    for (size_t i = 0; has && i < q->fact_count; i++)
        has =
            strcmp(q->facts[i].text, q->facts[i].fact == FACT_SAMPLE_NUMBER ? row->number : row->pages) == 0;
    return has;
}

static inline bool matches(const struct model *m, const struct row *row, const struct article_query *q)
{
    unsigned statuses = q->statuses ? q->statuses : 1u << STATUS_PUBLISHED;
    unsigned audiences = q->audiences ? q->audiences : 1u << AUDIENCE_PUBLIC;
    return (statuses & 1u << row->status) && (audiences & 1u << row->audience) && has_facts(row, q) &&
           (!q->kinds || (q->kinds & 1u << row->kind)) && (!q->lang || strcmp(q->lang, row->lang) == 0) &&
           (!q->pinned_only || row->pinned) &&
           (!q->category_id || in_category(m, q->category_id, row->category_id)) &&
           (!q->tag_id || q->tag_id == row->tag_ids[0] || q->tag_id == row->tag_ids[1]) &&
           (!q->from_ms || row->listed_ms >= q->from_ms) && (!q->to_ms || row->listed_ms < q->to_ms);
}

static inline int newest_first(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    if (x->listed_ms != y->listed_ms)
        return x->listed_ms < y->listed_ms ? 1 : -1;
    return x->id < y->id ? 1 : -1;
}

static inline void fill(struct fixture *f, int64_t category_id, int64_t tag_id)
{
    const struct term category = {.id = category_id}, tag = {.id = tag_id};
    struct conn *conn = fixture_begin(f);
    for (int i = 0; i < MANY; i++) {
        char slug[20];
        snprintf(slug, sizeof slug, "bai-%d", i);
        struct article a = sample(slug);
        a.category = &category, a.tags = &tag, a.tag_count = 1;
        a.published_ms = NOON - i * MINUTE;
        assert_ok(article_insert(conn, &a, 0, &(int64_t){0}));
    }
    assert_ok(store_commit(&conn));
}

#endif
