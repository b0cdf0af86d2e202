/* Who may do what in a copy of before that becomes the portal's: no more than now. */
#include "copied.h"

#include "store/account.h"
#include "store/preview_link.h"
#include "store/proof.h"
#include "store/restore.h"
#include "store/seal.h"
#include "store/token.h"

/* The copy becomes the portal's database; its key is there, and is the store's or not. */
static struct restore_counts restore(struct fixture *f, struct fixture *copy, bool keeps_seals)
{
    const struct restore_terms terms = {
        .name = "moc", .keeps_names = true, .knows_own_names = true, .keeps_seals = keeps_seals};
    struct restore_counts counts;
    struct former former;
    assert_ok(former_read_store(f->store, f->arena, &former));
    copy->now_ms = f->now_ms;
    copy->clock.context = copy;
    fixture_open(copy);
    assert_ok(restore_apply(copy->store, &former, &terms, &counts));
    return counts;
}

static void change(struct fixture *f, const char *sql)
{
    assert_int_equal(sqlite3_exec(f->store->writer->db, sql, NULL, NULL, NULL), SQLITE_OK);
}

static const char *make_token(struct fixture *f, int64_t *ret_id)
{
    static const struct token token = {.name = "Phòng Văn hóa", .role = ROLE_EDITOR};
    const char *text;
    auto_secret struct token_secret secret;
    token_secret_draw(&secret);
    struct conn *conn = fixture_begin(f);
    assert_ok(token_create(conn, &token, &secret, ret_id, &text));
    assert_ok(store_commit(&conn));
    return text;
}

static void rotate(struct fixture *f, int64_t id, int64_t expires_ms, int64_t grace_ms)
{
    const char *text;
    auto_secret struct token_secret secret;
    token_secret_draw(&secret);
    struct conn *conn = fixture_begin(f);
    assert_ok(token_rotate(conn, id, expires_ms, grace_ms, &secret, &text));
    assert_ok(store_commit(&conn));
}

static enum err try_token(struct fixture *f, const char *text)
{
    struct actor actor;
    struct conn *conn = fixture_lease(f);
    enum err err = token_verify(conn, text, "192.0.2.1", &actor);
    store_end(conn);
    return err;
}

static void a_secret_that_is_no_more_good_is_not_good_in_a_copy_either(void **state)
{
    enum { STAYS, REVOKED, ROTATED, ROTATED_AND_REVOKED, IN_GRACE, ENDS, TOKENS };
    struct fixture *f = *state;
    struct fixture copy;
    const char *texts[TOKENS];
    int64_t ids[TOKENS];
    for (size_t i = 0; i < TOKENS; i++)
        texts[i] = make_token(f, &ids[i]);
    copy_store(f, &copy);
    rotate(f, ids[ROTATED], 0, 0);
    rotate(f, ids[ROTATED_AND_REVOKED], 0, HOUR);
    rotate(f, ids[IN_GRACE], 0, HOUR);
    struct conn *conn = fixture_begin(f);
    assert_ok(token_revoke(conn, ids[REVOKED]));
    assert_ok(token_revoke(conn, ids[ROTATED_AND_REVOKED]));
    assert_ok(store_commit(&conn));
    change(f, "UPDATE tokens SET expires_ms = 1795496460000 WHERE id = 6");
    assert_int_equal(ids[ENDS], 6);
    struct restore_counts counts = restore(f, &copy, true);
    assert_int_equal(counts.revoked, 3);
    assert_int_equal(counts.rotated, 1);
    assert_ok(try_token(&copy, texts[STAYS]));
    assert_int_equal(try_token(&copy, texts[REVOKED]), ERR_UNAUTHORIZED);
    assert_int_equal(try_token(&copy, texts[ROTATED]), ERR_UNAUTHORIZED);
    assert_int_equal(try_token(&copy, texts[ROTATED_AND_REVOKED]), ERR_UNAUTHORIZED);
    assert_ok(try_token(&copy, texts[IN_GRACE]));
    assert_ok(try_token(&copy, texts[ENDS]));
    copy.now_ms = NOON + MINUTE;
    assert_int_equal(try_token(&copy, texts[ENDS]), ERR_UNAUTHORIZED);
    copy.now_ms = NOON + HOUR;
    assert_int_equal(try_token(&copy, texts[IN_GRACE]), ERR_UNAUTHORIZED);
    assert_ok(try_token(&copy, texts[STAYS]));
    end_copy(&copy);
}

/* The key of the copy was given up since, perhaps because somebody knows it. */
static void no_key_of_a_copy_signs_again_and_those_of_now_still_verify(void **state)
{
    struct fixture *f = *state;
    struct fixture copy;
    const struct article first = sample("mot"), second = sample("hai");
    struct signing_key *keys, made;
    struct seal seal;
    size_t count;
    int64_t rotated_ms;
    add_article(f, &first);
    copy_store(f, &copy);
    f->now_ms += HOUR;
    struct conn *conn = fixture_begin(f);
    assert_ok(signing_key_rotate(conn, &made));
    assert_ok(store_commit(&conn));
    rotated_ms = f->now_ms;
    f->now_ms += HOUR;
    restore(f, &copy, true);
    conn = fixture_lease(&copy);
    assert_ok(signing_key_list(conn, &keys, &count));
    assert_int_equal(count, 2);
    assert_true(keys[0].until_ms == copy.now_ms && keys[1].until_ms == rotated_ms);
    store_end(conn);
    int64_t id = add_article(&copy, &second);
    conn = fixture_lease(&copy);
    assert_ok(seal_by_version(conn, id, 1, &seal));
    assert_memory_not_equal(seal.key, keys[0].key, SEAL_KEY_SIZE);
    assert_memory_not_equal(seal.key, keys[1].key, SEAL_KEY_SIZE);
    store_end(conn);
    end_copy(&copy);
}

static void a_copy_gives_nobody_categories_back_nor_lets_them_in_without_codes(void **state)
{
    struct fixture *f = *state;
    struct fixture copy;
    change(f, "INSERT INTO categories (id, slug, name, lang) VALUES (51, 'mot', 'Một', 'vi'), (52, 'hai', "
              "'Hai', 'vi'),"
              " (5, 'ba', 'Ba', 'vi')");
    change(f, "INSERT INTO accounts (id, name, display_name, role, is_limited, created_ms) VALUES"
              " (1, 'it', 'Ít', 2, 1, 1), (2, 'het', 'Hết', 2, 0, 1), (3, 'ma', 'Mã', 3, 0, 1), (4, 'yen', "
              "'Yên', 2, 1, 1);"
              "INSERT INTO account_categories VALUES (1, 51), (1, 52), (1, 5), (4, 51)");
    copy_store(f, &copy);
    change(f, "DELETE FROM account_categories WHERE account_id = 1 AND category_id <> 52;"
              "UPDATE accounts SET is_limited = 1 WHERE id = 2; INSERT INTO account_categories VALUES (2, "
              "51), (4, 52);"
              "UPDATE accounts SET needs_totp = 1 WHERE id = 3");
    struct restore_counts counts = restore(f, &copy, true);
    assert_int_equal(counts.lessened, 3);
    assert_int_equal(
        fixture_integer(&copy, "SELECT sum(category_id) FROM account_categories WHERE account_id = 1"), 52);
    assert_int_equal(
        fixture_integer(&copy, "SELECT sum(category_id) FROM account_categories WHERE account_id = 2"), 51);
    assert_int_equal(
        fixture_integer(&copy, "SELECT sum(category_id) FROM account_categories WHERE account_id = 4"), 51);
    assert_int_equal(fixture_integer(&copy, "SELECT is_limited FROM accounts WHERE id = 2"), 1);
    assert_int_equal(fixture_integer(&copy, "SELECT needs_totp FROM accounts WHERE id = 3"), 1);
    end_copy(&copy);
}

/* 1 uses a recovery code, 2 has its codes ended, 3 exchanges all, 4 sets codes up first; of 5 they stay. */
static void make_proofs(struct fixture *f, struct fixture *copy)
{
    change(f, "INSERT INTO accounts (id, name, display_name, role, created_ms) VALUES"
              " (1, 'a1', 'A', 2, 1), (2, 'a2', 'A', 2, 1), (3, 'a3', 'A', 2, 1), (4, 'a4', 'A', 2, 1), (5, "
              "'a5', 'A', 2, 1)");
    change(f, "INSERT INTO factors (account_id, kind, secret, created_ms, confirmed_ms)"
              " SELECT id, 1, CAST('s' || id AS BLOB), 1, 1 FROM accounts WHERE id <> 4");
    change(f, "INSERT INTO recovery_codes (account_id, selector, hash) SELECT id, s, 'h' || s || id"
              " FROM accounts, (SELECT 'aa' AS s UNION SELECT 'bb') WHERE id <> 4");
    copy_store(f, copy);
    f->now_ms += MINUTE;
    struct conn *conn = fixture_begin(f);
    assert_ok(recovery_use(conn, 1, "aa"));
    assert_ok(totp_accept(conn, 1, 77));
    assert_ok(totp_remove(conn, 2));
    assert_ok(store_commit(&conn));
    change(f, "UPDATE factors SET secret = CAST('new3' AS BLOB) WHERE account_id = 3;"
              "UPDATE recovery_codes SET hash = 'new' || selector WHERE account_id = 3;"
              "INSERT INTO factors (account_id, kind, secret, created_ms, confirmed_ms) VALUES (4, 1, "
              "CAST('s4' AS BLOB), 2, 2)");
}

static void codes_of_a_copy_are_those_of_now(void **state)
{
    struct fixture *f = *state;
    struct fixture copy;
    make_proofs(f, &copy);
    struct restore_counts counts = restore(f, &copy, true);
    assert_int_equal(counts.factors, 1);
    assert_int_equal(counts.proofs, 3);
    struct conn *conn = fixture_begin(&copy);
    int64_t left[6];
    const char *hash;
    for (int64_t id = 1; id <= 5; id++)
        assert_ok(recovery_left(conn, id, &left[id]));
    assert_int_equal(recovery_find(conn, 1, "aa", &hash), ERR_NOT_FOUND);
    assert_ok(recovery_find(conn, 1, "bb", &hash));
    assert_ok(recovery_find(conn, 3, "aa", &hash));
    assert_string_equal(hash, "newaa");
    assert_int_equal(totp_accept(conn, 1, 77), ERR_CONFLICT);
    store_end(conn);
    assert_int_equal(left[1], 1);
    assert_int_equal(left[2], 0);
    assert_int_equal(left[3], 2);
    assert_int_equal(left[5], 2);
    assert_int_equal(fixture_integer(&copy, "SELECT count(*) FROM factors WHERE account_id = 2"), 0);
    assert_int_equal(fixture_integer(&copy, "SELECT count(*) FROM factors WHERE account_id = 3"), 1);
    assert_int_equal(
        fixture_integer(&copy, "SELECT count(*) FROM factors WHERE secret = CAST('new3' AS BLOB)"), 1);
    assert_int_equal(fixture_integer(&copy, "SELECT count(*) FROM factors WHERE secret = CAST('s4' AS BLOB)"),
                     1);
    assert_int_equal(fixture_integer(&copy, "SELECT count(*) FROM factors WHERE secret = CAST('s5' AS BLOB)"),
                     1);
    end_copy(&copy);
}

static void codes_that_were_exchanged_go_when_no_key_opens_those_of_now(void **state)
{
    struct fixture *f = *state;
    struct fixture copy;
    make_proofs(f, &copy);
    struct restore_counts counts = restore(f, &copy, false);
    assert_int_equal(counts.factors, 2);
    assert_int_equal(counts.proofs, 1);
    assert_int_equal(fixture_integer(&copy, "SELECT sum(account_id) FROM factors"), 1 + 5);
    assert_int_equal(fixture_integer(&copy, "SELECT count(*) FROM recovery_codes WHERE used_ms = 0"), 1 + 2);
    end_copy(&copy);
}

/* As after a restore that lacked the key, which takes all of them. */
static void codes_that_nobody_ended_stay(void **state)
{
    struct fixture *f = *state;
    struct fixture copy;
    make_proofs(f, &copy);
    change(f, "DELETE FROM factors; DELETE FROM recovery_codes");
    struct restore_counts counts = restore(f, &copy, true);
    assert_int_equal(counts.factors, 1); /* that of 2 was ended before */
    assert_int_equal(fixture_integer(&copy, "SELECT sum(account_id) FROM factors"), 1 + 3 + 5);
    assert_int_equal(fixture_integer(&copy, "SELECT count(*) FROM recovery_codes"), 6);
    end_copy(&copy);
}

/* It was taken back since, perhaps, which a copy cannot know. */
static void a_copy_shows_no_draft_by_a_link_of_then(void **state)
{
    struct fixture *f = *state;
    struct fixture copy;
    struct preview_link link;
    auto_secret struct token_secret secret;
    struct article draft = sample("nhap");
    draft.status = STATUS_DRAFT;
    draft.id = add_article(f, &draft);
    token_secret_draw(&secret);
    struct conn *conn = fixture_begin(f);
    assert_ok(preview_link_add(conn, draft.id, &secret, 7, &link));
    assert_ok(store_commit(&conn));
    copy_store(f, &copy);
    restore(f, &copy, true);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM preview_links"), 1);
    assert_int_equal(fixture_integer(&copy, "SELECT count(*) FROM articles"), 1);
    assert_int_equal(fixture_integer(&copy, "SELECT count(*) FROM preview_links"), 0);
    end_copy(&copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(a_secret_that_is_no_more_good_is_not_good_in_a_copy_either),
        store_test(no_key_of_a_copy_signs_again_and_those_of_now_still_verify),
        store_test(a_copy_gives_nobody_categories_back_nor_lets_them_in_without_codes),
        store_test(codes_of_a_copy_are_those_of_now),
        store_test(codes_that_were_exchanged_go_when_no_key_opens_those_of_now),
        store_test(codes_that_nobody_ended_stay),
        store_test(a_copy_shows_no_draft_by_a_link_of_then),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
