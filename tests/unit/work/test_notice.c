/* What the staff is told: of which facts, in which order, and to whom. */
#include "store/fixture.h"
#include "store/token.h"
#include "work/notice.h"

/* The notices of a role, as "name:level name:level …". */
static const char *told(struct fixture *f, const struct desk_counts *counts, struct notice_scope scope,
                        struct notice_list *list)
{
    *list = (struct notice_list){.arena = f->arena, .lang = LANG_VI};
    struct conn *conn = fixture_lease(f);
    scope.store = f->store;
    scope.now_ms = f->now_ms;
    assert_ok(notice_gather(&scope, conn, counts, list));
    store_end(conn);
    const char *text = "";
    for (size_t i = 0; i < list->count; i++)
        text = arena_printf(f->arena, "%s%s%s:%s", text, i ? " " : "", list->items[i].name,
                            notice_level_name(list->items[i].level));
    return text;
}

static void whoever_can_do_something_about_it_is_told(void **state)
{
    struct fixture *f = *state;
    struct notice_list list;
    const struct desk_counts counts = {.review = 3, .scheduled = 1, .reports = 2, .due_ms = NOON + DAY};
    const struct notice_scope admin = {.role = ROLE_ADMIN}, editor_scope = {.role = ROLE_EDITOR},
                              author = {.role = ROLE_AUTHOR};
    assert_string_equal(told(f, &counts, author, &list), "");
    assert_string_equal(told(f, &counts, editor_scope, &list), "review:waits reports:waits scheduled:fine");
    assert_string_equal(list.items[0].text, "3 bài chờ duyệt.");
    assert_int_equal(list.items[0].count, 3);
    assert_int_equal(list.items[2].at_ms, NOON + DAY);
    assert_string_equal(told(f, &counts, admin, &list), "review:waits reports:waits scheduled:fine");
    const struct desk_counts none = {.review = 0};
    assert_string_equal(told(f, &none, admin, &list), "");
}

static void certificate_is_told_of_three_weeks_before_its_end(void **state)
{
    struct fixture *f = *state;
    struct notice_list list;
    const struct desk_counts none = {.review = 0};
    struct notice_scope scope = {.role = ROLE_EDITOR, .certificate_until_ms = NOON + 22 * DAY};
    assert_string_equal(told(f, &none, scope, &list), "");
    scope.certificate_until_ms = NOON + 20 * DAY;
    assert_string_equal(told(f, &none, scope, &list), "certificate:warns");
    assert_int_equal(list.items[0].count, 20);
    scope.certificate_until_ms = NOON - 1;
    assert_string_equal(told(f, &none, scope, &list), "certificate:fails");
}

static void tokens_that_end_soon_are_an_administrators(void **state)
{
    struct fixture *f = *state;
    struct notice_list list;
    const struct desk_counts counts = {.review = 1};
    const struct token token = {.name = "máy quét", .role = ROLE_AUTHOR, .expires_ms = NOON + DAY};
    struct token_secret secret;
    const char *text;
    int64_t id;
    token_secret_draw(&secret);
    struct conn *conn = fixture_begin(f);
    assert_ok(token_create(conn, &token, &secret, &id, &text));
    assert_ok(store_commit(&conn));
    assert_string_equal(told(f, &counts, (struct notice_scope){.role = ROLE_EDITOR}, &list), "review:waits");
    assert_string_equal(told(f, &counts, (struct notice_scope){.role = ROLE_ADMIN}, &list),
                        "tokens:warns review:waits");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(whoever_can_do_something_about_it_is_told),
        store_test(certificate_is_told_of_three_weeks_before_its_end),
        store_test(tokens_that_end_soon_are_an_administrators),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
