/* Opening, locking, transactions, snapshots, limits. */
#include "engine_fixture.h"

#include "store/site.h"
#include "store/token.h"

#include <pthread.h>

static void second_open_is_refused_and_names_the_process(void **state)
{
    struct fixture *f = *state;
    struct store *second = NULL;
    auto_buf struct buf fault = BUF(2000);
    char pid[24];
    assert_int_equal(fixture_try_open(f, &fault, &second), ERR_CONFLICT);
    assert_null(second);
    snprintf(pid, sizeof pid, "process %ld", (long)getpid());
    assert_non_null(strstr(buf_str(&fault), pid));
    assert_null(strchr(buf_str(&fault), '\n'));
}

static void missing_folder_is_made_for_the_portal_alone(void **state)
{
    struct fixture *f = *state;
    struct stat st;
    rmdir(f->folder);
    fixture_open(f);
    assert_int_equal(stat(f->folder, &st), 0);
    assert_int_equal(st.st_mode & 07007, 0);
}

/* So many bytes of the file, which has no more. */
static void assert_file_size(struct fixture *f, const char *name, off_t size)
{
    char path[400];
    struct stat st;
    fixture_path(f, name, path);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_size, size);
}

static void half_a_key_that_a_cut_left_is_made_anew(void **state)
{
    struct fixture *f = *state;
    char path[400];
    fixture_path(f, "secret.key.new", path);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fputs("much longer than a key is, and of another start than this", file) >= 0, true);
    fclose(file);
    fixture_open(f);
    assert_file_size(f, "secret.key", 32);
    assert_int_equal(access(path, F_OK), -1);
}

static void folder_that_cannot_be_made_is_a_clear_fault(void **state)
{
    struct fixture *f = *state;
    auto_buf struct buf fault = BUF(2000);
    struct store *store = NULL;
    char path[400];
    fixture_path(f, "no/such", path);
    const struct store_options options = {
        .directory = path, .clock = &f->clock, .readers = 1, .read_limit_ms = 5000};
    assert_int_equal(store_open(&options, &fault, &store), ERR_INTERNAL);
    assert_non_null(strstr(buf_str(&fault), path));
}

static void rows_survive_closing_and_opening(void **state)
{
    struct fixture *f = *state;
    struct article article = sample("con-mai");
    int64_t id = add_article(f, &article);
    fixture_reopen(f);
    assert_string_equal(get_article(f, id).slug, "con-mai");
    assert_string_equal(get_article(f, id).body_html, article.body_html);
}

static void abort_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    struct article article = sample("bo-do");
    int64_t id, sequence = fixture_sequence(f);
    uint64_t generation = store_generation(f->store);
    struct conn *conn = fixture_begin(f);
    assert_ok(article_insert(conn, &article, 0, &id));
    store_end(conn);
    conn = fixture_lease(f);
    assert_int_equal(article_by_id(conn, id, &article), ERR_NOT_FOUND);
    assert_int_equal(article_by_slug(conn, "bo-do", &article), ERR_NOT_FOUND);
    store_end(conn);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM revisions"), 0);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM audit"), 0);
    assert_int_equal(fixture_sequence(f), sequence);
    assert_int_equal(store_generation(f->store), generation);
}

static void commit_refuses_what_a_failed_arena_made(void **state)
{
    struct fixture *f = *state;
    struct article article = sample("thieu-bo-nho");
    auto_arena struct arena *small = arena_new(4096);
    struct conn *conn = NULL;
    int64_t id;
    assert_ok(store_begin(f->store, small, &editor, &conn));
    assert_ok(article_insert(conn, &article, 0, &id));
    assert_null(arena_alloc(small, 8192));
    assert_int_equal(store_commit(&conn), ERR_MEMORY);
    assert_null(conn);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM articles"), 0);
    /* The writer is free again. */
    add_article(f, &article);
}

static void writer_sees_its_own_rows_and_others_do_not(void **state)
{
    struct fixture *f = *state;
    struct article article = sample("chua-xong"), seen;
    int64_t id;
    struct conn *writer = fixture_begin(f), *reader = fixture_lease(f);
    assert_ok(article_insert(writer, &article, 0, &id));
    assert_ok(article_by_id(writer, id, &seen));
    assert_int_equal(article_by_id(reader, id, &seen), ERR_NOT_FOUND);
    store_end(reader);
    assert_ok(store_commit(&writer));
    assert_string_equal(get_article(f, id).slug, "chua-xong");
}

static void reader_keeps_its_snapshot_until_it_is_returned(void **state)
{
    struct fixture *f = *state;
    struct article article = sample("anh-chup"), seen;
    int64_t first = add_article(f, &article);
    struct conn *reader = fixture_lease(f);
    assert_ok(article_by_id(reader, first, &seen));
    article.id = first;
    article.title = "Tựa mới";
    assert_int_equal(save_article(f, &article, ACTION_EDIT).version, 2);
    article.slug = "bai-thu-hai";
    int64_t second = add_article(f, &article);
    assert_ok(article_by_id(reader, first, &seen));
    assert_int_equal(seen.version, 1);
    assert_int_equal(article_by_id(reader, second, &seen), ERR_NOT_FOUND);
    store_end(reader);
    assert_string_equal(get_article(f, first).title, "Tựa mới");
}

/* On a thread that serves connections, while others hold all that the pool has. */
static void *serve(void *context)
{
    struct fixture *f = context;
    auto_arena struct arena *arena = arena_new(1 << 20);
    struct conn *own = NULL, *within = NULL;
    struct article seen;
    store_own_reader(f->store);
    store_own_reader(f->store);
    for (int i = 0; i < 3; i++) {
        assert_ok(store_lease(f->store, arena, &own));
        assert_ok(article_by_slug(own, "san-sang", &seen));
        /* A second one at the same time would have to wait, and so is refused at once. */
        assert_int_equal(store_lease(f->store, arena, &within), ERR_UNAVAILABLE);
        store_end(TAKE(own));
    }
    return NULL;
}

static void a_serving_thread_never_waits_for_a_reader(void **state)
{
    struct fixture *f = *state;
    struct article article = sample("san-sang");
    struct conn *others[64];
    pthread_t thread;
    int count = 0;
    add_article(f, &article);
    while (count < 4)
        others[count++] = fixture_lease(f);
    int64_t from_ms = clock_monotonic_ms(&clock_system);
    assert_int_equal(pthread_create(&thread, NULL, serve, f), 0);
    pthread_join(thread, NULL);
    /* Whoever waits gives up after 2000, three times. */
    assert_true(clock_monotonic_ms(&clock_system) - from_ms < 6000);
    while (count)
        store_end(others[--count]);
}

/* As one is left when memory ends within its BEGIN or its end. */
static void a_reader_that_was_left_within_its_snapshot_reads_again(void **state)
{
    struct fixture *f = *state;
    struct article article = sample("doc-lai"), seen;
    struct conn *left = fixture_lease(f);
    store_end(left);
    assert_int_equal(sqlite3_exec(left->db, "BEGIN", NULL, NULL, NULL), SQLITE_OK);
    int64_t id = add_article(f, &article);
    for (int i = 0; i < 2; i++) {
        struct conn *again = fixture_lease(f);
        assert_ptr_equal(again, left);
        assert_ok(article_by_id(again, id, &seen));
        store_end(again);
    }
}

static void generation_rises_with_public_changes_alone(void **state)
{
    struct fixture *f = *state;
    struct article article = sample("the-he");
    uint64_t at = store_generation(f->store);
    article.status = STATUS_DRAFT;
    article.id = add_article(f, &article);
    assert_int_equal(store_generation(f->store), at);
    save_article(f, &article, ACTION_EDIT);
    assert_int_equal(store_generation(f->store), at);
    const struct token token = {.name = "CI", .role = ROLE_EDITOR};
    auto_secret struct token_secret secret;
    const char *text;
    int64_t id;
    token_secret_draw(&secret);
    struct conn *conn = fixture_begin(f);
    assert_ok(token_create(conn, &token, &secret, &id, &text));
    assert_ok(store_commit(&conn));
    assert_int_equal(store_generation(f->store), at);
    move_article(f, article.id, STATUS_PUBLISHED, ACTION_PUBLISH);
    assert_true(store_generation(f->store) > at);
    at = store_generation(f->store);
    move_article(f, article.id, STATUS_WITHDRAWN, ACTION_WITHDRAW);
    assert_true(store_generation(f->store) > at);
    at = store_generation(f->store);
    add_category(f, "tin-tuc", 0);
    assert_true(store_generation(f->store) > at);
}

static void generation_does_not_rise_when_aborted(void **state)
{
    struct fixture *f = *state;
    struct article article = sample("khong");
    uint64_t at = store_generation(f->store);
    assert_ok(try_insert(f, &article));
    assert_int_equal(store_generation(f->store), at);
}

static void lease_gives_up_when_all_readers_are_out(void **state)
{
    struct fixture *f = *state;
    struct conn *conns[4], *fifth = NULL;
    for (int i = 0; i < 4; i++)
        conns[i] = fixture_lease(f);
    assert_int_equal(store_lease(f->store, f->arena, &fifth), ERR_UNAVAILABLE);
    store_end(conns[0]);
    conns[0] = fixture_lease(f);
    for (int i = 0; i < 4; i++)
        store_end(conns[i]);
}

static void read_over_its_time_limit_is_ended(void **state)
{
    struct fixture *f = *state;
    struct article article = sample("lau");
    struct conn *conn = fixture_begin(f);
    int64_t count;
    for (int i = 0; i < 5000; i++) {
        char slug[20];
        snprintf(slug, sizeof slug, "lau-%d", i);
        article.slug = slug;
        assert_ok(article_insert(conn, &article, 0, &(int64_t){0}));
    }
    assert_ok(store_commit(&conn));
    const struct article_query query = {.limit = 1, .from_ms = 1};
    conn = fixture_lease(f);
    f->monotonic_step_ms = 6000; /* every look at the clock finds the limit passed */
    assert_int_equal(article_count(conn, &query, &count), ERR_TIMEOUT);
    f->monotonic_step_ms = 0;
    store_end(conn);
    conn = fixture_lease(f);
    assert_ok(article_count(conn, &query, &count));
    assert_int_equal(count, 5000);
    store_end(conn);
}

static void full_disk_saves_nothing_and_says_so(void **state)
{
    struct fixture *f = *state;
    static char big[64 * 1024];
    struct article article = sample("day");
    memset(big, 'a', sizeof big - 1);
    article.body = big;
    assert_int_equal(fixture_integer(f, "PRAGMA max_page_count=1"), fixture_integer(f, "PRAGMA page_count"));
    assert_int_equal(try_insert(f, &article), ERR_STORAGE_FULL);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM articles"), 0);
    fixture_integer(f, "PRAGMA max_page_count=1000000");
    add_article(f, &article);
}

static void ping_answers(void **state)
{
    struct fixture *f = *state;
    assert_ok(store_ping(f->store));
    assert_string_equal(store_directory(f->store), f->folder);
}

static void roles_have_names_both_ways(void **state)
{
    (void)state;
    for (enum role role = 0; role < ROLE_COUNT; role++)
        assert_int_equal(role_from_name(role_name(role)), role);
    assert_int_equal(role_from_name("root"), ROLE_COUNT);
    assert_int_equal(role_from_name(""), ROLE_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(second_open_is_refused_and_names_the_process),
        folder_test(missing_folder_is_made_for_the_portal_alone),
        folder_test(folder_that_cannot_be_made_is_a_clear_fault),
        folder_test(half_a_key_that_a_cut_left_is_made_anew),
        store_test(rows_survive_closing_and_opening),
        store_test(abort_leaves_nothing),
        store_test(commit_refuses_what_a_failed_arena_made),
        store_test(writer_sees_its_own_rows_and_others_do_not),
        store_test(reader_keeps_its_snapshot_until_it_is_returned),
        store_test(a_serving_thread_never_waits_for_a_reader),
        store_test(a_reader_that_was_left_within_its_snapshot_reads_again),
        store_test(generation_rises_with_public_changes_alone),
        store_test(generation_does_not_rise_when_aborted),
        store_test(lease_gives_up_when_all_readers_are_out),
        store_test(read_over_its_time_limit_is_ended),
        store_test(full_disk_saves_nothing_and_says_so),
        store_test(ping_answers),
        cmocka_unit_test(roles_have_names_both_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
