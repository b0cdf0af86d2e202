/* Seals in the store: which versions have one, what it is made of, that it goes with what is taken back, and
 * the keys. */
#include "engine_fixture.h"

#include "base/canonical_json.h"
#include "base/json_text.h"
#include "store/redaction.h"
#include "store/seal.h"

/* Rows changed behind the headers. */
static void fixture_execute(struct fixture *f, const char *sql)
{
    assert_int_equal(sqlite3_exec(f->store->writer->db, sql, NULL, NULL, NULL), SQLITE_OK);
}

static bool has_seal(struct fixture *f, int64_t id, int64_t version, struct seal *ret_seal)
{
    struct conn *conn = fixture_lease(f);
    enum err err = seal_by_version(conn, id, version, ret_seal);
    store_end(conn);
    assert_true(err == ERR_OK || err == ERR_NOT_FOUND);
    return !err;
}

static void each_public_version_is_sealed_and_no_other(void **state)
{
    struct fixture *f = *state;
    struct article draft = sample("nhap");
    struct seal seal, second;
    draft.status = STATUS_DRAFT;
    int64_t id = add_article(f, &draft);
    assert_false(has_seal(f, id, 1, &seal));
    move_article(f, id, STATUS_PUBLISHED, ACTION_PUBLISH);
    assert_true(has_seal(f, id, 2, &seal));
    assert_true(seal.is_whole);
    struct article article = get_article(f, id);
    article.body = "Nội dung khác.";
    save_article(f, &article, ACTION_EDIT);
    assert_true(has_seal(f, id, 3, &second));
    assert_string_not_equal(seal.code, second.code);
    move_article(f, id, STATUS_WITHDRAWN, ACTION_WITHDRAW);
    assert_false(has_seal(f, id, 4, &seal));
    struct article inside = sample("noi-bo");
    inside.audience = AUDIENCE_STAFF;
    assert_false(has_seal(f, add_article(f, &inside), 1, &seal));
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM seals_due"), 0);
}

static void what_is_sealed_is_canonical_and_signed(void **state)
{
    struct fixture *f = *state;
    struct article article = sample("bai");
    struct attachment attachment = {.media = {.id = add_media(f, "tệp")}, .title = "Phụ lục \"1\""};
    struct fact_value facts[] = {{.fact = FACT_SAMPLE_NUMBER, .text = "01/2026/QĐ"},
                                 {.fact = FACT_SAMPLE_ISSUER, .text = "Ủy ban"},
                                 {.fact = FACT_SAMPLE_ISSUER, .text = "Hội đồng"}};
    struct seal seal;
    article.kind = KIND_SAMPLE;
    article.facts = facts;
    article.fact_count = 3;
    article.attachments = &attachment;
    article.attachment_count = 1;
    article.lead = "Dòng một\nvới \x01 và \\";
    int64_t id = add_article(f, &article);
    assert_true(has_seal(f, id, 1, &seal));
    auto_buf struct buf canonical = BUF(100000);
    json_auto_t *content = json_text_read(seal.content, strlen(seal.content), JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(content);
    assert_int_equal(canonical_json(content, &canonical), ERR_OK);
    assert_string_equal(buf_str(&canonical), seal.content);
    assert_string_equal(json_string_value(json_object_get(content, "published_at")), "2026-11-24T05:00:00Z");
    assert_int_equal(json_array_size(json_object_get(content, "facts")), 3);
    assert_true(seal.is_whole && seal_is_signed(seal.key, seal.hash, seal.signature));
    /* Behind the portal's back. */
    fixture_execute(f, "UPDATE revisions SET body = 'Nội dung khác.'");
    assert_true(has_seal(f, id, 1, &seal));
    assert_false(seal.is_whole);
}

static void what_is_taken_back_keeps_its_code_alone(void **state)
{
    struct fixture *f = *state;
    struct article article = sample("bai");
    struct seal first, second, taken;
    struct redacted redacted;
    int64_t id = add_article(f, &article);
    article = get_article(f, id);
    article.body = "Nội dung khác.";
    save_article(f, &article, ACTION_EDIT);
    assert_true(has_seal(f, id, 1, &first) && has_seal(f, id, 2, &second));
    struct conn *conn = fixture_begin(f);
    assert_ok(revision_redact(conn, id, 1, "Theo yêu cầu", &redacted));
    assert_ok(store_commit(&conn));
    conn = fixture_lease(f);
    assert_ok(seal_by_code(conn, first.code, &taken));
    assert_true(taken.is_taken && !taken.salt && !taken.hash && !taken.signature);
    assert_ok(seal_by_code(conn, second.code, &taken));
    assert_false(taken.is_taken);
    store_end(conn);
    conn = fixture_begin(f);
    assert_ok(article_erase(conn, id, "Theo yêu cầu", &redacted));
    assert_ok(store_commit(&conn));
    conn = fixture_lease(f);
    assert_ok(seal_by_code(conn, second.code, &taken));
    assert_true(taken.is_taken);
    store_end(conn);
    assert_int_equal(
        fixture_integer(f, "SELECT count(*) FROM seals WHERE coalesce(salt, hash, signature) IS NOT NULL"),
        0);
}

static void those_of_before_are_sealed_once(void **state)
{
    struct fixture *f = *state;
    struct seal seal;
    int64_t ids[60];
    bool done = false;
    for (int i = 0; i < 60; i++) {
        char slug[20];
        snprintf(slug, sizeof slug, "bai-%d", i);
        const struct article article = sample(slug);
        ids[i] = add_article(f, &article);
    }
    fixture_execute(f, "INSERT INTO seals_due SELECT article_id, version FROM seals; DELETE FROM seals");
    uint64_t generation = store_generation(f->store);
    assert_ok(seal_fill(f->store, &done));
    assert_false(done);
    assert_int_equal(store_generation(f->store), generation); /* pages are made anew once, at the end */
    assert_ok(seal_fill(f->store, &done));
    assert_true(done && store_generation(f->store) > generation);
    for (int i = 0; i < 60; i++)
        assert_true(has_seal(f, ids[i], 1, &seal) && seal.is_whole);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM seals_due"), 0);
    done = false;
    assert_ok(seal_fill(f->store, &done));
    assert_true(done);
}

static void another_key_signs_and_the_former_one_verifies(void **state)
{
    struct fixture *f = *state;
    const struct article article = sample("bai"), other = sample("bai-hai");
    struct signing_key *keys, made;
    struct seal before, behind;
    size_t count;
    int64_t id = add_article(f, &article);
    assert_true(has_seal(f, id, 1, &before));
    f->now_ms += HOUR;
    struct conn *conn = fixture_begin(f);
    assert_ok(signing_key_rotate(conn, &made));
    assert_ok(store_commit(&conn));
    assert_true(has_seal(f, add_article(f, &other), 1, &behind));
    assert_memory_equal(behind.key, made.key, sizeof made.key);
    conn = fixture_lease(f);
    assert_ok(signing_key_list(conn, &keys, &count));
    store_end(conn);
    assert_int_equal(count, 2);
    assert_memory_equal(keys[0].key, made.key, sizeof made.key);
    assert_memory_equal(keys[1].key, before.key, sizeof made.key);
    assert_true(!keys[0].until_ms && keys[1].until_ms == f->now_ms);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM signing_keys WHERE seed IS NOT NULL"), 1);
    assert_true(seal_is_signed(before.key, before.hash, before.signature));
}

/* As after a restore without DIR/secret.key. */
static void a_key_that_does_not_open_gives_way(void **state)
{
    struct fixture *f = *state;
    const struct article article = sample("bai"), other = sample("bai-hai");
    struct seal before, behind;
    assert_true(has_seal(f, add_article(f, &article), 1, &before));
    fixture_execute(f, "UPDATE signing_keys SET seed = randomblob(length(seed))");
    assert_true(has_seal(f, add_article(f, &other), 1, &behind));
    assert_memory_not_equal(before.key, behind.key, SEAL_KEY_SIZE);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM signing_keys WHERE until_ms = 0"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(each_public_version_is_sealed_and_no_other),
        store_test(what_is_sealed_is_canonical_and_signed),
        store_test(what_is_taken_back_keeps_its_code_alone),
        store_test(those_of_before_are_sealed_once),
        store_test(another_key_signs_and_the_former_one_verifies),
        store_test(a_key_that_does_not_open_gives_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
