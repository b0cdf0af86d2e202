#include "engine_fixture.h"

#include "store/idempotency.h"

static const unsigned char hash[IDEMPOTENCY_HASH_SIZE] = "request", other[IDEMPOTENCY_HASH_SIZE] = "another";
static const struct kept_answer created = {
    .status = 201, .location = "/api/articles/1", .etag = "\"1\"", .body = "{\"id\":1}"};

static enum err keep(struct fixture *f, const char *key, const struct kept_answer *answer)
{
    struct conn *conn = fixture_begin(f);
    enum err err = idempotency_keep(conn, key, hash, answer);
    if (err)
        store_end(conn);
    return err ? err : store_commit(&conn);
}

static enum err find(struct fixture *f, int64_t token_id, const char *key, const unsigned char *wanted,
                     struct kept_answer *ret_answer)
{
    struct conn *conn = fixture_lease(f);
    enum err err = idempotency_find(conn, token_id, key, wanted, ret_answer);
    store_end(conn);
    return err;
}

static void same_request_gets_the_first_answer(void **state)
{
    struct fixture *f = *state;
    struct kept_answer answer;
    assert_int_equal(find(f, editor.token_id, "k", hash, &answer), ERR_NOT_FOUND);
    assert_ok(keep(f, "k", &created));
    assert_ok(find(f, editor.token_id, "k", hash, &answer));
    assert_int_equal(answer.status, 201);
    assert_string_equal(answer.location, created.location);
    assert_string_equal(answer.etag, created.etag);
    assert_string_equal(answer.body, created.body);
}

static void other_request_with_the_key_is_a_mismatch(void **state)
{
    struct fixture *f = *state;
    struct kept_answer answer;
    assert_ok(keep(f, "k", &created));
    assert_int_equal(find(f, editor.token_id, "k", other, &answer), ERR_IDEMPOTENCY_MISMATCH);
    assert_int_equal(find(f, editor.token_id, "K", hash, &answer), ERR_NOT_FOUND);
}

static void key_is_its_tokens_own(void **state)
{
    struct fixture *f = *state;
    struct kept_answer answer;
    assert_ok(keep(f, "k", &created));
    assert_int_equal(find(f, editor.token_id + 1, "k", hash, &answer), ERR_NOT_FOUND);
}

static void answer_is_kept_for_a_day(void **state)
{
    struct fixture *f = *state;
    struct kept_answer answer;
    assert_ok(keep(f, "k", &created));
    f->now_ms = NOON + DAY - 1;
    assert_ok(find(f, editor.token_id, "k", hash, &answer));
    f->now_ms = NOON + DAY;
    assert_int_equal(find(f, editor.token_id, "k", hash, &answer), ERR_NOT_FOUND);
    assert_int_equal(find(f, editor.token_id, "k", other, &answer), ERR_NOT_FOUND);
    assert_ok(keep(f, "k2", &created));
    struct conn *conn = fixture_begin(f);
    assert_ok(idempotency_forget(conn));
    assert_ok(store_commit(&conn));
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM idempotency"), 1); /* the old one went */
}

static void answer_goes_with_its_aborted_work(void **state)
{
    struct fixture *f = *state;
    struct kept_answer answer;
    struct conn *conn = fixture_begin(f);
    assert_ok(idempotency_keep(conn, "k", hash, &created));
    store_end(conn);
    assert_int_equal(find(f, editor.token_id, "k", hash, &answer), ERR_NOT_FOUND);
}

static void absent_headers_stay_absent(void **state)
{
    struct fixture *f = *state;
    const struct kept_answer bare = {.status = 422, .body = ""};
    struct kept_answer answer;
    assert_ok(keep(f, "k", &bare));
    assert_ok(find(f, editor.token_id, "k", hash, &answer));
    assert_null(answer.location);
    assert_null(answer.etag);
    assert_string_equal(answer.body, "");
}

/* Finding 3: a live token stood in the answer that was kept. */
static void of_a_secret_answer_only_that_it_was_done_is_kept(void **state)
{
    struct fixture *f = *state;
    struct kept_answer secret = created, answer;
    secret.is_secret = true;
    assert_ok(keep(f, "k", &secret));
    assert_int_equal(find(f, editor.token_id, "k", hash, &answer), ERR_SECRET_SHOWN);
    assert_int_equal(find(f, editor.token_id, "k", other, &answer), ERR_IDEMPOTENCY_MISMATCH);
    assert_int_equal(
        fixture_integer(f, "SELECT count(*) FROM idempotency WHERE coalesce(location, etag, body) IS NULL"),
        1);
}

static void keep_words_of(struct fixture *f, const char *key, int64_t article_id)
{
    struct kept_answer answer = created;
    answer.words_of = article_id;
    assert_ok(keep(f, key, &answer));
}

static void answers_with_words_that_were_taken_back_are_gone_and_the_work_stays_done(void **state)
{
    struct fixture *f = *state;
    struct kept_answer answer;
    keep_words_of(f, "bài", 7);
    keep_words_of(f, "nhiều bài", WORDS_OF_SEVERAL);
    keep_words_of(f, "bài khác", 8);
    keep_words_of(f, "không bài", 0);
    struct conn *conn = fixture_begin(f);
    assert_ok(idempotency_take_back(conn, 7));
    assert_ok(store_commit(&conn));
    assert_int_equal(find(f, editor.token_id, "bài", hash, &answer), ERR_ANSWER_GONE);
    assert_int_equal(find(f, editor.token_id, "nhiều bài", hash, &answer), ERR_ANSWER_GONE);
    assert_ok(find(f, editor.token_id, "bài khác", hash, &answer));
    assert_ok(find(f, editor.token_id, "không bài", hash, &answer));
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM idempotency WHERE body IS NULL"), 2);
}

static void key_over_its_limit_is_refused(void **state)
{
    struct fixture *f = *state;
    char key[IDEMPOTENCY_KEY_MAX + 2] = "";
    memset(key, 'k', IDEMPOTENCY_KEY_MAX + 1);
    assert_int_not_equal(keep(f, key, &created), ERR_OK);
    key[IDEMPOTENCY_KEY_MAX] = '\0';
    assert_ok(keep(f, key, &created));
}

static bool file_holds(struct fixture *f, const char *name, const char *text)
{
    static char bytes[4 * 1024 * 1024];
    char path[400];
    fixture_path(f, name, path);
    FILE *file = fopen(path, "rb");
    size_t size = file ? fread(bytes, 1, sizeof bytes, file) : 0;
    if (file)
        fclose(file);
    return memmem(bytes, size, text, strlen(text)) != NULL;
}

/* Answers kept by the schema before, a token's among them. */
static void make_old_answers(struct fixture *f)
{
    static const char rows[] =
        "INSERT INTO idempotency VALUES"
        " (7, 'mã', CAST('request-000000000000000000000000' AS BLOB), 1795496400000, 201,"
        " '/api/tokens/9', NULL, '{\"token\":\"cong_9_BiMat\"}'),"
        " (7, 'bài', CAST('request-000000000000000000000000' AS BLOB), 1795496400000, 201,"
        " '/api/articles/3', '3', '{\"title\":\"Tên người\"}');";
    char path[400];
    auto_assets struct assets *assets = NULL;
    auto_buf struct buf fault = BUF(2000);
    const struct asset *migrations;
    struct conn *writer = NULL;
    fixture_path(f, "cong.db", path);
    assert_ok(assets_open(NULL, &assets));
    assets_below(assets, "migrations/", &migrations);
    assert_ok(fixture_open_writer(path, &writer));
    assert_ok(store_migrate_by(writer, migrations, 9, &fault));
    assert_int_equal(sqlite3_exec(writer->db, rows, NULL, NULL, NULL), SQLITE_OK);
    conn_close(writer);
}

static void upgrade_forgets_what_was_kept_and_not_that_it_was_done(void **state)
{
    static const unsigned char old[] = "request-000000000000000000000000";
    struct fixture *f = *state;
    struct kept_answer answer;
    make_old_answers(f);
    assert_true(file_holds(f, "cong.db", "cong_9_BiMat"));
    fixture_open(f);
    assert_int_equal(find(f, 7, "mã", old, &answer), ERR_SECRET_SHOWN);
    assert_int_equal(find(f, 7, "bài", old, &answer), ERR_ANSWER_GONE);
    fixture_reopen(f);
    assert_false(file_holds(f, "cong.db", "cong_9_BiMat") || file_holds(f, "cong.db-wal", "cong_9_BiMat"));
    assert_false(file_holds(f, "cong.db", "Tên người") || file_holds(f, "cong.db-wal", "Tên người"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(same_request_gets_the_first_answer),
        store_test(other_request_with_the_key_is_a_mismatch),
        store_test(key_is_its_tokens_own),
        store_test(answer_is_kept_for_a_day),
        store_test(answer_goes_with_its_aborted_work),
        store_test(absent_headers_stay_absent),
        store_test(of_a_secret_answer_only_that_it_was_done_is_kept),
        store_test(answers_with_words_that_were_taken_back_are_gone_and_the_work_stays_done),
        folder_test(upgrade_forgets_what_was_kept_and_not_that_it_was_done),
        store_test(key_over_its_limit_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
