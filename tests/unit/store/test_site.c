#include "fixture.h"

#include "store/site.h"

static struct site get(struct fixture *f)
{
    struct site site;
    struct conn *conn = fixture_lease(f);
    assert_ok(site_get(conn, &site));
    store_end(conn);
    return site;
}

static void fresh_portal_has_a_name_and_no_more(void **state)
{
    struct site site = get(*state);
    assert_string_equal(site.name, "Cổng thông tin điện tử");
    assert_null(site.agency);
    assert_int_equal(site.nav_count, 0);
    assert_int_equal(site.version, 1);
}

static void facts_and_navigation_are_saved_whole(void **state)
{
    struct fixture *f = *state;
    struct nav_item nav[] = {{.title = "Trang chủ", .url = "/"},
                             {.title = "Tin tức", .url = "/chuyen-muc/tin-tuc"}};
    struct site site = {.name = "Xã Ví Dụ", .agency = "UBND xã", .phone = "0205", .nav = nav, .nav_count = 2};
    uint64_t generation = store_generation(f->store);
    struct conn *conn = fixture_begin(f);
    assert_ok(site_update(conn, &site));
    assert_ok(store_commit(&conn));
    assert_true(store_generation(f->store) > generation);
    fixture_reopen(f);
    struct site seen = get(f);
    assert_int_equal(seen.version, 2);
    assert_string_equal(seen.agency, "UBND xã");
    assert_string_equal(seen.phone, "0205");
    assert_null(seen.email);
    assert_int_equal(seen.nav_count, 2);
    assert_string_equal(seen.nav[1].url, "/chuyen-muc/tin-tuc");
    conn = fixture_begin(f);
    site.nav_count = 1, site.phone = NULL;
    assert_ok(site_update(conn, &site));
    assert_ok(store_commit(&conn));
    seen = get(f);
    assert_int_equal(seen.nav_count, 1);
    assert_null(seen.phone);
    assert_int_equal(seen.version, 3);
}

static void entries_stand_below_others_in_their_order(void **state)
{
    struct fixture *f = *state;
    struct nav_item below[] = {{.title = "Bộ máy", .url = "/trang/bo-may"},
                               {.title = "Bản đồ", .url = "/trang/ban-do"}};
    struct nav_item nav[] = {{.title = "Giới thiệu", .items = below, .item_count = 2},
                             {.title = "Liên hệ", .url = "/trang/lien-he"}};
    struct site site = {.name = "Xã", .nav = nav, .nav_count = 2};
    struct conn *conn = fixture_begin(f);
    assert_ok(site_update(conn, &site));
    assert_ok(store_commit(&conn));
    struct site seen = get(f);
    assert_int_equal(seen.nav_count, 2);
    assert_null(seen.nav[0].url);
    assert_int_equal(seen.nav[0].item_count, 2);
    assert_string_equal(seen.nav[0].items[1].url, "/trang/ban-do");
    assert_int_equal(seen.nav[1].item_count, 0);
}

static void text_over_its_limit_changes_nothing(void **state)
{
    struct fixture *f = *state;
    static char big[SITE_TEXT_MAX + 2];
    memset(big, 'x', SITE_TEXT_MAX + 1);
    const struct site site = {.name = "Xã", .agency = big};
    struct conn *conn = fixture_begin(f);
    assert_int_not_equal(site_update(conn, &site), ERR_OK);
    store_end(conn);
    assert_int_equal(get(f).version, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(fresh_portal_has_a_name_and_no_more),
        store_test(facts_and_navigation_are_saved_whole),
        store_test(entries_stand_below_others_in_their_order),
        store_test(text_over_its_limit_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
