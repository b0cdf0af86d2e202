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

/* The sums of categories, beside what adding up the days gives: rows that differ, a row that is too many
 * among them. */
static int64_t wrong_sums(struct fixture *f)
{
    return fixture_integer(
        f, "SELECT count(*) FROM (SELECT d.day / 100 AS month, coalesce(a.category_id, 0) AS category_id,"
           " sum(d.views) AS views FROM article_days d LEFT JOIN articles a ON a.id = d.article_id GROUP BY "
           "1, 2)"
           " AS true_one FULL JOIN category_months m ON m.month = true_one.month AND"
           " m.category_id = true_one.category_id WHERE coalesce(true_one.views, 0) <> coalesce(m.views, 0)");
}

/* Whatever becomes of articles and categories, their views go along. */
static void views_of_a_category_are_those_of_what_is_in_it_now(void **state)
{
    struct fixture *f = *state;
    int64_t news = add_category(f, "tin", 0), law = add_category(f, "luat", 0);
    int64_t a = add_text(f, "bai-a", news, NULL, "A."), b = add_text(f, "bai-b", law, NULL, "B."),
            c = add_text(f, "bai-c", 0, NULL, "C.");
    for (int month = 202609; month <= 202611; month++) {
        add_views(f, a, month * 100 + 3, month - 202600);
        add_views(f, a, month * 100 + 4, 1);
        add_views(f, b, month * 100 + 3, 20);
    }
    add_views(f, c, 20261103, 300);
    assert_int_equal(wrong_sums(f), 0);
    assert_int_equal(fixture_integer(f, "SELECT sum(views) FROM category_months WHERE category_id = 1"), 33);
    struct article moved = get_article(f, a);
    moved.category = NULL;
    save_article(f, &moved, ACTION_EDIT);
    assert_int_equal(fixture_integer(f, "SELECT sum(views) FROM category_months WHERE category_id = 1"), 0);
    assert_int_equal(wrong_sums(f), 0);
    const struct term term = {.id = law};
    moved = get_article(f, a);
    moved.category = &term;
    save_article(f, &moved, ACTION_EDIT);
    assert_int_equal(fixture_integer(f, "SELECT sum(views) FROM category_months WHERE category_id = 2"), 93);
    add_views(f, a, 20261105, 5);
    add_views(f, 999, 20261105, 7);
    assert_int_equal(wrong_sums(f), 0);
    struct conn *conn = fixture_begin(f);
    assert_int_equal(
        sqlite3_exec(conn->db, "UPDATE articles SET category_id = 1 WHERE category_id = 2", NULL, NULL, NULL),
        SQLITE_OK);
    assert_ok(store_commit(&conn));
    assert_int_equal(fixture_integer(f, "SELECT sum(views) FROM category_months WHERE category_id = 1"), 98);
    assert_int_equal(wrong_sums(f), 0);
    conn = fixture_begin(f);
    assert_int_equal(sqlite3_exec(conn->db,
                                  "DELETE FROM revisions; DELETE FROM articles WHERE slug = 'bai-b'", NULL,
                                  NULL, NULL),
                     SQLITE_OK);
    assert_ok(store_commit(&conn));
    assert_int_equal(fixture_integer(f, "SELECT sum(views) FROM category_months WHERE category_id = 0"), 367);
    assert_int_equal(wrong_sums(f), 0);
}

/* The desk and the figures of a month read what they show, though every article was read in it. */
static void figures_of_a_month_read_as_many_rows_as_they_show(void **state)
{
    enum { ARTICLES = 100, SHOWN = 5 };
    struct fixture *f = *state;
    struct read_article *items;
    struct read_category *categories;
    size_t count;
    int steps[2];
    char slug[20];
    int64_t category = add_category(f, "tin", 0);
    const struct month_span november = {202611, 202611};
    for (int turn = 0, made = 0; turn < 2; turn++) {
        for (; made < (turn ? ARTICLES : 2 * SHOWN); made++) {
            snprintf(slug, sizeof slug, "bai-%d", made);
            add_views(f, add_text(f, slug, category, NULL, "Nội dung."), 20261101 + made % 30, 1 + made % 7);
        }
        struct conn *conn = fixture_lease(f);
        steps[turn] = 0;
        for (enum statement i = 0; i < STMT_COUNT; i++)
            fixture_steps(conn, i, true);
        assert_ok(readership_articles(conn, &november, 0, NULL, SHOWN, &items, &count));
        assert_int_equal(count, SHOWN);
        assert_int_equal(items[0].views, 7);
        assert_ok(readership_categories(conn, &november, &categories, &count));
        assert_int_equal(categories[0].articles, made);
        for (enum statement i = 0; i < STMT_COUNT; i++)
            steps[turn] += fixture_steps(conn, i, true);
        store_end(conn);
    }
    if (steps[1] > steps[0] + SHOWN)
        fail_msg("%d steps with %d articles, %d with %d", steps[0], 2 * SHOWN, steps[1], ARTICLES);
}

/* The place-th most read public article of a span and its views, in one number, by adding up all days. */
static int64_t most_read(struct fixture *f, const struct month_span *span, int place)
{
    char sql[500];
    snprintf(sql, sizeof sql,
             "SELECT d.article_id * 1000000000 + sum(d.views) FROM article_days d JOIN articles a"
             " ON a.id = d.article_id AND a.status = 3 WHERE d.day / 100 BETWEEN %d AND %d"
             " GROUP BY d.article_id ORDER BY sum(d.views) DESC, d.article_id DESC LIMIT 1 OFFSET %d",
             span->first, span->last, place);
    return fixture_integer(f, sql);
}

/* The most read of several months, found by the tops of each, are those that adding up all gives: where few
 * are read much, where readers are spread evenly, and where each has as many. */
static void the_most_read_of_several_months_are_those_of_all_sums(void **state)
{
    enum { ARTICLES = 150, MONTHS_READ = 4, SHOWN = 20 };
    struct fixture *f = *state;
    static struct article_sum sums[ARTICLES * MONTHS_READ];
    char slug[20];
    unsigned seed = 7;
    int64_t ids[ARTICLES];
    for (int i = 0; i < ARTICLES; i++) {
        snprintf(slug, sizeof slug, "bai-%d", i);
        ids[i] = add_text(f, slug, 0, NULL, "Nội dung.");
    }
    move_article(f, ids[3], STATUS_WITHDRAWN, ACTION_WITHDRAW);
    for (int year = 2024; year <= 2026; year++) {
        const struct month_span span = {year * 100 + 8, year * 100 + 11};
        const struct visit_sums all = {.articles = sums, .article_count = ARTICLES * MONTHS_READ};
        for (int i = 0; i < ARTICLES * MONTHS_READ; i++) {
            int64_t chance = rand_r(&seed) % 1000 + 1;
            int64_t views = year == 2024 ? 100000 / chance : year == 2025 ? 2 + chance % 3 : 3;
            sums[i] = (struct article_sum){ids[i % ARTICLES], (span.first + i / ARTICLES) * 100 + 1, views};
        }
        struct conn *conn = fixture_begin(f);
        assert_ok(visit_rows_add(conn, &all, 1));
        assert_ok(store_commit(&conn));
        for (int limit = 1; limit <= SHOWN; limit += SHOWN - 1) {
            struct read_article *items;
            size_t count;
            conn = fixture_lease(f);
            assert_ok(readership_articles(conn, &span, 0, NULL, limit, &items, &count));
            assert_int_equal(count, limit);
            for (int i = 0; i < limit; i++)
                assert_int_equal(items[i].article.id * 1000000000 + items[i].views, most_read(f, &span, i));
            store_end(conn);
        }
    }
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

/* The words of all bodies by id, as one number that differs when any does. */
static int64_t words_known(struct fixture *f)
{
    return fixture_integer(f, "SELECT coalesce(sum(words * (article_id * 1000 + 7)), 0) FROM body_words");
}

/* A save counts a body's words, and the upgrade counts those of all that were there as many; what has no
 * count is counted when it is asked for. */
static void words_are_counted_once_and_alike_by_save_and_upgrade(void **state)
{
    static const char *const texts[] = {"", " \n\t ", "Một", "\n Một  hai\n\n\nba\t\tbốn \t", "– 1,5 km.\n"};
    static const int counts[] = {0, 0, 1, 4, 3};
    enum { TEXTS = sizeof texts / sizeof *texts };
    struct fixture *f = *state;
    char slug[20], sql[100];
    for (int i = 0; i < TEXTS; i++) {
        snprintf(slug, sizeof slug, "bai-%d", i);
        snprintf(sql, sizeof sql, "SELECT words FROM body_words WHERE article_id = %lld",
                 (long long)add_text(f, slug, 0, "An", texts[i]));
        assert_int_equal(fixture_integer(f, sql), counts[i]);
    }
    int64_t saved = words_known(f);
    auto_assets struct assets *assets = NULL;
    const struct asset *migrations;
    assert_ok(assets_open(NULL, &assets));
    size_t count = assets_below(assets, "migrations/", &migrations), i = 0;
    while (i < count && !strstr(migrations[i].name, "-body-words.sql"))
        i++;
    assert_true(i < count);
    auto_arena struct arena *arena = arena_new(1 << 20);
    const char *fill = strstr((const char *)asset_bytes(&migrations[i], arena), "INSERT INTO body_words");
    assert_non_null(fill);
    struct conn *conn = fixture_begin(f);
    assert_int_equal(sqlite3_exec(conn->db, "DELETE FROM body_words", NULL, NULL, NULL), SQLITE_OK);
    assert_ok(store_commit(&conn));
    struct byline *items;
    size_t byline_count;
    bool is_cut;
    const struct byline_query query = {.span = {202611, 202611}, .limit = BYLINES_MOST};
    conn = fixture_lease(f);
    assert_ok(byline_list(conn, &query, &items, &byline_count, &is_cut));
    assert_int_equal(byline_count, TEXTS);
    assert_int_equal(items[3].words, counts[3]);
    store_end(conn);
    conn = fixture_begin(f);
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_prepare_v2(conn->db, fill, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_DONE);
    sqlite3_finalize(statement);
    assert_ok(store_commit(&conn));
    assert_int_equal(words_known(f), saved);
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
        store_test(views_of_a_category_are_those_of_what_is_in_it_now),
        store_test(figures_of_a_month_read_as_many_rows_as_they_show),
        store_test(the_most_read_of_several_months_are_those_of_all_sums),
        store_test(articles_are_listed_by_author_with_words_and_month),
        store_test(words_are_counted_once_and_alike_by_save_and_upgrade),
        store_test(desk_shows_what_waits_and_what_somebody_brought_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
