#include "fixture.h"

#include "store/idempotency.h"

static const unsigned char hash[IDEMPOTENCY_HASH_SIZE] = "request", other[IDEMPOTENCY_HASH_SIZE] = "another";
static const struct kept_answer created = {201, "/api/articles/1", "\"1\"", "{\"id\":1}"};

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
    const struct kept_answer bare = {422, NULL, NULL, ""};
    struct kept_answer answer;
    assert_ok(keep(f, "k", &bare));
    assert_ok(find(f, editor.token_id, "k", hash, &answer));
    assert_null(answer.location);
    assert_null(answer.etag);
    assert_string_equal(answer.body, "");
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(same_request_gets_the_first_answer),
        store_test(other_request_with_the_key_is_a_mismatch),
        store_test(key_is_its_tokens_own),
        store_test(answer_is_kept_for_a_day),
        store_test(answer_goes_with_its_aborted_work),
        store_test(absent_headers_stay_absent),
        store_test(key_over_its_limit_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
