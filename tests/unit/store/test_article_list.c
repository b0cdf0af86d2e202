/* Lists: against a model of the same articles kept in plain memory, and their cost by the engine's steps. */
#include "list_model.h"

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
        fixture_steps(conn, i, true);
    assert_ok(article_list(conn, q, &list));
    assert_int_equal(list.count, PAGE);
    for (enum statement i = 0; i < STMT_COUNT; i++)
        steps += fixture_steps(conn, i, false);
    store_end(conn);
    return steps;
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(every_combination_of_filters_lists_what_the_model_lists),
        store_test(moved_articles_are_listed_where_they_are_now),
        store_test(pages_neither_skip_nor_repeat_while_articles_arrive),
        store_test(empty_list_is_no_error),
        store_test(bodies_are_read_only_when_asked_for),
        store_test(page_900_costs_what_page_1_costs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
