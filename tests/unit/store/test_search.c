/* The index: that it follows every write, is built anew, and that no text, however hostile, disturbs it;
 * pages. */
#include "engine_fixture.h"
#include "search/search_index.h"
#include "search/search_tokenizer.h"
#include "search_fixture.h"
#include "store/abbreviation.h"
#include "store/miss.h"

/* The integrity check of FTS5 itself, which reads all texts again and compares. */
static void assert_index_is_sound(struct fixture *f)
{
    static const char *const checks[] = {
        "INSERT INTO search_text (search_text, rank) VALUES ('integrity-check', 1)",
        "INSERT INTO search_title (search_title, rank) VALUES ('integrity-check', 1)"};
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(sqlite3_exec(f->store->writer->db, checks[i], NULL, NULL, NULL), SQLITE_OK);
}

static size_t count_found(struct fixture *f, const char *query)
{
    auto_arena struct arena *arena = arena_new(64 << 20);
    return find(f, arena, query, SEARCH_BY_RELEVANCE).count;
}

static void index_follows_every_kind_of_write(void **state)
{
    struct fixture *f = *state;
    struct article article = article_of("mot", "Phiên chợ vùng cao", "Bán nhiều thổ cẩm.");
    int64_t id = add_article(f, &article);
    assert_int_equal(count_found(f, "thổ cẩm"), 1);
    article = get_article(f, id);
    article.title = "Phiên chợ cuối năm";
    article.body_text = "Bán nhiều mật ong.";
    save_article(f, &article, ACTION_EDIT);
    assert_int_equal(count_found(f, "thổ cẩm"), 0);
    assert_int_equal(count_found(f, "mật ong"), 1);
    assert_index_is_sound(f);
    move_article(f, id, STATUS_WITHDRAWN, ACTION_WITHDRAW);
    assert_int_equal(count_found(f, "mật ong"), 0);
    move_article(f, id, STATUS_TRASHED, ACTION_TRASH);
    assert_index_is_sound(f);
    struct conn *conn = fixture_begin(f);
    assert_ok(article_purge(conn, id));
    assert_ok(store_commit(&conn));
    assert_index_is_sound(f);
    assert_int_equal(fixture_integer(f, "SELECT coalesce(sum(uses), 0) FROM search_syllables"), 0);
    assert_int_equal(fixture_integer(f, "SELECT coalesce(sum(uses), 0) FROM search_pairs"), 0);
    assert_int_equal(fixture_integer(f, "SELECT uses FROM search_state"), 0);
}

static void write_that_is_aborted_leaves_no_trace_in_the_index(void **state)
{
    struct fixture *f = *state;
    struct article article = article_of("mot", "Hội xuân núi rừng", "Ném còn.");
    int64_t id = 0;
    struct conn *conn = fixture_begin(f);
    assert_ok(article_insert(conn, &article, 0, &id));
    store_end(conn);
    assert_int_equal(count_found(f, "ném còn"), 0);
    assert_index_is_sound(f);
}

static void index_of_another_tokenizer_is_built_anew_while_articles_are_written(void **state)
{
    struct fixture *f = *state;
    bool done = false;
    add_many(f);
    int64_t uses = fixture_integer(f, "SELECT uses FROM search_state");
    int64_t pairs = fixture_integer(f, "SELECT sum(uses * length(first)) FROM search_pairs");
    assert_int_equal(
        sqlite3_exec(f->store->writer->db, "UPDATE search_state SET tokenizer = 0", NULL, NULL, NULL),
        SQLITE_OK);
    fixture_reopen(f);
    assert_int_equal(count_found(f, "rừng đầu nguồn"), 0);
    f->monotonic_step_ms = 200; /* as slow as that, the next batch is smaller */
    assert_ok(search_rebuild(f->store, &done));
    f->monotonic_step_ms = 0;
    assert_false(done);
    /* The newest come first, and all of them in one piece. */
    assert_int_equal(fixture_integer(f, "SELECT count(DISTINCT segid) FROM search_text_idx"), 1);
    assert_true(count_found(f, "rừng đầu nguồn") > 0);
    /* One that is indexed again, one that still waits, and a new one. */
    int64_t last = fixture_integer(f, "SELECT max(id) FROM articles"), first = 1;
    for (int64_t id = first; id <= last; id += last - first) {
        struct article article = get_article(f, id);
        article.title = "Tiêu đề đã đổi";
        save_article(f, &article, ACTION_EDIT);
    }
    struct article article = article_of("moi", "Bài mới giữa chừng", "Nội dung.");
    add_article(f, &article);
    int batches = 0;
    for (; !done; batches++)
        assert_ok(search_rebuild(f->store, &done));
    assert_true(batches > 1);
    assert_index_is_sound(f);
    assert_int_equal(count_found(f, "tiêu đề đã đổi"), 2);
    assert_int_equal(count_found(f, "giữa chừng"), 1);
    assert_int_equal(fixture_integer(f, "SELECT tokenizer FROM search_state"), SEARCH_TOKENIZER_VERSION);
    /* What was learned is what saving one by one teaches. */
    for (int64_t id = first; id <= last; id += last - first)
        move_article(f, id, STATUS_WITHDRAWN, ACTION_WITHDRAW);
    move_article(f, fixture_integer(f, "SELECT max(id) FROM articles"), STATUS_WITHDRAWN, ACTION_WITHDRAW);
    assert_true(fixture_integer(f, "SELECT uses FROM search_state") < uses);
    assert_true(fixture_integer(f, "SELECT sum(uses * length(first)) FROM search_pairs") < pairs);
    assert_int_equal(fixture_integer(f, "SELECT uses FROM search_state"),
                     fixture_integer(f, "SELECT sum(uses) FROM search_syllables"));
}

static void hostile_documents_are_indexed_and_found(void **state)
{
    struct fixture *f = *state;
    enum { LONG = 600000 };
    char *word = malloc(LONG + 1), *marks = malloc(LONG + 1), *short_words = malloc(LONG + 1);
    assert_true(word && marks && short_words);
    for (int i = 0; i < LONG; i += 3) {
        memcpy(word + i, "ế", 3);
        memcpy(marks + i, "\u0301 ", 3);
        memcpy(short_words + i, i % 2 ? "ư " : "a- ", 3);
    }
    word[LONG] = marks[LONG] = short_words[LONG] = '\0';
    const char *const bodies[] = {word, marks, short_words};
    for (int i = 0; i < 3; i++) {
        char slug[20];
        snprintf(slug, sizeof slug, "bai-%d-x", i);
        struct article article = article_of(slug, "Bài thử sức chịu đựng", "x");
        article.body_text = bodies[i];
        int64_t id = add_article(f, &article);
        article = get_article(f, id);
        article.title = "Bài thử lần hai";
        save_article(f, &article, ACTION_EDIT);
    }
    assert_index_is_sound(f);
    assert_int_equal(count_found(f, "bài thử lần hai"), 3);
    assert_true(count_found(f, "ế") <= 3);
    free(word);
    free(marks);
    free(short_words);
}

/* How many hits all pages of a search have together; none comes twice. */
static size_t count_pages(struct fixture *f, const char *query, enum search_sort sort, int limit)
{
    struct article_query filter = {.limit = limit};
    bool seen[1000] = {false};
    size_t count = 0;
    for (bool more = true; more;) {
        auto_arena struct arena *arena = arena_new(64 << 20);
        struct search_result result;
        struct conn *conn = NULL;
        assert_ok(store_lease(f->store, arena, &conn));
        assert_ok(search_articles(conn, query, &filter, sort, &result));
        store_end(conn);
        for (size_t i = 0; i < result.count; i++, count++) {
            assert_false(seen[result.hits[i].article.id]);
            seen[result.hits[i].article.id] = true;
        }
        more = result.more;
        filter.after = true;
        filter.after_ms = result.next_ms;
        filter.after_id = result.next_id;
    }
    return count;
}

static void pages_of_a_search_have_no_gap_and_no_repeat(void **state)
{
    struct fixture *f = *state;
    add_many(f);
    for (enum search_sort sort = SEARCH_BY_RELEVANCE; sort <= SEARCH_BY_TIME; sort++)
        assert_true(count_pages(f, "rừng đầu nguồn", sort, 7) >= ARTICLES / 7);
}

/* More than are ever ranked: the rest follows by time. */
static void paging_reaches_every_article_that_holds_all_words(void **state)
{
    struct fixture *f = *state;
    enum { MANY = 420 };
    char slug[40];
    for (int i = 0; i < MANY; i++) {
        snprintf(slug, sizeof slug, "bai-so-%d", i);
        struct article article = article_of(slug, "Bản tin thời tiết", "Mưa rào rải rác.");
        f->now_ms += i % 3; /* many of one instant */
        add_article(f, &article);
    }
    assert_int_equal(count_pages(f, "bản tin thời tiết", SEARCH_BY_RELEVANCE, 50), MANY);
    assert_int_equal(count_pages(f, "mưa rào", SEARCH_BY_RELEVANCE, 50), MANY);
    assert_int_equal(count_pages(f, "mưa rào", SEARCH_BY_TIME, 50), MANY);
}

/* The rows that editors see, and those that wait. */
static int64_t count_misses(struct fixture *f)
{
    assert_ok(miss_flush(f->store));
    return fixture_integer(f, "SELECT count(*) FROM search_misses");
}

static int64_t count_waiting(struct fixture *f)
{
    assert_ok(miss_flush(f->store));
    return fixture_integer(f, "SELECT count(*) FROM search_miss_days");
}

static void query_in_vain_is_kept_when_it_was_asked_on_three_days(void **state)
{
    struct fixture *f = *state;
    struct miss *items;
    size_t count;
    for (int i = 0; i < 20; i++)
        miss_note(f->store, i % 2 ? "ho khau" : "Hộ khẩu", "a", 1, NOON);
    assert_int_equal(count_misses(f), 0);
    assert_int_equal(count_waiting(f), 1);
    miss_note(f->store, "Hộ khẩu", "a", 1, NOON + 2 * DAY);
    assert_int_equal(count_misses(f), 0);
    miss_note(f->store, "HỘ KHẨU", "a", 1, NOON + 29 * DAY);
    assert_int_equal(count_misses(f), 1);
    assert_int_equal(count_waiting(f), 0);
    for (int i = 0; i < 2; i++)
        miss_note(f->store, "ho khau", "a", 1, NOON + 29 * DAY);
    assert_ok(miss_flush(f->store));
    struct conn *conn = fixture_lease(f);
    assert_ok(miss_list(conn, 10, &items, &count));
    store_end(conn);
    assert_int_equal(count, 1);
    assert_string_equal(items[0].query, "HỘ KHẨU");
    assert_int_equal(items[0].times, 5);
    assert_int_equal(items[0].day, 20261223);
}

static void days_of_a_query_in_vain_are_of_one_month(void **state)
{
    struct fixture *f = *state;
    for (int day = 0; day < 200; day += 40)
        miss_note(f->store, "hộ khẩu", "a", 1, NOON + day * DAY);
    assert_int_equal(count_misses(f), 0);
    miss_note(f->store, "khác", "a", 1, NOON + 400 * DAY);
    assert_int_equal(count_waiting(f), 1);
}

static void query_in_vain_that_nobody_asks_for_ninety_days_goes(void **state)
{
    struct fixture *f = *state;
    for (int day = 0; day < 3; day++)
        miss_note(f->store, "hộ khẩu", "a", 1, NOON + day * DAY);
    assert_int_equal(count_misses(f), 1);
    f->now_ms = NOON + 92 * DAY;
    assert_int_equal(count_misses(f), 1);
    f->now_ms = NOON + 93 * DAY;
    assert_int_equal(count_misses(f), 0);
}

static void query_in_vain_is_kept_when_ten_people_ask(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 30; i++)
        miss_note(f->store, "hộ khẩu", &i, i % 9 ? 1 : 0, NOON);
    assert_int_equal(count_misses(f), 1);
    for (int i = 0; i < 30; i++)
        miss_note(f->store, "lệ phí", (const char[]){(char)('a' + i % 9)}, 1, NOON);
    assert_int_equal(count_misses(f), 1);
    miss_note(f->store, "lệ phí", "z", 1, NOON);
    assert_int_equal(count_misses(f), 2);
    /* People of another day are others. */
    for (int i = 0; i < 12; i++)
        miss_note(f->store, "thị thực", (const char[]){(char)('a' + i)}, 1, NOON + i / 6 * DAY);
    assert_int_equal(count_misses(f), 2);
}

static void query_in_vain_that_looks_like_a_persons_number_is_never_kept(void **state)
{
    struct fixture *f = *state;
    static const char *const numbers[] = {"0912345678",
                                          "0912 345 678",
                                          "0912.345.678",
                                          "0912-345-678",
                                          "0912/345/678",
                                          "0912_345_678",
                                          "0912,345,678",
                                          "09 12 34 56 78",
                                          "0/9/1/2/3/4/5/6",
                                          "001089012345",
                                          "001 089 012 345",
                                          "gọi 0912_345_678 gấp",
                                          "+84 912 345 678",
                                          "(0205) 3 812 345",
                                          "01/02/1990",
                                          "０９１２３４５６７８",
                                          "a@b",
                                          "B1234567",
                                          "…"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        for (int day = 0; day < 5; day++)
            miss_note(f->store, numbers[i], "a", 1, NOON + day * DAY);
    assert_int_equal(count_misses(f), 0);
    assert_int_equal(count_waiting(f), 0);
    for (int day = 0; day < 5; day++)
        miss_note(f->store, "nghị định 08/2023", "a", 1, NOON + day * DAY);
    assert_int_equal(count_misses(f), 1);
}

static void what_was_noted_in_vain_outlives_a_flush_that_failed(void **state)
{
    struct fixture *f = *state;
    for (int day = 0; day < 3; day++)
        miss_note(f->store, "hộ khẩu", "a", 1, NOON + day * DAY);
    assert_int_equal(
        sqlite3_exec(f->store->writer->db, "ALTER TABLE search_miss_days RENAME TO away", NULL, NULL, NULL),
        SQLITE_OK);
    assert_int_not_equal(miss_flush(f->store), ERR_OK);
    assert_int_equal(
        sqlite3_exec(f->store->writer->db, "ALTER TABLE away RENAME TO search_miss_days", NULL, NULL, NULL),
        SQLITE_OK);
    assert_int_equal(count_misses(f), 1);
}

static void queries_in_vain_that_are_asked_least_are_dropped(void **state)
{
    struct fixture *f = *state;
    char query[40];
    for (int day = 0; day < 3; day++)
        for (int i = 0; i < MISSES_KEPT + 20; i++) {
            snprintf(query, sizeof query, "từ lạ %d", i);
            miss_note(f->store, query, "a", 1, NOON + day * DAY);
            if (i < 3)
                miss_note(f->store, "hộ khẩu", "a", 1, NOON + day * DAY);
            if (i % 100 == 0)
                assert_ok(miss_flush(f->store));
        }
    assert_int_equal(count_misses(f), MISSES_KEPT);
    assert_true(fixture_integer(f, "SELECT times FROM search_misses WHERE key = 'ho khau'") >= 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(index_follows_every_kind_of_write),
        store_test(write_that_is_aborted_leaves_no_trace_in_the_index),
        store_test(index_of_another_tokenizer_is_built_anew_while_articles_are_written),
        store_test(hostile_documents_are_indexed_and_found),
        store_test(pages_of_a_search_have_no_gap_and_no_repeat),
        store_test(paging_reaches_every_article_that_holds_all_words),
        store_test(query_in_vain_is_kept_when_it_was_asked_on_three_days),
        store_test(days_of_a_query_in_vain_are_of_one_month),
        store_test(query_in_vain_that_nobody_asks_for_ninety_days_goes),
        store_test(query_in_vain_is_kept_when_ten_people_ask),
        store_test(query_in_vain_that_looks_like_a_persons_number_is_never_kept),
        store_test(what_was_noted_in_vain_outlives_a_flush_that_failed),
        store_test(queries_in_vain_that_are_asked_least_are_dropped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
