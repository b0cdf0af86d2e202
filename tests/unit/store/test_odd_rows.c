/* What a row says that this program did not write so: a later program's facts, another's tool, a file that
 * was mended by hand. Nothing is taken for what it is not. */
#include "acts.h"

static void change_rows(struct fixture *f, const char *sql)
{
    char *message = NULL;
    if (sqlite3_exec(f->store->writer->db, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s", message);
}

static void facts_stand_in_the_order_of_their_rows_and_unknown_ones_are_passed_over(void **state)
{
    struct fixture *f = *state;
    struct scene scene;
    scene_make(&scene, f);
    change_rows(f, "UPDATE articles SET facts = "
                   "'{\"issuer\":[\"B\",\"A\"],\"later\":\"x\",\"state\":\"expired\",\"number\":\"1\"}' "
                   "WHERE slug = 'goc'");
    struct article a = get_article(f, scene.original);
    static const struct fact_value wanted[] = {{.fact = FACT_SAMPLE_NUMBER, .text = "1"},
                                               {.fact = FACT_SAMPLE_STATE, .text = "expired"},
                                               {.fact = FACT_SAMPLE_ISSUER, .text = "B"},
                                               {.fact = FACT_SAMPLE_ISSUER, .text = "A"}};
    assert_int_equal(a.fact_count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(a.facts[i].fact, wanted[i].fact);
        assert_string_equal(a.facts[i].text, wanted[i].text);
    }
}

static void facts_that_are_no_texts_are_none(void **state)
{
    struct fixture *f = *state;
    struct scene scene;
    scene_make(&scene, f);
    change_rows(f,
                "UPDATE articles SET facts = '{\"number\":null,\"state\":\"expired\"}' WHERE slug = 'goc'");
    struct article a = get_article(f, scene.original);
    assert_int_equal(a.fact_count, 1);
    assert_int_equal(a.facts[0].fact, FACT_SAMPLE_STATE);
    change_rows(f, "PRAGMA ignore_check_constraints = 1; UPDATE articles SET facts = '5' WHERE slug = 'goc'");
    assert_int_equal(get_article(f, scene.original).fact_count, 0);
}

static void revision_with_more_than_an_article_may_have_gives_what_it_may(void **state)
{
    struct fixture *f = *state;
    struct scene scene;
    struct revision revision;
    scene_make(&scene, f);
    change_rows(
        f,
        "UPDATE revisions SET tags = '1 1 999 2' || replace(printf('%60c', ' '), ' ', ' 2'),"
        " attachments = '1' || replace(printf('%40c', ' '), ' ', ' 2'), attachment_titles = char(10) || 'Hai'"
        " WHERE slug = 'goc'");
    struct conn *conn = fixture_lease(f);
    assert_ok(revision_by_version(conn, scene.original, 1, &revision));
    assert_int_equal(revision.article.tag_count, 2);
    assert_int_equal(revision.article.attachment_count, ARTICLE_ATTACHMENTS_MAX);
    /* Where no title is, the file's name stands. */
    assert_string_equal(revision.article.attachments[0].title, revision.article.attachments[0].media.name);
    assert_string_equal(revision.article.attachments[1].title, "Hai");
    store_end(conn);
}

static void revision_with_more_tags_than_an_article_may_have_gives_the_first(void **state)
{
    struct fixture *f = *state;
    struct scene scene;
    struct revision revision;
    scene_make(&scene, f);
    for (int i = 0; i < ARTICLE_TAGS_MAX; i++) {
        char slug[20];
        snprintf(slug, sizeof slug, "them-%d", i);
        add_tag(f, slug);
    }
    change_rows(f, "UPDATE revisions SET tags = (SELECT group_concat(id, ' ') FROM tags) WHERE slug = 'goc'");
    struct conn *conn = fixture_lease(f);
    assert_ok(revision_by_version(conn, scene.original, 1, &revision));
    store_end(conn);
    assert_int_equal(revision.article.tag_count, ARTICLE_TAGS_MAX);
}

static void revision_of_a_medium_that_is_gone_is_an_error(void **state)
{
    struct fixture *f = *state;
    struct scene scene;
    struct revision revision;
    scene_make(&scene, f);
    change_rows(f, "UPDATE revisions SET attachments = '999' WHERE slug = 'goc'");
    struct conn *conn = fixture_lease(f);
    assert_int_equal(revision_by_version(conn, scene.original, 1, &revision), ERR_NOT_FOUND);
    store_end(conn);
}

static void hash_of_another_length_lets_nobody_in(void **state)
{
    struct fixture *f = *state;
    struct scene scene;
    struct actor actor = {0};
    scene_make(&scene, f);
    change_rows(f, "PRAGMA ignore_check_constraints = 1; UPDATE tokens SET hash = substr(hash, 1, 31)");
    struct conn *conn = fixture_lease(f);
    assert_int_equal(token_verify(conn, scene.secret, "192.0.2.1", &actor), ERR_UNAUTHORIZED);
    store_end(conn);
    change_rows(f, "UPDATE tokens SET hash = x''");
    conn = fixture_lease(f);
    assert_int_equal(token_verify(conn, scene.secret, "192.0.2.1", &actor), ERR_UNAUTHORIZED);
    store_end(conn);
    assert_int_equal(actor.role, ROLE_NONE);
}

static void key_with_a_broken_hash_is_anothers(void **state)
{
    struct fixture *f = *state;
    struct scene scene;
    struct kept_answer answer;
    scene_make(&scene, f);
    static const char *const hashes[] = {"x'01'", "x''"};
    for (size_t i = 0; i < 2; i++) {
        char sql[200];
        snprintf(sql, sizeof sql, "PRAGMA ignore_check_constraints = 1; UPDATE idempotency SET hash = %s",
                 hashes[i]);
        change_rows(f, sql);
        struct conn *conn = fixture_lease(f);
        assert_int_equal(idempotency_find(conn, editor.token_id, "cu", kept_hash, &answer),
                         ERR_IDEMPOTENCY_MISMATCH);
        store_end(conn);
    }
}

static void nothing_is_chained_to_a_line_with_a_broken_hash(void **state)
{
    struct fixture *f = *state;
    struct scene scene;
    scene_make(&scene, f);
    int64_t lines = fixture_integer(f, "SELECT count(*) FROM audit");
    static const char *const hashes[] = {"x'01'", "x''"};
    for (size_t i = 0; i < 2; i++) {
        char sql[200];
        snprintf(sql, sizeof sql, "PRAGMA ignore_check_constraints = 1; UPDATE audit SET hash = %s",
                 hashes[i]);
        change_rows(f, sql);
        struct conn *conn = fixture_begin(f);
        assert_int_equal(audit_add(conn, "x", "x", 1, 0, 1, NULL), ERR_INTERNAL);
        store_end(conn);
    }
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM audit"), lines);
}

static void note_whose_salt_or_hash_is_broken_is_found(void **state)
{
    struct fixture *f = *state;
    static const char *const broken[] = {"note_salt = substr(note_salt, 1, 31)",
                                         "note_hash = substr(note_hash, 1, 31)", "note_hash = NULL"};
    struct scene scene;
    scene_make(&scene, f);
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct audit_report report = {0};
        char sql[300];
        snprintf(
            sql, sizeof sql,
            "PRAGMA ignore_check_constraints = 1; SAVEPOINT s; UPDATE audit SET %s WHERE note IS NOT NULL",
            broken[i]);
        change_rows(f, sql);
        struct conn *conn = f->store->writer;
        conn->arena = f->arena;
        assert_ok(audit_verify(conn, &report));
        assert_true(report.first_bad > 0);
        change_rows(f, "ROLLBACK TO s; RELEASE s");
    }
}

static void file_without_its_state_has_no_feed(void **state)
{
    struct fixture *f = *state;
    struct change_state at;
    change_rows(f, "DELETE FROM state");
    struct conn *conn = fixture_lease(f);
    assert_int_equal(change_state(conn, &at), ERR_INTERNAL);
    store_end(conn);
}

int main(void)
{
    faults_install();
    const struct CMUnitTest tests[] = {
        store_test(facts_stand_in_the_order_of_their_rows_and_unknown_ones_are_passed_over),
        store_test(facts_that_are_no_texts_are_none),
        store_test(revision_with_more_tags_than_an_article_may_have_gives_the_first),
        store_test(revision_with_more_than_an_article_may_have_gives_what_it_may),
        store_test(revision_of_a_medium_that_is_gone_is_an_error),
        store_test(hash_of_another_length_lets_nobody_in),
        store_test(key_with_a_broken_hash_is_anothers),
        store_test(nothing_is_chained_to_a_line_with_a_broken_hash),
        store_test(note_whose_salt_or_hash_is_broken_is_found),
        store_test(file_without_its_state_has_no_feed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
