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
    assert_ok(site_update(conn, &site, &(struct site_change){"{}", "{}", 0}));
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
    assert_ok(site_update(conn, &site, &(struct site_change){"{}", "{}", 0}));
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
    assert_ok(site_update(conn, &site, &(struct site_change){"{}", "{}", 0}));
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
    assert_int_not_equal(site_update(conn, &site, &(struct site_change){"{}", "{}", 0}), ERR_OK);
    store_end(conn);
    assert_int_equal(get(f).version, 1);
}

/* A picture that only the site shows. */
static int64_t add_picture(struct fixture *f, const char *bytes)
{
    struct media_blob files[2] = {
        {.extension = "jpg", .type = "image/jpeg", .bytes = bytes, .size = 3, .width = 9, .height = 9},
        {.extension = "webp", .type = "image/webp", .bytes = bytes, .size = 4, .width = 9, .height = 9}};
    struct media_content content = {
        .original =
            {.extension = "png", .type = "image/png", .bytes = bytes, .size = 5, .width = 9, .height = 9},
        .renditions = files,
        .rendition_count = 2};
    const struct media words = {.id = 0};
    int64_t id;
    bool known;
    struct conn *conn = fixture_begin(f);
    media_name_content(f->arena, &content);
    assert_ok(media_insert(conn, &words, &content, &id, &known));
    assert_ok(store_commit(&conn));
    return id;
}

static bool picture_is_used(struct fixture *f, int64_t id)
{
    bool is_used = false;
    struct conn *conn = fixture_lease(f);
    assert_ok(media_in_use(conn, id, &is_used));
    store_end(conn);
    return is_used;
}

static void pictures_and_accounts_are_saved_and_what_was_shown_stays(void **state)
{
    struct fixture *f = *state;
    int64_t logo = add_picture(f, "aaaaaa"), banner = add_picture(f, "bbbbbb");
    struct social social[] = {{SOCIAL_ZALO, NULL, "https://zalo.me/1"},
                              {SOCIAL_OTHER, "Diễn đàn", "https://x.example"}};
    struct site site = {.name = "Xã",
                        .superior = "TỈNH",
                        .hotline = "1022",
                        .emblem = EMBLEM_LOGO,
                        .social = social,
                        .social_count = 2,
                        .image_ids = {[SITE_LOGO] = logo, [SITE_BANNER] = banner},
                        .banner_focus = {250, 1000},
                        .banner_form = BANNER_WHOLE};
    assert_false(picture_is_used(f, logo));
    struct conn *conn = fixture_begin(f);
    assert_ok(site_update(conn, &site, &(struct site_change){"{}", "{}", 0}));
    assert_ok(store_commit(&conn));
    struct site seen = get(f);
    assert_string_equal(seen.superior, "TỈNH");
    assert_string_equal(seen.hotline, "1022");
    assert_int_equal(seen.emblem, EMBLEM_LOGO);
    assert_int_equal(seen.image_ids[SITE_LOGO], logo);
    assert_int_equal(seen.image_ids[SITE_BANNER], banner);
    assert_int_equal(seen.banner_focus.x, 250);
    assert_int_equal(seen.banner_form, BANNER_WHOLE);
    assert_int_equal(seen.social_count, 2);
    assert_int_equal(seen.social[0].kind, SOCIAL_ZALO);
    assert_string_equal(seen.social[1].title, "Diễn đàn");
    site.image_ids[SITE_LOGO] = 0;
    conn = fixture_begin(f);
    assert_ok(site_update(conn, &site, &(struct site_change){"{}", "{}", 0}));
    assert_ok(store_commit(&conn));
    assert_true(picture_is_used(f, logo));
    assert_true(picture_is_used(f, banner));
}

static void accounts_are_known_by_their_hosts(void **state)
{
    (void)state;
    assert_int_equal(social_of_url("https://vi-vn.facebook.com/x"), SOCIAL_FACEBOOK);
    assert_int_equal(social_of_url("https://YOUTUBE.com?v=1"), SOCIAL_YOUTUBE);
    assert_int_equal(social_of_url("https://x.com"), SOCIAL_X);
    assert_int_equal(social_of_url("https://netflix.com/x.com"), SOCIAL_OTHER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(fresh_portal_has_a_name_and_no_more),
        store_test(facts_and_navigation_are_saved_whole),
        store_test(entries_stand_below_others_in_their_order),
        store_test(text_over_its_limit_changes_nothing),
        store_test(pictures_and_accounts_are_saved_and_what_was_shown_stays),
        store_test(accounts_are_known_by_their_hosts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
