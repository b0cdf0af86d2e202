#include "engine_fixture.h"

#include "store/box.h"

static enum err insert(struct fixture *f, const struct box *box, int64_t *ret_id)
{
    struct conn *conn = fixture_begin(f);
    enum err err = box_insert(conn, box, ret_id);
    if (err)
        store_end(conn);
    return err ? err : store_commit(&conn);
}

static struct box with_items(const char *slug, struct box_item *items, size_t count)
{
    return (struct box){.slug = slug, .title = "Hộp", .lang = "vi", .items = items, .item_count = count};
}

static struct box get(struct fixture *f, int64_t id)
{
    struct box box;
    struct conn *conn = fixture_lease(f);
    assert_ok(box_by_id(conn, id, &box));
    store_end(conn);
    return box;
}

static struct box *live(struct fixture *f, size_t *ret_count, int64_t *ret_until_ms)
{
    struct box *boxes = NULL;
    struct conn *conn = fixture_lease(f);
    assert_ok(box_list_live(conn, "vi", &boxes, ret_count, ret_until_ms));
    store_end(conn);
    return boxes;
}

static struct box_item link_item(const char *title)
{
    return (struct box_item){.kind = ITEM_LINK, .title = title, .url = "https://xa.example/"};
}

static void box_comes_back_with_its_items_in_order(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("bai-viet");
    struct box_item items[] = {link_item("Sau"), {.kind = ITEM_ARTICLE}, {.kind = ITEM_BANNER}};
    items[0].order = 3, items[1].order = 2, items[1].article_id = add_article(f, &a);
    items[2].order = 1, items[2].title = "Biểu ngữ", items[2].url = "/x", items[2].alt = "Chữ trên ảnh";
    items[2].media_id = add_media(f, "ảnh");
    struct box box = with_items("hop", items, 3);
    int64_t id = 0;
    assert_ok(insert(f, &box, &id));
    struct box seen = get(f, id);
    assert_int_equal(seen.item_count, 3);
    assert_string_equal(seen.items[0].alt, "Chữ trên ảnh");
    assert_int_equal(seen.items[0].media.width, 800);
    assert_string_equal(seen.items[1].title, a.title);
    assert_string_equal(seen.items[1].url, "/bai-viet/bai-viet");
    assert_string_equal(seen.items[2].title, "Sau");
}

static void saving_replaces_all_items_and_raises_the_version(void **state)
{
    struct fixture *f = *state;
    struct box_item items[] = {link_item("Một"), link_item("Hai")};
    struct box box = with_items("hop", items, 2);
    assert_ok(insert(f, &box, &box.id));
    struct conn *conn = fixture_begin(f);
    box.item_count = 1, box.title = "Tên mới", box.position = 4;
    assert_ok(box_update(conn, &box));
    assert_ok(store_commit(&conn));
    struct box seen = get(f, box.id);
    assert_int_equal(seen.version, 2);
    assert_int_equal(seen.item_count, 1);
    assert_string_equal(seen.title, "Tên mới");
    assert_int_equal(seen.position, 4);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM box_items"), 1);
}

static void what_is_not_there_cannot_be_put_in(void **state)
{
    struct fixture *f = *state;
    struct box_item article = {.kind = ITEM_ARTICLE, .article_id = 99}, banner = {.kind = ITEM_BANNER};
    struct box box = with_items("hop", &article, 1);
    int64_t id;
    assert_int_equal(insert(f, &box, &id), ERR_NOT_FOUND);
    banner.title = "B", banner.media_id = 99;
    box.items = &banner;
    assert_int_equal(insert(f, &box, &id), ERR_NOT_FOUND);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM boxes"), 0);
    box.item_count = 0;
    assert_ok(insert(f, &box, &id));
    assert_int_equal(insert(f, &box, &id), ERR_CONFLICT);
}

static void unknown_box_is_not_found(void **state)
{
    struct fixture *f = *state;
    struct box box = with_items("khong", NULL, 0);
    box.id = 9;
    struct conn *conn = fixture_begin(f);
    assert_int_equal(box_by_id(conn, 9, &box), ERR_NOT_FOUND);
    assert_int_equal(box_update(conn, &box), ERR_NOT_FOUND);
    assert_int_equal(box_delete(conn, 9), ERR_NOT_FOUND);
    store_end(conn);
}

static void lists_go_by_language_and_position(void **state)
{
    struct fixture *f = *state;
    struct box boxes[] = {with_items("b", NULL, 0), with_items("a", NULL, 0), with_items("en", NULL, 0)};
    struct box *items;
    size_t count;
    int64_t id;
    boxes[0].position = 2, boxes[1].position = 1, boxes[2].lang = "en";
    for (int i = 0; i < 3; i++)
        assert_ok(insert(f, &boxes[i], &id));
    struct conn *conn = fixture_begin(f);
    assert_ok(box_list(conn, "vi", &items, &count));
    assert_int_equal(count, 2);
    assert_string_equal(items[0].slug, "a");
    assert_string_equal(items[1].slug, "b");
    assert_ok(box_list(conn, NULL, &items, &count));
    assert_int_equal(count, 3);
    assert_ok(box_delete(conn, id));
    assert_ok(box_list(conn, "en", &items, &count));
    assert_int_equal(count, 0);
    assert_ok(store_commit(&conn));
}

static void items_show_within_their_times(void **state)
{
    struct fixture *f = *state;
    struct box_item items[] = {link_item("luôn"), link_item("sau"), link_item("đến"), link_item("qua")};
    items[1].starts_ms = NOON + HOUR;
    items[2].ends_ms = NOON + 2 * HOUR;
    items[3].ends_ms = NOON;
    struct box box = with_items("hop", items, 4);
    size_t count;
    int64_t until_ms, id;
    assert_ok(insert(f, &box, &id));
    struct box *boxes = live(f, &count, &until_ms);
    assert_int_equal(boxes[0].item_count, 2);
    assert_int_equal(until_ms, NOON + HOUR);
    f->now_ms = until_ms;
    boxes = live(f, &count, &until_ms);
    assert_int_equal(boxes[0].item_count, 3);
    assert_int_equal(until_ms, NOON + 2 * HOUR);
    f->now_ms = until_ms;
    boxes = live(f, &count, &until_ms);
    assert_int_equal(boxes[0].item_count, 2);
    assert_int_equal(until_ms, 0);
}

static void empty_box_and_unpublished_article_do_not_show(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("bai");
    a.status = STATUS_DRAFT;
    a.id = add_article(f, &a);
    struct box_item item = {.kind = ITEM_ARTICLE, .article_id = a.id};
    struct box box = with_items("hop", &item, 1), empty = with_items("rong", NULL, 0);
    size_t count;
    int64_t until_ms, id;
    assert_ok(insert(f, &box, &id));
    assert_ok(insert(f, &empty, &id));
    live(f, &count, &until_ms);
    assert_int_equal(count, 0);
    move_article(f, a.id, STATUS_PUBLISHED, ACTION_PUBLISH);
    struct box *boxes = live(f, &count, &until_ms);
    assert_int_equal(count, 1);
    assert_string_equal(boxes[0].items[0].title, a.title);
}

static void names_of_kinds_go_both_ways(void **state)
{
    (void)state;
    for (enum item_kind kind = 0; kind < ITEM_KIND_COUNT; kind++)
        assert_int_equal(item_kind_from_name(item_kind_name(kind)), kind);
    assert_int_equal(item_kind_from_name("video"), ITEM_KIND_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(box_comes_back_with_its_items_in_order),
        store_test(saving_replaces_all_items_and_raises_the_version),
        store_test(what_is_not_there_cannot_be_put_in),
        store_test(unknown_box_is_not_found),
        store_test(lists_go_by_language_and_position),
        store_test(items_show_within_their_times),
        store_test(empty_box_and_unpublished_article_do_not_show),
        cmocka_unit_test(names_of_kinds_go_both_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
