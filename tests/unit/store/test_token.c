#include "engine_fixture.h"
#include "fault_sqlite.h"

#include "security/use.h"
#include "store/token.h"

static const char *create(struct fixture *f, const struct token *token, int64_t *ret_id)
{
    const char *text = NULL;
    auto_secret struct token_secret secret;
    token_secret_draw(&secret);
    struct conn *conn = fixture_begin(f);
    assert_ok(token_create(conn, token, &secret, ret_id, &text));
    assert_ok(store_commit(&conn));
    return text;
}

static enum err verify(struct fixture *f, const char *text, const char *address, struct actor *ret_actor)
{
    struct conn *conn = fixture_lease(f);
    enum err err = token_verify(conn, text, address, ret_actor);
    store_end(conn);
    return err;
}

static enum err try_token(struct fixture *f, const char *text)
{
    struct actor actor = {0};
    return verify(f, text, "192.0.2.1", &actor);
}

static struct token get(struct fixture *f, int64_t id)
{
    struct token token;
    struct conn *conn = fixture_lease(f);
    assert_ok(token_by_id(conn, id, &token));
    store_end(conn);
    return token;
}

static const struct token plain = {.name = "Phòng Văn hóa", .role = ROLE_EDITOR};

static void token_tells_who_holds_it(void **state)
{
    struct fixture *f = *state;
    struct actor actor = {.address = "192.0.2.1", .request_id = "r"};
    int64_t id = 0;
    const char *text = create(f, &plain, &id);
    assert_true(strlen(text) <= TOKEN_TEXT_MAX);
    assert_memory_equal(text, "cong_", 5);
    assert_ok(verify(f, text, "192.0.2.1", &actor));
    assert_int_equal(actor.token_id, id);
    assert_int_equal(actor.role, ROLE_EDITOR);
    assert_string_equal(actor.name, "Phòng Văn hóa");
    assert_string_equal(actor.request_id, "r"); /* not its business */
}

static void two_tokens_differ_and_no_secret_is_kept(void **state)
{
    struct fixture *f = *state;
    int64_t first, second;
    const char *a = create(f, &plain, &first), *b = create(f, &plain, &second);
    const char *secret = strchr(a + 5, '_') + 1;
    assert_string_not_equal(secret, strchr(b + 5, '_') + 1);
    char path[400], name[20];
    for (int i = 0; i < 2; i++) {
        static char bytes[4 << 20];
        snprintf(name, sizeof name, "cong.db%s", i ? "-wal" : "");
        fixture_path(f, name, path);
        FILE *file = fopen(path, "rb");
        size_t size = file ? fread(bytes, 1, sizeof bytes, file) : 0;
        assert_null(memmem(bytes, size, secret, strlen(secret)));
        if (file)
            fclose(file);
    }
}

static void wrong_secret_is_unauthorized(void **state)
{
    struct fixture *f = *state;
    int64_t first, second;
    char text[TOKEN_TEXT_MAX + 1];
    const char *a = create(f, &plain, &first), *b = create(f, &plain, &second);
    snprintf(text, sizeof text, "%s", a);
    size_t last = strlen(text) - 2;
    text[last] = text[last] == 'A' ? 'B' : 'A';
    assert_int_equal(try_token(f, text), ERR_UNAUTHORIZED);
    /* One's id with another's secret, and an id that nobody has. */
    snprintf(text, sizeof text, "cong_%lld%s", (long long)first, strchr(b + 5, '_'));
    assert_int_equal(try_token(f, text), ERR_UNAUTHORIZED);
    snprintf(text, sizeof text, "cong_999%s", strchr(b + 5, '_'));
    assert_int_equal(try_token(f, text), ERR_UNAUTHORIZED);
    assert_ok(try_token(f, a));
}

static void text_that_is_no_token_is_unauthorized(void **state)
{
    struct fixture *f = *state;
    int64_t id;
    const char *secret = strchr(create(f, &plain, &id) + 5, '_') + 1;
    static const char *const shapes[] = {"",
                                         "cong_",
                                         "cong_%s",
                                         "cong_0_%s",
                                         "cong_-1_%s",
                                         "cong__%s",
                                         "CONG_1_%s",
                                         "cong_1_%s=",
                                         "cong_1 _%s",
                                         "cong_1__%s",
                                         "xcong_1_%s",
                                         "cong_1x_%s",
                                         "cong_99999999999999999999_%s",
                                         "cong_1_%s%s"};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        char text[300] = "";
        for (const char *p = shapes[i]; *p; p++) {
            size_t length = strlen(text);
            bool is_secret = p[0] == '%';
            snprintf(text + length, sizeof text - length, "%.*s", is_secret ? 200 : 1,
                     is_secret ? secret : p);
            p += is_secret;
        }
        assert_int_equal(try_token(f, text), ERR_UNAUTHORIZED);
    }
}

static void token_expires_at_its_instant(void **state)
{
    struct fixture *f = *state;
    struct token token = plain;
    int64_t id;
    token.expires_ms = NOON + HOUR;
    const char *text = create(f, &token, &id);
    f->now_ms = NOON + HOUR - 1;
    assert_ok(try_token(f, text));
    f->now_ms = NOON + HOUR;
    assert_int_equal(try_token(f, text), ERR_UNAUTHORIZED);
}

static void revoked_token_is_unauthorized_and_stays_listed(void **state)
{
    struct fixture *f = *state;
    int64_t id, other;
    const char *text = create(f, &plain, &id);
    create(f, &plain, &other);
    f->now_ms += MINUTE;
    struct conn *conn = fixture_begin(f);
    assert_ok(token_revoke(conn, id));
    assert_int_equal(token_revoke(conn, 99), ERR_NOT_FOUND);
    assert_ok(store_commit(&conn));
    assert_int_equal(try_token(f, text), ERR_UNAUTHORIZED);
    struct token *items;
    size_t count;
    conn = fixture_lease(f);
    assert_ok(token_list(conn, &items, &count));
    store_end(conn);
    assert_int_equal(count, 2);
    assert_int_equal(items[0].revoked_ms, NOON + MINUTE);
    assert_int_equal(items[1].revoked_ms, 0);
}

static const char *rotate(struct fixture *f, int64_t id, int64_t expires_ms, int64_t grace_ms,
                          enum err wanted)
{
    const char *text = NULL;
    struct conn *conn = fixture_begin(f);
    auto_secret struct token_secret secret;
    token_secret_draw(&secret);
    assert_int_equal(token_rotate(conn, id, expires_ms, grace_ms, &secret, &text), wanted);
    if (wanted)
        store_end(conn);
    else
        assert_ok(store_commit(&conn));
    return text;
}

static void former_secret_is_good_until_its_instant_and_none_before_it(void **state)
{
    struct fixture *f = *state;
    int64_t id;
    const char *first = create(f, &plain, &id);
    const char *second = rotate(f, id, 0, HOUR, ERR_OK);
    assert_ok(try_token(f, first));
    assert_ok(try_token(f, second));
    assert_int_equal(get(f, id).former_ms, NOON + HOUR);
    f->now_ms = NOON + HOUR - 1;
    assert_ok(try_token(f, first));
    f->now_ms = NOON + HOUR;
    assert_int_equal(try_token(f, first), ERR_UNAUTHORIZED);
    assert_ok(try_token(f, second));
    f->now_ms = NOON;
    const char *third = rotate(f, id, 0, HOUR, ERR_OK);
    assert_int_equal(try_token(f, first), ERR_UNAUTHORIZED);
    assert_ok(try_token(f, second));
    const char *fourth = rotate(f, id, NOON + HOUR, 0, ERR_OK);
    assert_int_equal(try_token(f, second), ERR_UNAUTHORIZED);
    assert_int_equal(try_token(f, third), ERR_UNAUTHORIZED);
    assert_ok(try_token(f, fourth));
    assert_int_equal(get(f, id).expires_ms, NOON + HOUR);
}

static void what_is_over_gets_no_secret(void **state)
{
    struct fixture *f = *state;
    int64_t id;
    const char *text = create(f, &plain, &id);
    rotate(f, 99, 0, 0, ERR_NOT_FOUND);
    rotate(f, id, NOON, 0, ERR_CONFLICT);
    assert_ok(try_token(f, text));
    struct conn *conn = fixture_begin(f);
    assert_ok(token_revoke(conn, id));
    assert_ok(store_commit(&conn));
    rotate(f, id, 0, HOUR, ERR_CONFLICT);
}

static void token_ends_soon_within_a_fortnight_of_its_end(void **state)
{
    const int64_t soon = TOKEN_SOON_DAYS * INT64_C(86400000);
    (void)state;
    assert_false(token_ends_soon(&(struct token){.expires_ms = 0}, NOON));
    assert_false(token_ends_soon(&(struct token){.expires_ms = NOON}, NOON));
    assert_true(token_ends_soon(&(struct token){.expires_ms = NOON + 1}, NOON));
    assert_true(token_ends_soon(&(struct token){.expires_ms = NOON + soon}, NOON));
    assert_false(token_ends_soon(&(struct token){.expires_ms = NOON + soon + 1}, NOON));
    assert_false(token_ends_soon(&(struct token){.expires_ms = NOON + 1, .revoked_ms = 1}, NOON));
}

static void second_revocation_keeps_the_first_instant(void **state)
{
    struct fixture *f = *state;
    int64_t id;
    create(f, &plain, &id);
    for (int i = 0; i < 2; i++) {
        struct conn *conn = fixture_begin(f);
        assert_ok(token_revoke(conn, id));
        assert_ok(store_commit(&conn));
        f->now_ms += HOUR;
    }
    assert_int_equal(get(f, id).revoked_ms, NOON);
}

static void token_works_only_from_its_addresses(void **state)
{
    struct fixture *f = *state;
    struct token token = plain;
    struct actor actor = {0};
    int64_t id;
    token.from = "192.0.2.0/24 2001:db8::/32";
    const char *text = create(f, &token, &id);
    assert_ok(verify(f, text, "192.0.2.200", &actor));
    assert_ok(verify(f, text, "2001:db8::7", &actor));
    actor = (struct actor){0};
    assert_int_equal(verify(f, text, "198.51.100.1", &actor), ERR_UNAUTHORIZED);
    assert_int_equal(verify(f, text, NULL, &actor), ERR_UNAUTHORIZED);
    assert_int_equal(verify(f, text, "nonsense", &actor), ERR_UNAUTHORIZED);
    assert_int_equal(actor.role, ROLE_NONE); /* written only on success */
}

static void use_is_kept_to_the_minute(void **state)
{
    struct fixture *f = *state;
    int64_t id;
    const char *text = create(f, &plain, &id);
    f->now_ms += 90 * 1000;
    assert_ok(try_token(f, text));
    assert_int_equal(get(f, id).last_used_ms, 0);
    assert_ok(token_flush_uses(f->store));
    assert_int_equal(get(f, id).last_used_ms, NOON + MINUTE);
    assert_ok(token_flush_uses(f->store));
    assert_int_equal(try_token(f, "cong_1_x"), ERR_UNAUTHORIZED);
    assert_int_equal(get(f, id).last_used_ms, NOON + MINUTE);
}

static void use_that_a_full_disk_kept_from_being_saved_is_saved_by_the_next_flush(void **state)
{
    struct fixture *f = *state;
    int64_t id;
    const char *text = create(f, &plain, &id);
    f->now_ms += MINUTE;
    assert_ok(try_token(f, text));
    fault_arm(FAULT_FULL, 1);
    assert_int_not_equal(token_flush_uses(f->store), ERR_OK);
    fault_disarm();
    assert_int_equal(get(f, id).last_used_ms, 0);
    assert_ok(token_flush_uses(f->store));
    assert_int_equal(get(f, id).last_used_ms, NOON + MINUTE);
}

static void long_text_is_no_token(void **state)
{
    struct fixture *f = *state;
    char text[TOKEN_TEXT_MAX + 2];
    memset(text, '1', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    memcpy(text, "cong_1_", 7);
    assert_int_equal(try_token(f, text), ERR_UNAUTHORIZED);
}

/* Of tokens and of sessions, whose numbers are negative. */
static void each_use_is_noted_apart_as_long_as_there_is_room(void **state)
{
    struct fixture *f = *state;
    for (int64_t number = 1; number <= USES_MAX / 2; number++) {
        use_note(f->store, number, NOON + number);
        use_note(f->store, -number, NOON - number);
    }
    use_note(f->store, 1, NOON); /* earlier than what is noted */
    use_note(f->store, USES_MAX, NOON);
    assert_int_equal(use_noted(f->store, 1), NOON + 1);
    assert_int_equal(use_noted(f->store, -2), NOON - 2);
    assert_int_equal(use_noted(f->store, USES_MAX), 0);
    assert_ok(token_flush_uses(f->store));
    assert_int_equal(use_noted(f->store, 1), 0);
    use_note(f->store, USES_MAX, NOON);
    assert_int_equal(use_noted(f->store, USES_MAX), NOON);
}

static void uses_that_cannot_be_written_are_noted_again(void **state)
{
    struct fixture *f = *state;
    int64_t first, second;
    create(f, &plain, &first);
    create(f, &plain, &second);
    use_note(f->store, first, NOON);
    use_note(f->store, second, NOON);
    sqlite3_progress_handler(f->store->writer->db, 8, faulty_progress, NULL);
    for (int step = 1; use_noted(f->store, second); step++) {
        fault_arm(FAULT_INTERRUPT, step);
        enum err err = token_flush_uses(f->store);
        fault_disarm();
        assert_int_equal(use_noted(f->store, first), err ? NOON : 0);
        assert_int_equal(use_noted(f->store, second), err ? NOON : 0);
    }
    sqlite3_progress_handler(f->store->writer->db, 0, NULL, NULL);
    assert_int_equal(get(f, first).last_used_ms, NOON);
    assert_int_equal(get(f, second).last_used_ms, NOON);
}

static void list_for_which_there_is_no_memory_is_none(void **state)
{
    struct fixture *f = *state;
    struct token *items = NULL;
    size_t count = 0;
    int64_t id;
    for (int i = 0; i < 9; i++)
        create(f, &plain, &id);
    auto_arena struct arena *small = arena_new(1024);
    struct conn *conn = NULL;
    assert_ok(store_lease(f->store, small, &conn));
    assert_int_equal(token_list(conn, &items, &count), ERR_MEMORY);
    store_end(conn);
    assert_null(items);
}

static void failed_arena_lets_nobody_in(void **state)
{
    struct fixture *f = *state;
    struct actor actor = {0};
    int64_t id;
    const char *text = create(f, &plain, &id);
    auto_arena struct arena *failed = arena_new(1024);
    struct conn *conn = NULL;
    arena_fail(failed);
    assert_ok(store_lease(f->store, failed, &conn));
    enum err err = token_verify(conn, text, "192.0.2.1", &actor);
    store_end(conn);
    assert_int_not_equal(err, ERR_OK);
    assert_int_equal(actor.role, ROLE_NONE);
}

int main(void)
{
    faults_install();
    const struct CMUnitTest tests[] = {
        store_test(token_tells_who_holds_it),
        store_test(two_tokens_differ_and_no_secret_is_kept),
        store_test(wrong_secret_is_unauthorized),
        store_test(text_that_is_no_token_is_unauthorized),
        store_test(token_expires_at_its_instant),
        store_test(former_secret_is_good_until_its_instant_and_none_before_it),
        store_test(what_is_over_gets_no_secret),
        store_test(token_ends_soon_within_a_fortnight_of_its_end),
        store_test(revoked_token_is_unauthorized_and_stays_listed),
        store_test(second_revocation_keeps_the_first_instant),
        store_test(token_works_only_from_its_addresses),
        store_test(use_is_kept_to_the_minute),
        store_test(use_that_a_full_disk_kept_from_being_saved_is_saved_by_the_next_flush),
        store_test(long_text_is_no_token),
        store_test(each_use_is_noted_apart_as_long_as_there_is_room),
        store_test(uses_that_cannot_be_written_are_noted_again),
        store_test(list_for_which_there_is_no_memory_is_none),
        store_test(failed_arena_lets_nobody_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
