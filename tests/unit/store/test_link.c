/* Where public things lead to: gathered, looked up inside, and gone with what said it. */
#include "link_fixture.h"

#include "store/home.h"

static void links_of_what_the_public_sees_are_gathered_and_go_with_it(void **state)
{
    struct fixture *f = *state;
    struct article draft = sample("nhap");
    draft.status = STATUS_DRAFT;
    draft.body_html = "<a href=\"https://kin.vn/\">x</a>";
    add_article(f, &draft);
    int64_t one = add_leading_to(f, "mot", "https://bao.vn/1"),
            two = add_leading_to(f, "hai", "https://bao.vn/1#phan");
    assert_int_equal(links(f), 0); /* nothing is written with an article */
    gather(f);
    assert_int_equal(links(f), 1);
    assert_int_equal(places(f), 2);
    move_article(f, one, STATUS_WITHDRAWN, ACTION_WITHDRAW);
    assert_int_equal(places(f), 1);
    struct article staff = get_article(f, two);
    staff.audience = AUDIENCE_STAFF;
    save_article(f, &staff, ACTION_EDIT);
    assert_int_equal(places(f), 0);
    assert_int_equal(links(f), 0);
    move_article(f, one, STATUS_PUBLISHED, ACTION_PUBLISH);
    gather(f);
    assert_int_equal(links(f), 1);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM audit WHERE actor = 'keeper'"), 0);
}

static void source_facts_and_body_are_read_and_an_edit_keeps_what_stays(void **state)
{
    struct fixture *f = *state;
    struct article article = sample("mot");
    article.source_url = "https://nguon.vn/";
    article.body_html =
        "<a href=\"https://bao.vn/1\">x</a><a href=\"mailto:a@b.vn\">y</a><a href=\"#p\">z</a>";
    article.id = add_article(f, &article);
    gather(f);
    assert_int_equal(links(f), 2);
    int64_t kept = fixture_integer(f, "SELECT id FROM links WHERE url = 'https://nguon.vn/'");
    note(f, kept, LINK_ANSWERED, 404);
    article.body_html = "<a href=\"https://bao.vn/2\">x</a>";
    save_article(f, &article, ACTION_EDIT);
    gather(f);
    assert_int_equal(links(f), 2);
    assert_int_equal(
        fixture_integer(f, "SELECT id FROM links WHERE url = 'https://nguon.vn/' AND failures = 1"), kept);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM links WHERE url = 'https://bao.vn/1'"), 0);
}

static void boxes_and_menu_are_gathered_too(void **state)
{
    struct fixture *f = *state;
    struct box_item items[] = {{.kind = ITEM_LINK, .title = "a", .url = "https://a.vn/"},
                               {.kind = ITEM_LINK, .title = "b", .url = "/khong-co"}};
    struct box box = {.slug = "lien-ket", .title = "Liên kết", .lang = "vi", .items = items, .item_count = 2};
    struct nav_item below[] = {{.title = "A", .url = "https://a.vn/"}};
    struct nav_item nav[] = {{.title = "Thống kê", .url = "/thong-ke"},
                             {.title = "Ngoài", .items = below, .item_count = 1}};
    struct site site = {.name = "Xã", .nav = nav, .nav_count = 2};
    struct conn *conn = fixture_begin(f);
    assert_ok(box_insert(conn, &box, &box.id));
    assert_ok(site_update(conn, &site, &(struct site_change){"{}", "{}", 0}));
    assert_ok(store_commit(&conn));
    gather(f);
    assert_int_equal(links(f), 3);
    assert_int_equal(places(f), 4);
    size_t count;
    struct dead_link *found = dead(f, &count);
    assert_int_equal(count, 1);
    assert_string_equal(found->url, "/khong-co");
    assert_int_equal(found->status, 404);
    assert_int_equal(found->places[0].place, LINK_IN_BOX);
    assert_string_equal(found->places[0].title, "Liên kết");
    conn = fixture_begin(f);
    assert_ok(box_delete(conn, box.id));
    assert_ok(store_commit(&conn));
    assert_int_equal(links(f), 2);
    conn = fixture_begin(f);
    site.nav_count = 0;
    assert_ok(site_update(conn, &site, &(struct site_change){"{}", "{}", 0}));
    assert_ok(store_commit(&conn));
    gather(f);
    assert_int_equal(links(f), 0);
}

static void tiles_of_the_home_page_are_gathered_until_they_go(void **state)
{
    struct fixture *f = *state;
    struct home_tile tile = {"phi", "Nộp phí", NULL, "https://phi.vn/", "/khong-co"};
    struct home_block block = {.kind = BLOCK_TILES, .tiles = &tile, .tile_count = 1};
    struct conn *conn = fixture_begin(f);
    assert_ok(home_update(conn, &(struct home){.blocks = &block, .block_count = 1}, HOME_EDIT));
    assert_ok(store_commit(&conn));
    gather(f);
    assert_int_equal(links(f), 2);
    size_t count;
    struct dead_link *found = dead(f, &count);
    assert_int_equal(count, 1);
    assert_int_equal(found->places[0].place, LINK_IN_HOME);
    assert_string_equal(link_place_name(found->places[0].place), "home");
    conn = fixture_begin(f);
    assert_ok(home_update(conn, &(struct home){.block_count = 0}, HOME_EDIT));
    assert_ok(store_commit(&conn));
    gather(f);
    assert_int_equal(links(f), 0);
}

static void links_inside_are_looked_up_in_what_there_is(void **state)
{
    static const struct {
        const char *url;
        int status;
    } cases[] = {{"/bai-viet/co", 200},      {"https://xa.vn/bai-viet/cu?x=1", 200},
                 {"/en/bai-viet/co", 200},   {"/bai-viet/co/in", 200},
                 {"/bai-viet/nhap", 404},    {"/bai-viet/khong", 404},
                 {"/chuyen-muc/tin", 200},   {"/chuyen-muc/khong", 404},
                 {"/the/nhan/rss.xml", 200}, {"/the/khong", 404},
                 {"/media/khong.pdf", 404},  {"/thong-ke", 200},
                 {"https://xa.vn", 200},     {"/khong-co-gi", 404},
                 {"/cu/bai-1.html", 200},    {"/cu/khong", 404},
                 {"/cu/nhap", 404}};
    struct fixture *f = *state;
    enum { COUNT = sizeof cases / sizeof *cases };
    struct article there = sample("cu"), draft = sample("nhap");
    draft.status = STATUS_DRAFT;
    there.id = add_article(f, &there);
    there.slug = "co";
    save_article(f, &there, ACTION_EDIT);
    draft.id = add_article(f, &draft);
    struct conn *conn = fixture_begin(f);
    bool known;
    assert_ok(old_address_add(
        conn, &(struct old_address){.address = "/cu/bai-1.html", .article_id = there.id}, &known));
    assert_ok(
        old_address_add(conn, &(struct old_address){.address = "/cu/nhap", .article_id = draft.id}, &known));
    assert_ok(store_commit(&conn));
    add_category(f, "tin", 0);
    draft.slug = "mang-nhan", draft.status = STATUS_PUBLISHED;
    draft.tags = &(struct term){.id = add_tag(f, "nhan")}, draft.tag_count = 1;
    add_article(f, &draft);
    for (int i = 0; i < COUNT; i++) {
        char slug[32];
        snprintf(slug, sizeof slug, "dan-%d", i);
        add_leading_to(f, slug, cases[i].url);
    }
    gather(f);
    for (int i = 0; i < COUNT; i++) {
        char sql[200];
        const char *url = strncmp(cases[i].url, "https://xa.vn", 13) == 0 ? cases[i].url + 13 : cases[i].url;
        snprintf(sql, sizeof sql,
                 "SELECT status FROM links WHERE url = '%s' AND (dead_ms > 0) = (status >= 400)",
                 *url ? url : "/");
        assert_int_equal(fixture_integer(f, sql), cases[i].status);
    }
}

static void link_inside_dies_and_lives_with_what_it_leads_to(void **state)
{
    struct fixture *f = *state;
    struct article there = sample("co");
    int64_t after = 0, id = add_article(f, &there);
    size_t count;
    add_leading_to(f, "dan", "/bai-viet/co");
    gather(f);
    move_article(f, id, STATUS_WITHDRAWN, ACTION_WITHDRAW);
    assert_ok(link_look_inside(f->store, &rules, &after));
    assert_int_equal(after, 0);
    assert_string_equal(dead(f, &count)->url, "/bai-viet/co");
    assert_int_equal(count, 1);
    move_article(f, id, STATUS_PUBLISHED, ACTION_PUBLISH);
    assert_ok(link_look_inside(f->store, &rules, &after));
    dead(f, &count);
    assert_int_equal(count, 0);
}

static void redacted_version_takes_its_links_along_at_once(void **state)
{
    struct fixture *f = *state;
    struct redacted redacted;
    struct article article = sample("mot");
    article.source_url = "https://xa.vn/thong-ke";
    article.body_html = "<a href=\"https://mat.vn/ten\">x</a><a href=\"https://con.vn/?a&amp;b#c\">y</a>";
    article.id = add_article(f, &article);
    gather(f);
    assert_int_equal(links(f), 3);
    article.body_html = "<a href=\"https://con.vn/?a&amp;b#c\">y</a>";
    save_article(f, &article, ACTION_EDIT);
    assert_int_equal(links(f), 3);
    struct conn *conn = fixture_begin(f);
    assert_ok(revision_redact(conn, article.id, 1, "Dữ liệu cá nhân", &redacted));
    assert_ok(store_commit(&conn));
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM links WHERE url LIKE '%mat.vn%'"), 0);
    assert_int_equal(links(f), 2);
}

static void erased_article_takes_links_of_its_own_and_those_of_boxes_to_it(void **state)
{
    struct fixture *f = *state;
    struct redacted redacted;
    int64_t id = add_leading_to(f, "ten-nguoi", "https://mat.vn/ten");
    struct box_item items[] = {{.kind = ITEM_LINK, .title = "a", .url = "/bai-viet/ten-nguoi"},
                               {.kind = ITEM_LINK, .title = "b", .url = "/thong-ke"}};
    struct box box = {.slug = "hop", .title = "Hộp", .lang = "vi", .items = items, .item_count = 2};
    struct conn *conn = fixture_begin(f);
    assert_ok(box_insert(conn, &box, &box.id));
    assert_ok(store_commit(&conn));
    gather(f);
    assert_int_equal(links(f), 3);
    conn = fixture_begin(f);
    assert_ok(article_erase(conn, id, "Theo yêu cầu", &redacted));
    assert_ok(store_commit(&conn));
    assert_int_equal(links(f), 1);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM links WHERE url = '/thong-ke'"), 1);
}

static void list_goes_on_behind_a_page_and_a_link_in_many_places_shows_some(void **state)
{
    struct fixture *f = *state;
    struct dead_link *items;
    size_t count;
    for (int i = 0; i < 30; i++) {
        char slug[32], url[32];
        snprintf(slug, sizeof slug, "bai-%d", i);
        snprintf(url, sizeof url, "/khong-%d", i % 5);
        add_leading_to(f, slug, i < 25 ? "/chung" : url);
    }
    gather(f);
    int64_t at_ms = 0, at_id = 0, seen = 0;
    do {
        struct conn *conn = fixture_lease(f);
        assert_ok(link_list_dead(conn, at_ms, at_id, 2, &items, &count));
        store_end(conn);
        for (size_t i = 0; i < count; i++) {
            bool is_common = strcmp(items[i].url, "/chung") == 0;
            assert_int_equal(items[i].place_count, is_common ? 25 : 1);
            assert_int_equal(items[i].shown_count, is_common ? LINK_PLACES_SHOWN : 1);
        }
        seen += (int64_t)count;
        if (count)
            at_ms = items[count - 1].dead_ms, at_id = items[count - 1].id;
    } while (count == 2);
    assert_int_equal(seen, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(links_of_what_the_public_sees_are_gathered_and_go_with_it),
        store_test(source_facts_and_body_are_read_and_an_edit_keeps_what_stays),
        store_test(boxes_and_menu_are_gathered_too),
        store_test(tiles_of_the_home_page_are_gathered_until_they_go),
        store_test(links_inside_are_looked_up_in_what_there_is),
        store_test(link_inside_dies_and_lives_with_what_it_leads_to),
        store_test(redacted_version_takes_its_links_along_at_once),
        store_test(erased_article_takes_links_of_its_own_and_those_of_boxes_to_it),
        store_test(list_goes_on_behind_a_page_and_a_link_in_many_places_shows_some),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
