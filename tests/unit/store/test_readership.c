/* What is read, and who wrote what: sums that triggers keep beside the days. */
#include "engine_fixture.h"
#include "store/byline.h"
#include "store/desk.h"
#include "store/visit_rows.h"

/* Adds views of an article on a day, as a fold does. */
static void add_views(struct fixture *f, int64_t article_id, int day, int64_t views)
{
    const struct article_sum sum = {article_id, day, views};
    const struct visit_sums sums = {.articles = &sum, .article_count = 1};
    struct conn *conn = fixture_begin(f);
    assert_ok(visit_rows_add(conn, &sums, 1));
    assert_ok(store_commit(&conn));
}

/* A published article of a category (0: none), by an author (or NULL), with that text. */
static int64_t add_text(struct fixture *f, const char *slug, int64_t category_id, const char *author,
                        const char *text)
{
    const struct term term = {.id = category_id};
    struct article article = sample(slug);
    article.category = category_id ? &term : NULL;
    article.author = author;
    article.body = article.body_text = text;
    return add_article(f, &article);
}

static void views_of_months_are_those_of_their_days(void **state)
{
    struct fixture *f = *state;
    struct read_article *items;
    size_t count;
    int64_t a = add_text(f, "bai-a", 0, NULL, "Nội dung."), b = add_text(f, "bai-b", 0, NULL, "Nội dung.");
    add_views(f, a, 20261031, 9);
    add_views(f, a, 20261101, 2);
    add_views(f, a, 20261101, 3);
    add_views(f, a, 20261130, 1);
    add_views(f, b, 20261115, 7);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM article_months"), 3);
    assert_int_equal(
        fixture_integer(
            f, "SELECT (SELECT sum(views) FROM article_months) - (SELECT sum(views) FROM article_days)"),
        0);
    struct conn *conn = fixture_lease(f);
    const struct month_span november = {202611, 202611}, both = {202610, 202611};
    assert_ok(readership_articles(conn, &november, 0, NULL, 10, &items, &count));
    assert_int_equal(count, 2);
    assert_int_equal(items[0].article.id, b);
    assert_int_equal(items[0].views, 7);
    assert_int_equal(items[1].views, 6);
    assert_ok(readership_articles(conn, &both, 0, NULL, 1, &items, &count));
    assert_int_equal(count, 1);
    assert_int_equal(items[0].article.id, a);
    assert_int_equal(items[0].views, 15);
    assert_string_equal(items[0].article.slug, "bai-a");
    assert_ok(readership_articles(conn, &both, 0, "en", 10, &items, &count));
    assert_int_equal(count, 0);
    store_end(conn);
}

/* Of a withdrawn article the views count for its category, and nobody is led to it. */
static void what_is_not_public_is_in_no_list_of_articles(void **state)
{
    struct fixture *f = *state;
    struct read_article *items;
    struct read_category *categories;
    size_t count;
    int64_t category = add_category(f, "tin", 0), id = add_text(f, "bai", category, NULL, "Nội dung.");
    int64_t other = add_text(f, "khac", 0, NULL, "Nội dung.");
    add_views(f, id, 20261124, 5);
    add_views(f, other, 20261124, 2);
    add_views(f, 999, 20261124, 1);
    move_article(f, id, STATUS_WITHDRAWN, ACTION_WITHDRAW);
    struct conn *conn = fixture_lease(f);
    const struct month_span november = {202611, 202611};
    assert_ok(readership_articles(conn, &november, 0, NULL, 10, &items, &count));
    assert_int_equal(count, 1);
    assert_int_equal(items[0].article.id, other);
    assert_ok(readership_articles(conn, &november, category, NULL, 10, &items, &count));
    assert_int_equal(count, 0);
    assert_ok(readership_categories(conn, &november, &categories, &count));
    assert_int_equal(count, 2);
    assert_int_equal(categories[0].id, category);
    assert_int_equal(categories[0].views, 5);
    assert_int_equal(categories[0].articles, 0);
    assert_int_equal(categories[1].id, 0);
    assert_int_equal(categories[1].views, 3);
    assert_int_equal(categories[1].articles, 1);
    store_end(conn);
}

static void articles_are_listed_by_author_with_words_and_month(void **state)
{
    struct fixture *f = *state;
    struct byline *items;
    size_t count;
    bool is_cut;
    add_text(f, "mot", 0, "Vũ Thị Bình", "Một hai\nba – bốn.");
    add_text(f, "hai", 0, "An", "Một.");
    add_text(f, "ba", 0, NULL, "");
    f->now_ms += MINUTE;
    add_text(f, "bon", 0, "An", "Một hai ba");
    f->now_ms += 10 * DAY;
    add_text(f, "nam", 0, "An", "Tháng sau");
    struct byline_query query = {.span = {202611, 202611}, .limit = BYLINES_MOST};
    struct conn *conn = fixture_lease(f);
    assert_ok(byline_list(conn, &query, &items, &count, &is_cut));
    assert_int_equal(count, 4);
    assert_false(is_cut);
    static const char *const slugs[] = {"hai", "bon", "mot", "ba"};
    static const int words[] = {1, 3, 5, 0};
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(items[i].article.slug, slugs[i]);
        assert_int_equal(items[i].words, words[i]);
        assert_int_equal(items[i].pictures, 0);
    }
    query.author = "An";
    query.limit = 1;
    assert_ok(byline_list(conn, &query, &items, &count, &is_cut));
    assert_int_equal(count, 1);
    assert_true(is_cut);
    assert_string_equal(items[0].article.slug, "bon");
    query = (struct byline_query){.span = {202611, 202612}, .created_by = 8, .limit = 10};
    assert_ok(byline_list(conn, &query, &items, &count, &is_cut));
    assert_int_equal(count, 0);
    store_end(conn);
}

static void desk_shows_what_waits_and_what_somebody_brought_in(void **state)
{
    struct fixture *f = *state;
    struct article *items, article = sample("cho");
    struct trashed *trashed;
    struct desk_counts counts;
    size_t count;
    article.created_by = -3;
    article.status = STATUS_REVIEW;
    add_article(f, &article);
    article.slug = "hen";
    article.status = STATUS_SCHEDULED;
    article.due_ms = NOON + DAY;
    article.created_by = 7;
    article = get_article(f, add_article(f, &article));
    struct conn *conn = fixture_lease(f);
    assert_ok(desk_count(conn, &counts));
    assert_int_equal(counts.review, 1);
    assert_int_equal(counts.scheduled, 1);
    assert_int_equal(counts.due_ms, NOON + DAY);
    assert_ok(desk_review(conn, 5, &items, &count));
    assert_int_equal(count, 1);
    assert_string_equal(items[0].slug, "cho");
    assert_ok(desk_mine(conn, -3, 5, &items, &count));
    assert_int_equal(count, 1);
    assert_string_equal(items[0].slug, "cho");
    assert_ok(desk_mine(conn, 0, 5, &items, &count));
    assert_int_equal(count, 0);
    assert_ok(desk_scheduled(conn, 5, &items, &count));
    assert_int_equal(count, 1);
    assert_int_equal(items[0].due_ms, NOON + DAY);
    store_end(conn);
    article.status = STATUS_TRASHED;
    article.deleted_ms = f->now_ms;
    save_article(f, &article, ACTION_TRASH);
    conn = fixture_lease(f);
    assert_ok(desk_trash(conn, 0, 0, 10, &trashed, &count));
    assert_int_equal(count, 1);
    assert_string_equal(trashed[0].actor, editor.name);
    assert_ok(desk_trash(conn, trashed[0].article.deleted_ms, trashed[0].article.id, 10, &trashed, &count));
    assert_int_equal(count, 0);
    store_end(conn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(views_of_months_are_those_of_their_days),
        store_test(what_is_not_public_is_in_no_list_of_articles),
        store_test(articles_are_listed_by_author_with_words_and_month),
        store_test(desk_shows_what_waits_and_what_somebody_brought_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
