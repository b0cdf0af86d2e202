/* The home page's blocks: by versions, with their tiles, and what they keep from being deleted. */
#include "engine_fixture.h"

#include "store/box.h"
#include "store/category.h"
#include "store/home.h"

static enum err save(struct fixture *f, struct home_block *blocks, size_t count)
{
    const struct home home = {.blocks = blocks, .block_count = count};
    struct conn *conn = fixture_begin(f);
    enum err err = home_update(conn, &home, HOME_EDIT);
    if (err)
        store_end(conn);
    return err ? err : store_commit(&conn);
}

static struct home present(struct fixture *f)
{
    struct home home;
    struct conn *conn = fixture_lease(f);
    assert_ok(home_get(conn, &home));
    store_end(conn);
    return home;
}

static int64_t category(struct fixture *f, const char *slug)
{
    int64_t id = 0;
    struct conn *conn = fixture_begin(f);
    assert_ok(category_insert(conn, &(struct category){.slug = slug, .name = "Mục", .lang = "vi"}, &id));
    assert_ok(store_commit(&conn));
    return id;
}

static void blocks_come_back_as_they_were_saved(void **state)
{
    struct fixture *f = *state;
    struct home_tile tiles[] = {{"phi", "Nộp phí", NULL, "/phi", NULL},
                                {"lich", NULL, "Calendar", "/lich", "/en/lich"}};
    struct home_block blocks[] = {
        {.kind = BLOCK_LEAD, .starts_ms = 5, .ends_ms = 9},
        {.kind = BLOCK_TILES, .title = "Việc", .title_en = "Services", .tiles = tiles, .tile_count = 2},
        {.kind = BLOCK_CATEGORY,
         .category_id = category(f, "tin"),
         .look = LOOK_HEADS,
         .rows = 3,
         .lang = "vi"},
        {.kind = BLOCK_TILES, .tiles = tiles, .tile_count = 1}};
    assert_int_equal(present(f).version, 1);
    assert_int_equal(present(f).block_count, 0);
    assert_ok(save(f, blocks, 4));
    struct home home = present(f);
    assert_int_equal(home.version, 2);
    assert_int_equal(home.block_count, 4);
    assert_int_equal(home.blocks[0].ends_ms, 9);
    assert_int_equal(home.blocks[0].tile_count, 0);
    assert_string_equal(home.blocks[1].tiles[1].label_en, "Calendar");
    assert_null(home.blocks[1].tiles[1].label);
    assert_string_equal(home.blocks[2].category_slug, "tin");
    assert_int_equal(home.blocks[2].look, LOOK_HEADS);
    assert_int_equal(home.blocks[3].tile_count, 1);
}

static void what_the_present_version_names_stays_and_of_the_past_it_may_go(void **state)
{
    struct fixture *f = *state;
    int64_t id = category(f, "tin");
    struct home_block block = {.kind = BLOCK_CATEGORY, .category_id = id};
    assert_ok(save(f, &block, 1));
    struct conn *conn = fixture_begin(f);
    assert_int_equal(category_delete(conn, id), ERR_CONFLICT);
    store_end(conn);
    block.category_id = id + 1;
    assert_int_equal(save(f, &block, 1), ERR_NOT_FOUND);
    assert_ok(save(f, NULL, 0));
    conn = fixture_begin(f);
    assert_ok(category_delete(conn, id));
    assert_ok(store_commit(&conn));
    struct home past;
    conn = fixture_lease(f);
    assert_ok(home_by_version(conn, 2, &past));
    assert_int_equal(home_by_version(conn, 9, &past), ERR_NOT_FOUND);
    assert_int_equal(home_by_version(conn, INT64_MAX, &past), ERR_NOT_FOUND);
    store_end(conn);
    assert_int_equal(past.blocks[0].category_id, id);
    assert_null(past.blocks[0].category_slug);
}

static void a_hundred_versions_are_kept(void **state)
{
    struct fixture *f = *state;
    struct home_tile tile = {"phi", "Nộp phí", NULL, "/phi", NULL};
    struct home_block block = {.kind = BLOCK_TILES, .tiles = &tile, .tile_count = 1};
    for (int i = 0; i < HOME_REVISIONS_KEPT + 5; i++)
        assert_ok(save(f, &block, 1));
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM home_revisions"), HOME_REVISIONS_KEPT);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM home_tiles"), HOME_REVISIONS_KEPT);
    assert_int_equal(present(f).version, HOME_REVISIONS_KEPT + 6);
    struct conn *conn = fixture_begin(f);
    assert_int_equal(home_revision_forget(conn, HOME_REVISIONS_KEPT + 6), ERR_CONFLICT);
    assert_int_equal(home_revision_forget(conn, 1), ERR_NOT_FOUND);
    assert_ok(home_revision_forget(conn, 50));
    assert_ok(store_commit(&conn));
}

static void a_block_is_due_between_its_times(void **state)
{
    (void)state;
    const struct home_block always = {.kind = BLOCK_LEAD},
                            between = {.kind = BLOCK_LEAD, .starts_ms = 100, .ends_ms = 200};
    int64_t until_ms = 0;
    assert_true(home_block_is_due(&always, 0, &until_ms));
    assert_int_equal(until_ms, 0);
    assert_false(home_block_is_due(&between, 99, &until_ms));
    assert_int_equal(until_ms, 100);
    until_ms = 0;
    assert_true(home_block_is_due(&between, 100, &until_ms));
    assert_int_equal(until_ms, 200);
    until_ms = 150;
    assert_true(home_block_is_due(&between, 120, &until_ms));
    assert_int_equal(until_ms, 150);
    until_ms = 0;
    assert_false(home_block_is_due(&between, 200, &until_ms));
    assert_int_equal(until_ms, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(blocks_come_back_as_they_were_saved),
        store_test(what_the_present_version_names_stays_and_of_the_past_it_may_go),
        store_test(a_hundred_versions_are_kept),
        store_test(a_block_is_due_between_its_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
