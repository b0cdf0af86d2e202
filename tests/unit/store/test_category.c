#include "engine_fixture.h"

static enum err insert(struct fixture *f, const char *slug, int64_t parent_id, int64_t *ret_id)
{
    const struct category category = {.slug = slug, .name = slug, .lang = "vi", .parent_id = parent_id};
    struct conn *conn = fixture_begin(f);
    enum err err = category_insert(conn, &category, ret_id);
    if (err)
        store_end(conn);
    return err ? err : store_commit(&conn);
}

static enum err update(struct fixture *f, const struct category *category)
{
    struct conn *conn = fixture_begin(f);
    enum err err = category_update(conn, category);
    if (err)
        store_end(conn);
    return err ? err : store_commit(&conn);
}

static enum err remove_it(struct fixture *f, int64_t id)
{
    struct conn *conn = fixture_begin(f);
    enum err err = category_delete(conn, id);
    if (err)
        store_end(conn);
    return err ? err : store_commit(&conn);
}

static struct category get(struct fixture *f, int64_t id)
{
    struct category category;
    struct conn *conn = fixture_lease(f);
    assert_ok(category_by_id(conn, id, &category));
    store_end(conn);
    return category;
}

static void list_is_by_position_then_name(void **state)
{
    struct fixture *f = *state;
    static const struct category given[] = {
        {.slug = "c", .name = "C", .lang = "vi", .position = 1},
        {.slug = "b", .name = "B", .lang = "vi", .position = 1},
        {.slug = "a", .name = "Z", .lang = "vi", .position = 0},
        {.slug = "e", .name = "E", .lang = "en", .position = 0},
    };
    struct category *items;
    size_t count;
    struct conn *conn = fixture_begin(f);
    for (int i = 0; i < 4; i++)
        assert_ok(category_insert(conn, &given[i], &(int64_t){0}));
    assert_ok(category_list(conn, "vi", CATEGORIES_ALL, &items, &count));
    assert_int_equal(count, 3);
    assert_string_equal(items[0].slug, "a");
    assert_string_equal(items[1].slug, "b");
    assert_string_equal(items[2].slug, "c");
    assert_ok(category_list(conn, NULL, CATEGORIES_ALL, &items, &count));
    assert_int_equal(count, 4);
    store_end(conn);
}

static void count_is_of_published_articles_of_itself(void **state)
{
    struct fixture *f = *state;
    int64_t parent_id = add_category(f, "cha", 0), child_id = add_category(f, "con", parent_id);
    const struct term parent = {.id = parent_id}, child = {.id = child_id};
    struct article a = sample("mot"), b = sample("hai"), c = sample("ba");
    a.category = &parent, b.category = &child, c.category = &parent;
    c.status = STATUS_DRAFT;
    add_article(f, &a), add_article(f, &b), add_article(f, &c);
    assert_int_equal(get(f, parent_id).count, 1);
    assert_int_equal(get(f, child_id).count, 1);
}

static void old_slugs_lead_here_and_are_nobody_elses(void **state)
{
    struct fixture *f = *state;
    int64_t id = add_category(f, "cu", 0), other;
    struct category seen, c = {.id = id, .slug = "moi", .name = "Mới", .lang = "vi"};
    assert_ok(update(f, &c));
    assert_int_equal(get(f, id).version, 2);
    struct conn *conn = fixture_lease(f);
    assert_ok(category_by_slug(conn, "cu", &seen));
    assert_string_equal(seen.slug, "moi");
    assert_int_equal(category_by_slug(conn, "la", &seen), ERR_NOT_FOUND);
    store_end(conn);
    assert_int_equal(insert(f, "cu", 0, &other), ERR_CONFLICT);
    assert_int_equal(insert(f, "moi", 0, &other), ERR_CONFLICT);
    c.slug = "cu";
    assert_ok(update(f, &c));
    assert_string_equal(get(f, id).slug, "cu");
}

static void circles_and_depths_are_refused(void **state)
{
    struct fixture *f = *state;
    int64_t ids[8], ninth;
    char slug[8];
    for (int i = 0; i < 8; i++) {
        snprintf(slug, sizeof slug, "bac-%d", i);
        ids[i] = add_category(f, slug, i ? ids[i - 1] : 0);
    }
    assert_int_equal(insert(f, "bac-8", ids[7], &ninth), ERR_INPUT);
    struct category first = get(f, ids[0]);
    first.parent_id = ids[0];
    assert_int_equal(update(f, &first), ERR_INPUT);
    first.parent_id = ids[3];
    assert_int_equal(update(f, &first), ERR_INPUT);
    assert_int_equal(insert(f, "mo-coi", 999, &ninth), ERR_NOT_FOUND);
    first.id = 999;
    assert_int_equal(update(f, &first), ERR_NOT_FOUND);
}

static void whole_branch_may_not_be_hung_too_deep(void **state)
{
    struct fixture *f = *state;
    int64_t deep = add_category(f, "sau-1", 0), branch = add_category(f, "canh", 0);
    char slug[8];
    for (int i = 2; i <= 5; i++) {
        snprintf(slug, sizeof slug, "sau-%d", i);
        deep = add_category(f, slug, deep);
    }
    int64_t leaf = add_category(f, "la", add_category(f, "nhanh", branch));
    struct category moved = get(f, branch);
    moved.parent_id = deep; /* levels 6, 7 and 8 */
    assert_ok(update(f, &moved));
    moved.parent_id = 0;
    assert_ok(update(f, &moved));
    add_category(f, "chop", leaf);
    moved.parent_id = deep; /* the tip would be on level 9 */
    assert_int_equal(update(f, &moved), ERR_INPUT);
}

static void used_category_cannot_go(void **state)
{
    struct fixture *f = *state;
    int64_t parent_id = add_category(f, "cha", 0), child_id = add_category(f, "con", parent_id);
    const struct term child = {.id = child_id};
    struct article a = sample("bai");
    a.category = &child, a.status = STATUS_DRAFT;
    a.id = add_article(f, &a);
    assert_int_equal(remove_it(f, parent_id), ERR_CONFLICT);
    assert_int_equal(remove_it(f, child_id), ERR_CONFLICT);
    a.category = NULL;
    save_article(f, &a, ACTION_EDIT);
    assert_ok(remove_it(f, child_id));
    assert_int_equal(remove_it(f, child_id), ERR_NOT_FOUND);
    assert_ok(remove_it(f, parent_id));
}

static void new_name_raises_the_articles_that_show_it(void **state)
{
    struct fixture *f = *state;
    const struct term term = {.id = add_category(f, "muc", 0)};
    struct article a = sample("hien"), b = sample("nhap"), c = sample("khac");
    a.category = b.category = &term, b.status = STATUS_DRAFT;
    a.id = add_article(f, &a), b.id = add_article(f, &b), c.id = add_article(f, &c);
    int64_t sequence = fixture_sequence(f);
    struct category category = get(f, term.id);
    category.position = 5;
    assert_ok(update(f, &category)); /* its place shows on no article */
    assert_int_equal(get_article(f, a.id).version, 1);
    category.name = "Tên mới";
    assert_ok(update(f, &category));
    assert_int_equal(get_article(f, a.id).version, 2);
    assert_int_equal(get_article(f, b.id).version, 2);
    assert_int_equal(get_article(f, c.id).version, 1);
    assert_int_equal(fixture_sequence(f), sequence + 1); /* only one of them is public */
    assert_int_equal(get_article(f, a.id).updated_ms, NOON);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(list_is_by_position_then_name),
        store_test(count_is_of_published_articles_of_itself),
        store_test(old_slugs_lead_here_and_are_nobody_elses),
        store_test(circles_and_depths_are_refused),
        store_test(whole_branch_may_not_be_hung_too_deep),
        store_test(used_category_cannot_go),
        store_test(new_name_raises_the_articles_that_show_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
