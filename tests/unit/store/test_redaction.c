/* What was taken back: its rows, its names, its list, and that a transaction which is given up takes nothing.
 */
#include "engine_fixture.h"

#include "store/redaction.h"
#include "store/search.h"
#include "store/slug_number.h"
#include "store/tombstone_slug.h"

static struct redacted erase(struct fixture *f, int64_t id)
{
    struct redacted redacted = {0};
    struct conn *conn = fixture_begin(f);
    assert_ok(article_erase(conn, id, "Theo yêu cầu", &redacted));
    assert_ok(store_commit(&conn));
    return redacted;
}

static bool slug_is_gone(struct fixture *f, const char *slug)
{
    bool gone = false;
    struct conn *conn = fixture_lease(f);
    assert_ok(tombstone_slug(conn, TOMBSTONE_ARTICLE, slug, &gone));
    store_end(conn);
    return gone;
}

static void erased_article_leaves_a_line_and_a_hash(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("ten-nguoi");
    a.external_id = "ben-ngoai-1";
    a.id = add_article(f, &a);
    struct redacted redacted = erase(f, a.id);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM articles"), 0);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM revisions"), 0);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM gone_slugs"), 0);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM tombstones"), 1);
    assert_true(slug_is_gone(f, "ten-nguoi"));
    struct redaction redaction;
    struct conn *conn = fixture_lease(f);
    assert_ok(redaction_by_id(conn, redacted.id, &redaction));
    store_end(conn);
    assert_int_equal(redaction.article_id, a.id);
    assert_int_equal(redaction.version, 0);
    assert_int_equal(redaction.erased_ms, 0);
    a.slug = "khac";
    assert_int_equal(try_insert(f, &a), ERR_CONFLICT); /* by its external id */
    a.slug = "ten-nguoi", a.external_id = NULL;
    assert_int_equal(try_insert(f, &a), ERR_CONFLICT);
}

static void erasing_ends_and_is_found_again_by_the_next_start(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("bai");
    int64_t id = add_article(f, &a);
    assert_false(redaction_is_pending(f->store));
    struct redacted redacted = erase(f, id);
    assert_true(redaction_is_pending(f->store));
    fixture_reopen(f);
    assert_true(redaction_is_pending(f->store));
    assert_ok(redaction_erase(f->store, NULL, 60000));
    assert_false(redaction_is_pending(f->store));
    struct redaction redaction;
    struct conn *conn = fixture_lease(f);
    assert_ok(redaction_by_id(conn, redacted.id, &redaction));
    store_end(conn);
    assert_int_equal(redaction.erased_ms, f->now_ms);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM search_title_idx"), 0);
}

static void a_persons_request_that_redacts_nothing_is_erased_too(void **state)
{
    struct fixture *f = *state;
    struct person_erasure erasure;
    int64_t id;
    struct conn *conn = fixture_begin(f);
    assert_ok(person_erasure_add(conn, &id));
    assert_false(redaction_is_pending(f->store));
    assert_ok(store_commit(&conn));
    assert_true(redaction_is_pending(f->store));
    fixture_reopen(f);
    assert_true(redaction_is_pending(f->store));
    assert_ok(redaction_erase(f->store, NULL, 60000));
    assert_false(redaction_is_pending(f->store));
    conn = fixture_lease(f);
    assert_ok(person_erasure_by_id(conn, id, &erasure));
    store_end(conn);
    assert_int_equal(erasure.erased_ms, f->now_ms);
}

/* A new portal counts its articles once the indexer has run; what came before it must not count twice. */
static void words_of_an_article_that_came_before_the_indexer_go_with_it(void **state)
{
    struct fixture *f = *state;
    bool done = false;
    struct article a = sample("bai");
    a.id = add_article(f, &a);
    assert_ok(search_rebuild(f->store, &done));
    assert_true(done);
    erase(f, a.id);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM search_syllables"), 0);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM search_pairs"), 0);
}

static void given_up_redaction_takes_nothing_and_wakes_nobody(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("bai");
    a.id = add_article(f, &a);
    struct redacted redacted;
    struct conn *conn = fixture_begin(f);
    assert_ok(article_erase(conn, a.id, "Theo yêu cầu", &redacted));
    store_end(conn);
    assert_false(redaction_is_pending(f->store));
    assert_int_equal(get_article(f, a.id).id, a.id);
    assert_false(slug_is_gone(f, "bai"));
}

static void tag_that_another_article_has_stays(void **state)
{
    struct fixture *f = *state;
    const struct term tags[] = {{.id = add_tag(f, "rieng")}, {.id = add_tag(f, "chung")}};
    struct article a = sample("mot"), b = sample("hai");
    a.tags = tags, a.tag_count = 2;
    b.tags = tags + 1, b.tag_count = 1;
    a.id = add_article(f, &a);
    add_article(f, &b);
    erase(f, a.id);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM tags WHERE slug = 'chung'"), 1);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM tags WHERE slug = 'rieng'"), 0);
    assert_int_equal(
        fixture_integer(
            f, "SELECT count(*) FROM audit WHERE object = 'tag' AND object_id = 1 AND note IS NOT NULL"),
        0);
}

static void present_address_made_of_the_words_is_exchanged(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("thong-bao-lich-tiep-cong-dan");
    struct redacted redacted;
    a.id = add_article(f, &a);
    a.title = "Tựa mới";
    save_article(f, &a, ACTION_EDIT);
    struct conn *conn = fixture_begin(f);
    assert_ok(revision_redact(conn, a.id, 1, "Dữ liệu cá nhân", &redacted));
    assert_ok(store_commit(&conn));
    assert_string_equal(redacted.new_slug, "tua-moi");
    assert_string_equal(get_article(f, a.id).slug, "tua-moi");
    assert_true(slug_is_gone(f, "thong-bao-lich-tiep-cong-dan"));
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM revisions WHERE slug LIKE 'thong-bao%'"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(erased_article_leaves_a_line_and_a_hash),
        store_test(erasing_ends_and_is_found_again_by_the_next_start),
        store_test(a_persons_request_that_redacts_nothing_is_erased_too),
        store_test(words_of_an_article_that_came_before_the_indexer_go_with_it),
        store_test(given_up_redaction_takes_nothing_and_wakes_nobody),
        store_test(tag_that_another_article_has_stays),
        store_test(present_address_made_of_the_words_is_exchanged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
