/* What every filter of a search costs on a filled file, and the merging of tags, in steps of SQLite's
 * machine, which are the same whatever the machine does besides: a few for each article that is looked at. A
 * plan that walks through a tag's articles for each of them takes thousands. */
#include "engine_fixture.h"
#include "search_fixture.h"

enum { FILLED = 1200, OF_THE_TAG = 480, LIMIT = 20, STEPS_PER_ARTICLE = 100 };

/* Filters that can be set together; bits of a combination. */
enum {
    BY_CATEGORY = 1,
    BY_TAG = 2,
    BY_TIME = 4,
    BY_LANG = 8,
    BY_STATUS = 16,
    BY_KIND = 32,
    COMBINATIONS = 64
};

static const char *const queries[] = {"kế hoạch nông thôn", "7-KH/HU", "nông thon moi dot bay"};
enum { QUERIES = sizeof queries / sizeof *queries };

struct filled {
    int64_t category_id;
    int64_t tag_id;
};

static void add_filled(struct conn *conn, const struct filled *filled, int number)
{
    const struct term tag = {.id = filled->tag_id}, category = {.id = filled->category_id};
    char slug[40], title[200], body[200];
    int64_t id;
    snprintf(slug, sizeof slug, "bai-so-%d", number);
    snprintf(title, sizeof title, "Kế hoạch nông thôn mới đợt %d", number);
    snprintf(body, sizeof body, "Căn cứ Kế hoạch số %d-KH/HU về nông thôn.", number % 10);
    struct article article = article_of(slug, title, body);
    article.category = number % 2 ? &category : NULL;
    article.tags = &tag;
    article.tag_count = number % (FILLED / 10) < OF_THE_TAG / 10;
    assert_ok(article_insert(conn, &article, 0, &id));
}

static struct filled fill(struct fixture *f)
{
    const struct filled filled = {add_category(f, "tin-tuc", 0), add_tag(f, "nong-thon")};
    struct conn *conn = fixture_begin(f);
    for (int i = 0; i < FILLED; i++)
        add_filled(conn, &filled, i);
    assert_ok(store_commit(&conn));
    return filled;
}

static struct article_query filter_of(const struct filled *filled, unsigned combination)
{
    return (struct article_query){
        .limit = LIMIT,
        .category_id = combination & BY_CATEGORY ? filled->category_id : 0,
        .tag_id = combination & BY_TAG ? filled->tag_id : 0,
        .from_ms = combination & BY_TIME ? NOON - DAY : 0,
        .to_ms = combination & BY_TIME ? NOON + DAY : 0,
        .lang = combination & BY_LANG ? "vi" : NULL,
        .statuses = combination & BY_STATUS ? (1u << STATUS_COUNT) - 1 : 0,
        .kinds = combination & BY_KIND ? 1u << KIND_ARTICLE : 0,
    };
}

static void begin_anew(struct conn *conn)
{
    for (enum statement i = 0; i < STMT_COUNT; i++)
        fixture_steps(conn, i, true);
}

/* Statements that took more steps than the articles are worth; their counters begin anew. */
static int faults_of(struct conn *conn, const char *what, unsigned combination)
{
    int faults = 0;
    for (enum statement i = 0; i < STMT_COUNT; i++) {
        int steps = fixture_steps(conn, i, true);
        if (steps <= FILLED * STEPS_PER_ARTICLE)
            continue;
        print_error("%s, filters %u: %s took %d steps\n", what, combination, statement_name(i), steps);
        faults++;
    }
    return faults;
}

/* All that one search asks: a page in each order, the total, the facets, titles for what is being typed. */
static int search_by(struct fixture *f, const char *query, const struct article_query *filter,
                     unsigned combination)
{
    auto_arena struct arena *arena = arena_new(64 << 20);
    struct conn *conn = NULL;
    struct search_result result;
    struct search_facets facets;
    struct article *titles;
    int64_t total = 0;
    size_t count;
    int faults = 0;
    assert_ok(store_lease(f->store, arena, &conn));
    begin_anew(conn);
    assert_ok(search_articles(conn, query, filter, SEARCH_BY_RELEVANCE, &result));
    assert_int_not_equal(result.count, 0);
    assert_ok(search_total(&result, &total));
    faults += faults_of(conn, "by relevance, and its total", combination);
    assert_ok(search_articles(conn, query, filter, SEARCH_BY_TIME, &result));
    assert_ok(search_total(&result, &total));
    faults += faults_of(conn, "by time, and its total", combination);
    assert_ok(search_facets(&result, &facets));
    faults += faults_of(conn, "facets", combination);
    assert_ok(search_suggest(conn, query, filter, &titles, &count, NULL));
    faults += faults_of(conn, "titles", combination);
    store_end(conn);
    return faults;
}

static void no_filter_of_a_search_is_worse_than_linear(void **state)
{
    struct fixture *f = *state;
    int faults = 0;
    const struct filled filled = fill(f);
    for (unsigned i = 0; i < COMBINATIONS; i++) {
        const struct article_query filter = filter_of(&filled, i);
        for (size_t k = 0; k < QUERIES; k++)
            faults += search_by(f, normal(queries[k], f->arena), &filter, i);
    }
    assert_int_equal(faults, 0);
}

/* Steps of a merge that gives `moved` articles of the filled tag to it again, after another tag took them. */
static int merge_back(struct fixture *f, const struct filled *filled, const char *slug, int64_t moved)
{
    int64_t other = add_tag(f, slug);
    struct conn *conn = fixture_begin(f);
    const struct term both[] = {{.id = filled->tag_id}, {.id = other}};
    int steps = 0;
    for (int64_t id = 1; id <= 2 * moved; id++) {
        struct article article;
        int64_t version;
        assert_ok(article_by_id(conn, id, &article));
        article.tags = both + (id % 2);
        article.tag_count = (size_t)(2 - id % 2);
        assert_ok(article_update(conn, &article, ACTION_EDIT, 0, &version));
    }
    begin_anew(conn);
    assert_ok(tag_merge(conn, other, filled->tag_id));
    for (enum statement i = 0; i < STMT_COUNT; i++) {
        int of_this = fixture_steps(conn, i, true);
        steps = of_this > steps ? of_this : steps;
    }
    assert_ok(store_commit(&conn));
    return steps;
}

/* An article that goes from one tag to another leaves the counts of one list and enters those of another: a
 * dozen short statements. A walk through the tag's 480 articles for each of them would take more, and twice
 * as much for twice as many would then be four times as much. */
static void merging_two_large_tags_is_no_worse_than_linear(void **state)
{
    enum { MOVED = OF_THE_TAG / 4, STEPS_PER_MOVED = 2000 };
    struct fixture *f = *state;
    const struct filled filled = fill(f);
    int half = merge_back(f, &filled, "nong-thon-moi", MOVED);
    int whole = merge_back(f, &filled, "nong-thon-nay", INT64_C(2) * MOVED);
    assert_in_range(half, 1, MOVED * STEPS_PER_MOVED);
    assert_in_range(whole, 1, half * 5 / 2);
}

/* What a search gives while each look at the clock takes `step_ms`. */
static enum err search_slowly(struct fixture *f, const char *query, enum search_sort sort, int64_t step_ms,
                              struct search_result *ret_result)
{
    const struct article_query filter = {.limit = LIMIT, .kinds = 0};
    struct conn *conn = fixture_lease(f);
    *ret_result = (struct search_result){.count = 0};
    f->monotonic_step_ms = step_ms;
    enum err err = search_articles(conn, normal(query, f->arena), &filter, sort, ret_result);
    f->monotonic_step_ms = 0;
    store_end(conn);
    return err;
}

static void search_that_was_cut_says_so_with_what_it_found(void **state)
{
    struct fixture *f = *state;
    struct search_result result;
    fill(f);
    assert_ok(search_slowly(f, "kế hoạch đợt 77", SEARCH_BY_RELEVANCE, 0, &result));
    assert_int_not_equal(result.count, 0);
    assert_false(result.is_cut);
    assert_ok(search_slowly(f, "kế hoạch đợt 77", SEARCH_BY_RELEVANCE, 200, &result));
    assert_int_not_equal(result.count, 0);
    assert_true(result.is_cut);
    assert_false(result.is_vain);
}

static void search_that_was_cut_before_it_found_anything_is_no_empty_answer(void **state)
{
    struct fixture *f = *state;
    struct search_result result;
    struct search_facets facets;
    struct article *titles;
    int64_t total;
    size_t count;
    const struct article_query filter = {.limit = LIMIT, .kinds = 0};
    fill(f);
    assert_int_equal(search_slowly(f, queries[0], SEARCH_BY_RELEVANCE, 2000, &result), ERR_SEARCH_CUT);
    assert_int_equal(search_slowly(f, queries[0], SEARCH_BY_TIME, 2000, &result), ERR_SEARCH_CUT);
    struct conn *conn = fixture_lease(f);
    assert_ok(search_articles(conn, queries[0], &filter, SEARCH_BY_TIME, &result));
    f->monotonic_step_ms = 2000;
    assert_int_equal(search_total(&result, &total), ERR_SEARCH_CUT);
    assert_int_equal(search_facets(&result, &facets), ERR_SEARCH_CUT);
    store_end(conn);
    conn = fixture_lease(f);
    assert_int_equal(search_suggest(conn, queries[0], &filter, &titles, &count, NULL), ERR_SEARCH_CUT);
    store_end(conn);
    f->monotonic_step_ms = 0;
    assert_ok(search_slowly(f, queries[0], SEARCH_BY_TIME, 0, &result));
    assert_int_equal(result.count, LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(no_filter_of_a_search_is_worse_than_linear),
        store_test(merging_two_large_tags_is_no_worse_than_linear),
        store_test(search_that_was_cut_says_so_with_what_it_found),
        store_test(search_that_was_cut_before_it_found_anything_is_no_empty_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
