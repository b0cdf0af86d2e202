/* Pages of lists by number: against the model, and their cost by the engine's steps. */
#include "store/list_page.h"

#include "list_model.h"

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
        fixture_steps(conn, i, true);
    assert_ok(list_seek(conn, NULL, skip, &q));
    assert_ok(article_list(conn, &q, &list));
    snprintf(slug, sizeof slug, "bai-%d", (int)skip);
    assert_string_equal(list.items[0].slug, slug);
    for (enum statement i = 0; i < STMT_COUNT; i++)
        steps += fixture_steps(conn, i, false);
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
        store_test(a_page_by_number_begins_where_the_model_has_it),
        store_test(page_999_by_number_costs_what_page_2_costs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
