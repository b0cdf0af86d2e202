/* The journal: each counted view is in the database exactly once, whatever ends the process. */
#include "visits_fixture.h"

#include "store/article.h"

#include <fcntl.h>
#include <sys/stat.h>

static void journal_path(const struct fixture *f, char path[100])
{
    snprintf(path, 100, "%s/visits.journal", f->folder);
}

static void a_killed_process_loses_no_view_and_counts_none_twice(void **state)
{
    (void)state;
    struct fixture f;
    int64_t views = 0;
    fixture_open(&f);
    for (int round = 0; round < 50; round++) {
        for (int i = 0; i < round; i++, views++)
            view(&f, (unsigned)i);
        if (round % 3 == 0)
            assert_int_equal(visits_fold(f.visits), ERR_OK);
        for (int i = 0; i < round % 4; i++, views++)
            view(&f, 1);
        fixture_revive(&f);
        assert_int_equal(stats_of(&f).views.all, views);
        /* One visitor, one visit: those who were here before the kill are known again. */
        assert_int_equal(stats_of(&f).visits.all, round > 2 ? round : round ? 2 : 0);
        assert_int_equal(stats_of(&f).online, stats_of(&f).visits.all);
    }
    fixture_close(&f);
}

static void a_fold_that_was_not_committed_is_done_again(void **state)
{
    (void)state;
    static const struct actor actor = {.role = ROLE_ADMIN};
    struct fixture f;
    struct conn *conn;
    fixture_open(&f);
    view(&f, 1);
    auto_arena struct arena *arena = arena_new(65536);
    assert_int_equal(store_begin(f.store, arena, &actor, &conn), ERR_OK);
    store_end(conn);
    fixture_revive(&f);
    fixture_revive(&f);
    assert_int_equal(stats_of(&f).views.all, 1);
    fixture_close(&f);
}

static void a_journal_cut_at_any_byte_of_its_last_record_keeps_the_others(void **state)
{
    (void)state;
    char path[100];
    for (off_t cut = 0; cut <= 32; cut++) {
        struct fixture f;
        fixture_open(&f);
        journal_path(&f, path);
        for (unsigned host = 0; host < 5; host++)
            view(&f, host);
        fixture_kill(&f);
        assert_int_equal(truncate(path, JOURNAL_HEADER_SIZE + 5 * 32 + cut),
                         0); /* slot 0 is of a later number */
        assert_int_equal(visits_open(f.store, &f.clock, &f.visits), ERR_OK);
        assert_int_equal(stats_of(&f).views.all, cut == 32 ? 5 : 4);
        view(&f, 9);
        fixture_revive(&f);
        assert_int_equal(stats_of(&f).views.all, cut == 32 ? 6 : 5);
        fixture_close(&f);
    }
}

static void a_damaged_record_costs_itself_alone(void **state)
{
    (void)state;
    char path[100];
    for (off_t byte = 0; byte < 32; byte++) {
        struct fixture f;
        fixture_open(&f);
        journal_path(&f, path);
        for (unsigned host = 0; host < 5; host++)
            view(&f, host);
        fixture_kill(&f);
        int fd = open(path, O_RDWR);
        off_t at = JOURNAL_HEADER_SIZE + 3 * 32 + byte;
        unsigned char value;
        assert_int_equal(pread(fd, &value, 1, at), 1);
        value ^= 0x40;
        assert_int_equal(pwrite(fd, &value, 1, at), 1);
        close(fd);
        assert_int_equal(visits_open(f.store, &f.clock, &f.visits), ERR_OK);
        assert_int_equal(stats_of(&f).views.all, 4);
        fixture_close(&f);
    }
}

static void what_another_database_wrote_is_no_record(void **state)
{
    (void)state;
    struct journal journal;
    struct visit_record record = {.visitor = 5, .at_s = 1000000000, .flags = RECORD_VIEW}, read;
    char path[] = "/tmp/cong-journal-XXXXXX";
    close(mkstemp(path));
    assert_int_equal(journal_open(path, 16, "epoch one", &journal), ERR_OK);
    journal_write(&journal, 3, &record);
    assert_true(journal_read(&journal, 3, &read));
    assert_int_equal(read.visitor, 5);
    assert_false(journal_read(&journal, 19, &read));
    assert_false(journal_read(&journal, 4, &read));
    assert_false(journal_read(&journal, UINT64_C(0x100000003), &read));
    journal_close(&journal);
    assert_int_equal(journal_open(path, 16, "epoch two", &journal), ERR_OK);
    assert_false(journal_read(&journal, 3, &read));
    journal_close(&journal);
    unlink(path);
}

static void the_journal_takes_its_place_on_the_disk_at_once(void **state)
{
    (void)state;
    struct fixture f;
    struct stat st;
    char path[100];
    fixture_open(&f);
    journal_path(&f, path);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_size, JOURNAL_HEADER_SIZE + JOURNAL_CAPACITY * 32);
    assert_true(st.st_blocks * 512 >= st.st_size);
    assert_int_equal(st.st_mode & 0777, 0600);
    fixture_close(&f);
}

static void a_full_journal_folds_and_goes_on(void **state)
{
    (void)state;
    struct fixture f;
    int64_t views = JOURNAL_CAPACITY * 2 + 1000;
    fixture_open(&f);
    for (int64_t i = 0; i < views; i++, f.now_ms += i % 1000 == 0)
        view(&f, (unsigned)(i % 100));
    assert_int_equal(f.visits->overflow.count, 0);
    assert_int_equal(stats_of(&f).views.all, views);
    fixture_revive(&f);
    assert_int_equal(stats_of(&f).views.all, views);
    fixture_close(&f);
}

static void views_that_cannot_be_folded_wait_in_memory(void **state)
{
    (void)state;
    struct fixture f;
    int64_t views = JOURNAL_CAPACITY + 5000;
    fixture_open(&f);
    atomic_store(&f.visits->retry_ms, INT64_MAX); /* as if the database had just refused */
    for (int64_t i = 0; i < views; i++)
        view_by(&f, (unsigned)(i % 100), BROWSER, 0);
    assert_int_equal(f.visits->overflow.count, 5000);
    assert_int_equal(stats_of(&f).views.all, views);
    atomic_store(&f.visits->retry_ms, 0);
    assert_int_equal(visits_fold(f.visits), ERR_OK);
    assert_int_equal(f.visits->overflow.count, 0);
    fixture_revive(&f);
    assert_int_equal(stats_of(&f).views.all, views);
    fixture_close(&f);
}

static void the_daily_rows_are_what_was_counted_folded_or_not(void **state)
{
    (void)state;
    struct fixture f;
    struct day_row *rows;
    size_t count;
    fixture_open(&f);
    auto_arena struct arena *arena = arena_new(1 << 20);
    for (int i = 0; i < 40; i++, f.now_ms += DAY) {
        view(&f, 1);
        view_by(&f, 1, ROBOT, 0);
    }
    assert_int_equal(visits_daily(f.visits, arena, 20261125, 20261203, &rows, &count), ERR_OK);
    assert_int_equal(count, 9);
    assert_int_equal(rows[0].day, 20261125);
    assert_int_equal(rows[8].day, 20261203);
    assert_int_equal(rows[8].visits, 1);
    assert_int_equal(rows[8].machines, 1);
    assert_int_equal(visits_daily(f.visits, arena, 20000101, 20991231, &rows, &count), ERR_OK);
    assert_int_equal(count, 40);
    assert_int_equal(rows[39].views, 1);
    assert_int_equal(visits_daily(f.visits, arena, 20280101, 20270101, &rows, &count), ERR_OK);
    assert_int_equal(count, 0);
    fixture_close(&f);
}

static int64_t write_article(struct fixture *f)
{
    static const struct actor actor = {.role = ROLE_EDITOR, .name = "biên tập"};
    const struct article article = {.slug = "thong-bao",
                                    .lang = "vi",
                                    .status = STATUS_PUBLISHED,
                                    .title = "Thông báo",
                                    .body_format = "text",
                                    .body = "a",
                                    .body_html = "<p>a</p>",
                                    .body_text = "a"};
    auto_arena struct arena *arena = arena_new(1 << 20);
    struct conn *conn;
    int64_t id = 0;
    assert_int_equal(store_begin(f->store, arena, &actor, &conn), ERR_OK);
    assert_int_equal(article_insert(conn, &article, 0, &id), ERR_OK);
    assert_int_equal(store_commit(&conn), ERR_OK);
    return id;
}

static struct visit_counts views_of(struct fixture *f, int64_t id)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    auto_conn struct conn *conn = NULL;
    struct visit_counts counts = {-1, -1, -1};
    assert_int_equal(store_lease(f->store, arena, &conn), ERR_OK);
    assert_int_equal(visits_of_article(f->visits, conn, id, &counts), ERR_OK);
    return counts;
}

static void an_articles_views_are_right_before_and_after_each_fold(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f);
    int64_t id = write_article(&f);
    for (int i = 1; i <= 3; i++) {
        view_by(&f, 1, BROWSER, id);
        view_by(&f, 1, BROWSER, id + 1);
        view_by(&f, 1, ROBOT, id);
        assert_counts(views_of(&f, id), i, i, i);
        assert_int_equal(visits_fold(f.visits), ERR_OK);
        assert_counts(views_of(&f, id), i, i, i);
    }
    f.now_ms += DAY;
    view_by(&f, 1, BROWSER, id);
    assert_counts(views_of(&f, id), 1, 4, 4);
    f.now_ms += 10 * DAY; /* December */
    assert_counts(views_of(&f, id), 0, 0, 4);
    fixture_revive(&f);
    assert_counts(views_of(&f, id), 0, 0, 4);
    fixture_close(&f);
}

struct viewers {
    struct fixture *fixture;
    unsigned first;
};

static void *view_often(void *context)
{
    const struct viewers *viewers = context;
    for (unsigned i = 0; i < 20000; i++)
        view(viewers->fixture, viewers->first + i % 50);
    return NULL;
}

static void many_threads_and_a_fold_lose_nothing(void **state)
{
    (void)state;
    struct fixture f;
    struct viewers viewers[4];
    pthread_t threads[4];
    fixture_open(&f);
    for (unsigned i = 0; i < 4; i++) {
        viewers[i] = (struct viewers){&f, i * 50};
        assert_int_equal(pthread_create(&threads[i], NULL, view_often, &viewers[i]), 0);
    }
    while (stats_of(&f).views.all < 80000) {
        assert_int_equal(visits_fold(f.visits), ERR_OK);
        assert_int_equal(visits_sync(f.visits), ERR_OK);
    }
    for (unsigned i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    fixture_revive(&f);
    assert_counts(stats_of(&f).views, 80000, 80000, 80000);
    assert_counts(stats_of(&f).visits, 200, 200, 200);
    fixture_close(&f);
}

static void an_article_nobody_wrote_has_no_views(void **state)
{
    (void)state;
    struct fixture f;
    struct conn *conn;
    struct visit_counts counts = {-1, -1, -1};
    fixture_open(&f);
    auto_arena struct arena *arena = arena_new(65536);
    view_by(&f, 1, BROWSER, 77);
    assert_int_equal(store_lease(f.store, arena, &conn), ERR_OK);
    assert_int_equal(visits_of_article(f.visits, conn, 77, &counts), ERR_NOT_FOUND);
    assert_int_equal(counts.all, -1);
    store_end(conn);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_killed_process_loses_no_view_and_counts_none_twice),
        cmocka_unit_test(a_fold_that_was_not_committed_is_done_again),
        cmocka_unit_test(a_journal_cut_at_any_byte_of_its_last_record_keeps_the_others),
        cmocka_unit_test(a_damaged_record_costs_itself_alone),
        cmocka_unit_test(what_another_database_wrote_is_no_record),
        cmocka_unit_test(the_journal_takes_its_place_on_the_disk_at_once),
        cmocka_unit_test(a_full_journal_folds_and_goes_on),
        cmocka_unit_test(views_that_cannot_be_folded_wait_in_memory),
        cmocka_unit_test(the_daily_rows_are_what_was_counted_folded_or_not),
        cmocka_unit_test(an_articles_views_are_right_before_and_after_each_fold),
        cmocka_unit_test(many_threads_and_a_fold_lose_nothing),
        cmocka_unit_test(an_article_nobody_wrote_has_no_views),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
