/* Lists: against a model of the same articles kept in plain memory, and their cost by the engine's steps. */
#include "engine_fixture.h"
#include "store/list_page.h"

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
static unsigned pick(struct model *m, unsigned below)
{
    m->seed = m->seed * 1664525u + 1013904223u;
    return (m->seed >> 8) % below;
}

static void add_terms(struct fixture *f, struct model *m)
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

static void add_facts(struct model *m, struct row *row, struct fact_value facts[2], struct article *a)
{
    row->number = numbers[pick(m, 2)];
    row->pages = pages[pick(m, 3)];
    facts[0] = (struct fact_value){.fact = FACT_SAMPLE_NUMBER, .text = row->number};
    facts[1] = (struct fact_value){.fact = FACT_SAMPLE_PAGES, .text = row->pages};
    a->facts = facts;
    a->fact_count = 2;
}

static void add_row(struct conn *conn, struct model *m, struct row *row, int i)
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

static struct model *make_model(struct fixture *f)
{
    struct model *m = arena_zero(f->arena, 1, sizeof *m);
    add_terms(f, m);
    struct conn *conn = fixture_begin(f);
    for (int i = 0; i < MODEL_SIZE; i++)
        add_row(conn, m, &m->rows[i], i);
    assert_ok(store_commit(&conn));
    return m;
}

static bool in_category(const struct model *m, int64_t wanted, int64_t has)
{
    const int64_t *c = m->categories;
    if (wanted == has)
        return true;
    if (wanted == c[0])
        return has == c[1] || has == c[2] || has == c[3];
    return wanted == c[2] && has == c[3];
}

static bool has_facts(const struct row *row, const struct article_query *q)
{
    bool has = !q->fact_count || row->kind == KIND_SAMPLE;
    for (size_t i = 0; has && i < q->fact_count; i++)
        has =
            strcmp(q->facts[i].text, q->facts[i].fact == FACT_SAMPLE_NUMBER ? row->number : row->pages) == 0;
    return has;
}

static bool matches(const struct model *m, const struct row *row, const struct article_query *q)
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

static int newest_first(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    if (x->listed_ms != y->listed_ms)
        return x->listed_ms < y->listed_ms ? 1 : -1;
    return x->id < y->id ? 1 : -1;
}

static void add_fact_query(struct model *m, struct article_query *q)
{
    static struct fact_value values[2];
    values[0] = (struct fact_value){.fact = FACT_SAMPLE_PAGES, .text = pages[pick(m, 3)]};
    values[1] = (struct fact_value){.fact = FACT_SAMPLE_NUMBER, .text = numbers[pick(m, 2)]};
    q->facts = values;
    q->fact_count = 1 + pick(m, 2);
}

static struct article_query random_query(struct model *m)
{
    struct article_query q = {.limit = 1 + (int)pick(m, 40)};
    if (pick(m, 2))
        q.statuses = pick(m, 1u << STATUS_COUNT);
    if (pick(m, 3) == 0)
        q.lang = pick(m, 2) ? "vi" : "en";
    if (pick(m, 3) == 0)
        q.kinds = pick(m, 1u << KIND_COUNT);
    if (pick(m, 2))
        q.audiences = pick(m, 1u << AUDIENCE_COUNT);
    if (pick(m, 2))
        q.category_id = m->categories[pick(m, TERMS)];
    if (pick(m, 2))
        q.tag_id = m->tags[pick(m, TERMS)];
    if (pick(m, 3) == 0)
        q.from_ms = NOON - (int64_t)pick(m, 60) * HOUR;
    if (pick(m, 3) == 0)
        q.to_ms = NOON - (int64_t)pick(m, 60) * HOUR;
    q.pinned_only = pick(m, 3) == 0;
    if (!q.pinned_only && pick(m, 3) == 0)
        add_fact_query(m, &q);
    q.oldest_first = pick(m, 3) == 0;
    return q;
}

/* The model's rows in the order of the query. */
static const struct row *row_at(const struct model *m, const struct article_query *q, size_t i)
{
    return &m->rows[q->oldest_first ? MODEL_SIZE - 1 - i : i];
}

static void walk_as_the_model(struct conn *conn, const struct model *m, struct article_query q)
{
    struct article_list list = {.more = true};
    int64_t count = -1;
    size_t seen = 0, wanted = 0;
    for (; seen < MODEL_SIZE && list.more; seen += list.count) {
        assert_ok(article_list(conn, &q, &list));
        assert_true(list.count == (size_t)q.limit || !list.more);
        for (size_t i = 0; i < list.count; i++, wanted++) {
            while (wanted < MODEL_SIZE && !matches(m, row_at(m, &q, wanted), &q))
                wanted++;
            assert_true(wanted < MODEL_SIZE);
            assert_int_equal(list.items[i].id, row_at(m, &q, wanted)->id);
            assert_int_equal(list.items[i].status, row_at(m, &q, wanted)->status);
        }
        q.after = true, q.after_ms = list.next_ms, q.after_id = list.next_id;
    }
    for (; wanted < MODEL_SIZE; wanted++)
        assert_false(matches(m, row_at(m, &q, wanted), &q));
    assert_true(list.count > 0 || seen == 0); /* `more` was no promise of an empty page */
    assert_ok(article_count(conn, &q, &count));
    assert_int_equal(count, seen);
}

static void every_combination_of_filters_lists_what_the_model_lists(void **state)
{
    struct fixture *f = *state;
    struct model *m = make_model(f);
    qsort(m->rows, MODEL_SIZE, sizeof *m->rows, newest_first);
    struct conn *conn = fixture_lease(f);
    for (int i = 0; i < 400; i++)
        walk_as_the_model(conn, m, random_query(m));
    store_end(conn);
}

static void moved_articles_are_listed_where_they_are_now(void **state)
{
    struct fixture *f = *state;
    struct model *m = make_model(f);
    struct conn *conn = fixture_begin(f);
    for (int i = 0; i < MODEL_SIZE; i += 5) {
        struct row *row = &m->rows[i];
        struct article a;
        assert_ok(article_by_id(conn, row->id, &a));
        const struct term category = {.id = row->category_id = m->categories[pick(m, TERMS)]};
        const struct term tag = {.id = m->tags[pick(m, TERMS)]};
        row->tag_ids[0] = tag.id, row->tag_ids[1] = 0;
        a.category = &category, a.tags = &tag, a.tag_count = 1;
        a.pinned = row->pinned = !row->pinned;
        a.status = row->status = STATUS_WITHDRAWN;
        assert_ok(article_update(conn, &a, ACTION_WITHDRAW, 0, &(int64_t){0}));
    }
    qsort(m->rows, MODEL_SIZE, sizeof *m->rows, newest_first);
    for (int i = 0; i < 200; i++)
        walk_as_the_model(conn, m, random_query(m));
    assert_ok(store_commit(&conn));
}

static void pages_neither_skip_nor_repeat_while_articles_arrive(void **state)
{
    struct fixture *f = *state;
    int64_t ids[100];
    int seen = 0;
    char slug[20];
    for (int i = 0; i < 100; i++) {
        snprintf(slug, sizeof slug, "truoc-%d", i);
        struct article a = sample(slug);
        a.published_ms = NOON - (i / 3) * HOUR;
        ids[i] = add_article(f, &a);
    }
    struct article_query q = {.limit = 7};
    struct article_list list = {.more = true};
    int64_t last_ms = INT64_MAX;
    for (int page = 0; list.more; page++) {
        struct conn *conn = fixture_lease(f);
        assert_ok(article_list(conn, &q, &list));
        store_end(conn);
        for (size_t i = 0; i < list.count; i++) {
            assert_true(list.items[i].published_ms <= last_ms);
            last_ms = list.items[i].published_ms;
            for (int k = 0; k < 100; k++)
                if (ids[k] == list.items[i].id)
                    ids[k] = 0, seen++;
        }
        q.after = true, q.after_ms = list.next_ms, q.after_id = list.next_id;
        snprintf(slug, sizeof slug, "sau-%d", page);
        struct article newer = sample(slug);
        newer.published_ms = page % 2 ? list.next_ms : NOON + page;
        add_article(f, &newer);
    }
    assert_int_equal(seen, 100);
}

static void empty_list_is_no_error(void **state)
{
    struct fixture *f = *state;
    const struct article_query q = {.limit = 100, .category_id = 99, .tag_id = 98};
    struct article_list list;
    int64_t count = -1;
    struct conn *conn = fixture_lease(f);
    assert_ok(article_list(conn, &q, &list));
    assert_int_equal(list.count, 0);
    assert_false(list.more);
    assert_ok(article_count(conn, &q, &count));
    assert_int_equal(count, 0);
    store_end(conn);
}

static void bodies_are_read_only_when_asked_for(void **state)
{
    struct fixture *f = *state;
    struct article_query q = {.limit = 1};
    struct article a = sample("than-bai");
    struct article_list list;
    add_article(f, &a);
    struct conn *conn = fixture_lease(f);
    assert_ok(article_list(conn, &q, &list));
    assert_null(list.items[0].body);
    q.with_body = true;
    assert_ok(article_list(conn, &q, &list));
    assert_string_equal(list.items[0].body_text, a.body_text);
    store_end(conn);
}

/* What the engine did for one page. */
static int64_t steps_of(struct fixture *f, const struct article_query *q)
{
    struct article_list list;
    int64_t steps = 0;
    struct conn *conn = fixture_lease(f);
    for (enum statement i = 0; i < STMT_COUNT; i++)
        sqlite3_stmt_status(conn->statements[i], SQLITE_STMTSTATUS_VM_STEP, 1);
    assert_ok(article_list(conn, q, &list));
    assert_int_equal(list.count, PAGE);
    for (enum statement i = 0; i < STMT_COUNT; i++)
        steps += sqlite3_stmt_status(conn->statements[i], SQLITE_STMTSTATUS_VM_STEP, 0);
    store_end(conn);
    return steps;
}

static void fill(struct fixture *f, int64_t category_id, int64_t tag_id)
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

static void page_900_costs_what_page_1_costs(void **state)
{
    struct fixture *f = *state;
    int64_t parent_id = add_category(f, "cha", 0), category_id = add_category(f, "con", parent_id);
    int64_t tag_id = add_tag(f, "nhan");
    fill(f, category_id, tag_id);
    const struct article_query queries[] = {
        {.limit = PAGE},
        {.limit = PAGE, .kinds = 1u << KIND_ARTICLE, .lang = "vi"},
        {.limit = PAGE, .category_id = parent_id},
        {.limit = PAGE, .tag_id = tag_id},
        {.limit = PAGE, .category_id = parent_id, .tag_id = tag_id},
        {.limit = PAGE, .from_ms = NOON - MANY * MINUTE, .to_ms = NOON + DAY},
    };
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        struct article_query q = queries[i];
        int64_t first = steps_of(f, &q);
        q.after = true, q.after_ms = NOON - (899 * PAGE - 1) * MINUTE, q.after_id = 899 * PAGE;
        int64_t late = steps_of(f, &q);
        if (late > first + first / 5 || first > 600 * PAGE)
            fail_msg("query %zu: %lld steps for page 1, %lld for page 900", i, (long long)first,
                     (long long)late);
    }
}

/* The rows of the model behind `skip`, found by number, and the months that the list says it has. */
static void seek_as_the_model(struct conn *conn, const struct model *m, const struct article_query *wanted,
                              int64_t skip)
{
    struct list_month *months;
    struct article_query q = *wanted;
    struct article_list list = {.count = 0};
    size_t month_count;
    int64_t total = 0, matched = 0, seen = 0;
    q.limit = PAGE;
    assert_ok(list_months(conn, &q, &months, &month_count, &total));
    for (size_t i = 0; i < MODEL_SIZE; i++)
        matched += matches(m, &m->rows[i], &q);
    assert_int_equal(total, matched);
    enum err err = list_seek(conn, NULL, skip, &q);
    assert_int_equal(err, skip < total ? ERR_OK : ERR_NOT_FOUND);
    if (err)
        return;
    assert_ok(article_list(conn, &q, &list));
    for (size_t i = 0; i < MODEL_SIZE; i++) {
        if (!matches(m, &m->rows[i], wanted))
            continue;
        if (seen >= skip && seen < skip + PAGE)
            assert_int_equal(list.items[seen - skip].id, m->rows[i].id);
        seen++;
    }
}

static void a_page_by_number_begins_where_the_model_has_it(void **state)
{
    struct fixture *f = *state;
    struct model *m = make_model(f);
    qsort(m->rows, MODEL_SIZE, sizeof *m->rows, newest_first);
    struct conn *conn = fixture_lease(f);
    for (int i = 0; i < 200; i++) {
        struct article_query q = {.lang = pick(m, 3) ? "vi" : "en"};
        if (pick(m, 2))
            q.kinds = 1u << KIND_ARTICLE;
        if (pick(m, 2))
            q.category_id = m->categories[pick(m, TERMS)];
        else if (pick(m, 2))
            q.tag_id = m->tags[pick(m, TERMS)];
        seek_as_the_model(conn, m, &q, pick(m, 200));
    }
    store_end(conn);
}

/* What the engine did to find and read a page by its number. */
static int64_t steps_of_seek(struct fixture *f, struct article_query q, int64_t skip)
{
    struct article_list list;
    char slug[20];
    int64_t steps = 0;
    struct conn *conn = fixture_lease(f);
    for (enum statement i = 0; i < STMT_COUNT; i++)
        sqlite3_stmt_status(conn->statements[i], SQLITE_STMTSTATUS_VM_STEP, 1);
    assert_ok(list_seek(conn, NULL, skip, &q));
    assert_ok(article_list(conn, &q, &list));
    snprintf(slug, sizeof slug, "bai-%d", (int)skip);
    assert_string_equal(list.items[0].slug, slug);
    for (enum statement i = 0; i < STMT_COUNT; i++)
        steps += sqlite3_stmt_status(conn->statements[i], SQLITE_STMTSTATUS_VM_STEP, 0);
    store_end(conn);
    return steps;
}

static void page_999_by_number_costs_what_page_2_costs(void **state)
{
    struct fixture *f = *state;
    int64_t parent_id = add_category(f, "cha", 0), category_id = add_category(f, "con", parent_id);
    int64_t tag_id = add_tag(f, "nhan");
    fill(f, category_id, tag_id);
    const struct article_query queries[] = {
        {.limit = PAGE, .kinds = 1u << KIND_ARTICLE, .lang = "vi"},
        {.limit = PAGE, .category_id = parent_id, .lang = "vi"},
        {.limit = PAGE, .tag_id = tag_id, .lang = "vi"},
    };
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        int64_t second = steps_of_seek(f, queries[i], PAGE), late = steps_of_seek(f, queries[i], 998 * PAGE);
        if (late > 2 * second || late > 1200 * PAGE)
            fail_msg("query %zu: %lld steps for page 2, %lld for page 999", i, (long long)second,
                     (long long)late);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(every_combination_of_filters_lists_what_the_model_lists),
        store_test(moved_articles_are_listed_where_they_are_now),
        store_test(pages_neither_skip_nor_repeat_while_articles_arrive),
        store_test(empty_list_is_no_error),
        store_test(bodies_are_read_only_when_asked_for),
        store_test(page_900_costs_what_page_1_costs),
        store_test(a_page_by_number_begins_where_the_model_has_it),
        store_test(page_999_by_number_costs_what_page_2_costs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
