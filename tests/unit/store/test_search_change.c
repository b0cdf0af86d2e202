/* The search index is written once before a commit: it holds what stayed, and nothing else. */
#include "engine_fixture.h"

/* The index is written once for a batch: an article that changes twice in one, by two who stay and one who
 * does not, is found by its last words alone. */
static void article_changed_twice_in_a_transaction_is_found_by_its_last_words(void **state)
{
    struct fixture *f = *state;
    struct article article = sample("hai-lan");
    int64_t version;
    article.title = "Lúa mùa";
    article.id = add_article(f, &article);
    struct conn *conn = fixture_begin(f);
    article.title = "Ngô đông";
    assert_ok(article_update(conn, &article, ACTION_EDIT, 0, &version));
    assert_ok(store_mark(conn));
    article.title = "Khoai lang";
    assert_ok(article_update(conn, &article, ACTION_EDIT, 0, &version));
    assert_ok(store_take_back(conn));
    assert_ok(store_mark(conn));
    article.title = "Sắn dây";
    assert_ok(article_update(conn, &article, ACTION_EDIT, 0, &version));
    assert_ok(store_keep(conn));
    assert_ok(store_commit(&conn));
    static const char *const words[] = {"mua", "dong", "khoai", "day"};
    for (size_t i = 0; i < 4; i++) {
        char sql[200];
        snprintf(sql, sizeof sql, "SELECT count(*) FROM search_title WHERE search_title MATCH '%s'",
                 words[i]);
        assert_int_equal(fixture_integer(f, sql), i == 3);
    }
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM search_syllables WHERE uses > 0 AND fold IN "
                                        "('mua', 'dong', 'khoai', 'day')"),
                     1);
}

/* So much changes that the index is written before the commit already, between marks. */
static void long_transaction_that_writes_its_index_early_leaves_it_right(void **state)
{
    enum { ARTICLES = 120, BODY = 100 * 1024 };
    struct fixture *f = *state;
    struct article article = sample("moi-bai");
    char *body = malloc(BODY + 1);
    struct conn *conn = NULL;
    int64_t ids[ARTICLES], version;
    assert_non_null(body);
    for (size_t i = 0; i < BODY; i++)
        body[i] = "lua mua ngo dong "[i % 17];
    body[BODY] = '\0';
    article.body = article.body_text = body;
    for (int i = 0; i < ARTICLES; i++) {
        char slug[24];
        snprintf(slug, sizeof slug, "dai-%d", i);
        article.slug = slug;
        ids[i] = add_article(f, &article);
    }
    assert_ok(store_begin_alone(f->store, f->arena, &editor, &conn));
    for (int i = 0; i < ARTICLES; i++) {
        char slug[24];
        snprintf(slug, sizeof slug, "dai-%d", i);
        assert_ok(store_mark(conn));
        article.id = ids[i % 90]; /* some twice */
        article.slug = slug;
        article.title = i % 2 ? "Khoai lang" : "Sắn dây";
        snprintf(body, 40, "bài thứ %d thay đổi", i);
        body[strlen(body)] = ' ';
        /* The slug of another is refused, after the row was written. */
        enum err err = article_update(conn, &article, ACTION_EDIT, 0, &version);
        assert_int_equal(err, i < 90 ? ERR_OK : ERR_CONFLICT);
        assert_ok(err || i % 5 == 4 ? store_take_back(conn) : store_keep(conn));
    }
    assert_ok(store_commit(&conn));
    assert_index_is_right(f);
    free(body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(article_changed_twice_in_a_transaction_is_found_by_its_last_words),
        store_test(long_transaction_that_writes_its_index_early_leaves_it_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
