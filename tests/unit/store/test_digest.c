/* Letters to citizens that wait: what is taken back stands in none, what is over goes, and nobody has letters
 * without end sent to others. */
#include "engine_fixture.h"

#include "store/digest.h"
#include "store/redaction.h"

static const struct digest_choice all = {.lang = LANG_VI};

/* The row of who asked; 0: asked within the hour. */
static enum err try_ask(struct fixture *f, const char *address, int64_t *ret_id, char code[DIGEST_CODE_SIZE])
{
    struct conn *conn = fixture_begin(f);
    digest_code_draw(code);
    enum err err = digest_ask(conn, address, &all, code, ret_id);
    if (!err && *ret_id)
        err = digest_put_link(conn, *ret_id, "To: a link\n");
    if (err)
        store_end(conn);
    return err ? err : store_commit(&conn);
}

static int64_t ask(struct fixture *f, const char *address)
{
    char code[DIGEST_CODE_SIZE];
    int64_t id = 0;
    assert_ok(try_ask(f, address, &id, code));
    return id;
}

static void subscribe(struct fixture *f, const char *address)
{
    char code[DIGEST_CODE_SIZE];
    int64_t id = 0;
    assert_ok(try_ask(f, address, &id, code));
    struct conn *conn = fixture_begin(f);
    assert_ok(digest_confirm(conn, code));
    assert_ok(store_commit(&conn));
}

/* All who are due have a letter that waits. */
static void tell_all(struct fixture *f, int64_t told_ms)
{
    struct subscriber *items = NULL;
    size_t count = 0;
    struct conn *conn = fixture_begin(f);
    assert_ok(digest_list_due(conn, told_ms, told_ms, 100, &items, &count));
    for (size_t i = 0; i < count; i++)
        assert_ok(digest_told(conn, &items[i], told_ms, "To: news\n"));
    assert_ok(store_commit(&conn));
}

static int64_t letters(struct fixture *f)
{
    return fixture_integer(f, "SELECT count(*) FROM citizen_letters WHERE subscriber_id IS NOT NULL");
}

static int64_t told(struct fixture *f)
{
    return fixture_integer(f, "SELECT min(told_ms) FROM subscribers");
}

static int64_t state_of(struct fixture *f)
{
    int64_t number = 0;
    struct conn *conn = fixture_lease(f);
    assert_ok(digest_state(conn, &number));
    store_end(conn);
    return number;
}

/* One that waits since yesterday is there, and one of today. */
static int64_t two_wait(struct fixture *f)
{
    int64_t before = told(f);
    tell_all(f, before + DAY);
    tell_all(f, before + 2 * DAY);
    assert_int_equal(letters(f), 2);
    assert_int_equal(told(f), before + 2 * DAY);
    return before;
}

static void what_waits_is_made_anew_once_an_article_is_taken_back(void **state)
{
    struct fixture *f = *state;
    struct article article = sample("mot"), second = sample("hai");
    struct redacted redacted;
    subscribe(f, "lan@example.vn");
    assert_int_equal(ask(f, "nam@example.vn") > 0, 1);
    int64_t id = add_article(f, &article), other = add_article(f, &second), before = two_wait(f);
    int64_t number = state_of(f);
    article = get_article(f, id);
    article.lead = "Sửa";
    save_article(f, &article, ACTION_EDIT);
    assert_int_equal(letters(f), 2);
    article = get_article(f, id);
    article.audience = AUDIENCE_STAFF;
    save_article(f, &article, ACTION_EDIT);
    assert_int_equal(letters(f), 0);
    assert_int_equal(told(f), before);
    assert_true(state_of(f) > number);
    two_wait(f);
    struct conn *conn = fixture_begin(f);
    assert_ok(article_erase(conn, other, "sai", &redacted));
    assert_ok(store_commit(&conn));
    assert_int_equal(letters(f), 0);
    assert_int_equal(told(f), before);
    two_wait(f);
    number = state_of(f);
    conn = fixture_begin(f);
    assert_ok(revision_redact(conn, id, 1, "sai", &redacted));
    assert_ok(store_commit(&conn));
    assert_int_equal(letters(f), 0);
    assert_int_equal(told(f), before);
    assert_true(state_of(f) > number);
    /* The link of who asked bears no article. */
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM citizen_letters"), 1);
}

static void a_link_to_confirm_goes_before_what_waited_longer(void **state)
{
    struct fixture *f = *state;
    struct citizen_letter letter;
    subscribe(f, "lan@example.vn");
    two_wait(f);
    f->now_ms += HOUR;
    ask(f, "nam@example.vn");
    struct conn *conn = fixture_lease(f);
    assert_ok(digest_find_letter(conn, f->now_ms, &letter));
    assert_int_equal(letter.subscriber_id, 0);
    assert_ok(digest_find_letter(conn, f->now_ms - 1, &letter));
    assert_true(letter.subscriber_id > 0);
    assert_int_equal(digest_find_letter(conn, NOON - 1, &letter), ERR_NOT_FOUND);
    store_end(conn);
}

static void a_box_asks_once_an_hour_whatever_its_tag(void **state)
{
    struct fixture *f = *state;
    assert_true(ask(f, "lan+a@example.vn") > 0);
    assert_int_equal(ask(f, "LAN+b@example.vn"), 0);
    assert_int_equal(ask(f, "lan@Example.vn"), 0);
    assert_true(ask(f, "lan@example.com") > 0);
    assert_true(ask(f, "+a@example.vn") > 0);
    assert_true(ask(f, "+b@example.vn") > 0);
    f->now_ms += HOUR;
    assert_true(ask(f, "lan+b@example.vn") > 0);
}

static void so_many_wait_to_be_confirmed_and_no_more(void **state)
{
    struct fixture *f = *state;
    char code[DIGEST_CODE_SIZE], address[40];
    int64_t id = 0;
    struct conn *conn = fixture_begin(f);
    for (int i = 0; i < DIGEST_ASKS_MOST; i++) {
        snprintf(address, sizeof address, "a%d@example.vn", i);
        digest_code_draw(code);
        assert_ok(digest_ask(conn, address, &all, code, &id));
        assert_true(id > 0);
    }
    assert_ok(store_commit(&conn));
    assert_int_equal(try_ask(f, "lan@example.vn", &id, code), ERR_TOO_MANY);
    assert_int_equal(ask(f, "a1@example.vn"), 0);
}

/* What digest_forget() leaves; it has nothing to do behind itself. */
static void forget(struct fixture *f, bool is_sending)
{
    bool is_over = false;
    struct conn *conn = fixture_lease(f);
    assert_ok(digest_find_over(conn, is_sending, &is_over));
    store_end(conn);
    assert_true(is_over);
    conn = fixture_begin(f);
    assert_ok(digest_forget(conn, is_sending));
    assert_ok(store_commit(&conn));
    conn = fixture_lease(f);
    assert_ok(digest_find_over(conn, is_sending, &is_over));
    store_end(conn);
    assert_false(is_over);
}

static void what_is_over_goes_and_without_the_setting_every_letter(void **state)
{
    struct fixture *f = *state;
    subscribe(f, "lan@example.vn");
    ask(f, "nam@example.vn");
    int64_t before = two_wait(f);
    f->now_ms += DIGEST_ASK_HOURS * HOUR + 1;
    forget(f, true);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM subscription_asks"), 0);
    assert_int_equal(letters(f), 2);
    ask(f, "nam@example.vn");
    forget(f, false);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM citizen_letters"), 0);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM subscription_asks"), 1);
    assert_int_equal(told(f), before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(what_waits_is_made_anew_once_an_article_is_taken_back),
        store_test(a_link_to_confirm_goes_before_what_waited_longer),
        store_test(a_box_asks_once_an_hour_whatever_its_tag),
        store_test(so_many_wait_to_be_confirmed_and_no_more),
        store_test(what_is_over_goes_and_without_the_setting_every_letter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
