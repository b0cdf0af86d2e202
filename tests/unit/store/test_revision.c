/* Revisions: every change keeps the whole state, and no other change makes one. */
#include "fixture.h"

static int64_t revisions_of(struct fixture *f, int64_t id)
{
    char sql[100];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM revisions WHERE article_id = %lld", (long long)id);
    return fixture_integer(f, sql);
}

static struct article revision(struct fixture *f, int64_t id, int64_t version)
{
    struct article a;
    struct conn *conn = fixture_lease(f);
    assert_ok(article_revision(conn, id, version, &a));
    store_end(conn);
    return a;
}

static void each_version_can_be_read_as_it_was(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("truoc");
    a.lead = "Sapo cũ", a.change_note = NULL;
    a.id = add_article(f, &a);
    f->now_ms += HOUR;
    a.title = "Tựa mới", a.slug = "sau", a.body = "Thân mới", a.lead = NULL, a.change_note = "Sửa tựa";
    save_article(f, &a, ACTION_EDIT);
    struct article first = revision(f, a.id, 1), second = revision(f, a.id, 2);
    assert_string_equal(first.slug, "truoc");
    assert_string_equal(first.lead, "Sapo cũ");
    assert_string_equal(first.body, "Nội dung **đậm**.");
    assert_null(first.change_note);
    assert_int_equal(first.updated_ms, NOON);
    assert_string_equal(second.title, "Tựa mới");
    assert_string_equal(second.body, "Thân mới");
    assert_null(second.lead);
    assert_string_equal(second.change_note, "Sửa tựa");
    assert_int_equal(second.version, 2);
    assert_int_equal(revisions_of(f, a.id), 2);
}

static void every_transition_makes_one(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("trang-thai");
    a.id = add_article(f, &a);
    move_article(f, a.id, STATUS_WITHDRAWN, ACTION_WITHDRAW);
    move_article(f, a.id, STATUS_TRASHED, ACTION_TRASH);
    move_article(f, a.id, STATUS_DRAFT, ACTION_RESTORE);
    const enum article_status wanted[] = {STATUS_PUBLISHED, STATUS_WITHDRAWN, STATUS_TRASHED, STATUS_DRAFT};
    for (int version = 1; version <= 4; version++)
        assert_int_equal(revision(f, a.id, version).status, wanted[version - 1]);
    assert_int_equal(revisions_of(f, a.id), 4);
    assert_int_equal(
        fixture_integer(f, "SELECT count(*) FROM revisions WHERE token_id = 7 AND actor = 'biên tập'"), 4);
}

static void picture_and_category_of_the_past_come_back(void **state)
{
    struct fixture *f = *state;
    const struct term category = {.id = add_category(f, "muc", 0)};
    const struct picture image = {{.id = add_media(f, "ảnh")}, "Thế mạnh", NULL, "Ảnh: A", true};
    struct article a = sample("co-anh");
    a.category = &category, a.image = &image;
    a.id = add_article(f, &a);
    a.category = NULL, a.image = NULL;
    save_article(f, &a, ACTION_EDIT);
    struct article first = revision(f, a.id, 1), second = revision(f, a.id, 2);
    assert_string_equal(first.category->slug, "muc");
    assert_string_equal(first.image->alt, "Thế mạnh");
    assert_true(first.image->decorative);
    assert_int_equal(first.image->media.id, image.media.id);
    assert_null(second.category);
    assert_null(second.image);
}

static void unknown_version_is_not_found(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("mot-ban");
    a.id = add_article(f, &a);
    struct conn *conn = fixture_lease(f);
    assert_int_equal(article_revision(conn, a.id, 0, &a), ERR_NOT_FOUND);
    assert_int_equal(article_revision(conn, a.id, 2, &a), ERR_NOT_FOUND);
    assert_int_equal(article_revision(conn, a.id + 1, 1, &a), ERR_NOT_FOUND);
    store_end(conn);
}

static void version_raised_by_a_new_name_has_no_revision(void **state)
{
    struct fixture *f = *state;
    const struct term category = {.id = add_category(f, "muc", 0)};
    struct article a = sample("chi-ten"), seen;
    a.category = &category;
    a.id = add_article(f, &a);
    const struct category renamed = {.id = category.id, .slug = "muc", .name = "Tên mới", .lang = "vi"};
    struct conn *conn = fixture_begin(f);
    assert_ok(category_update(conn, &renamed));
    assert_ok(store_commit(&conn));
    assert_int_equal(get_article(f, a.id).version, 2);
    assert_int_equal(revisions_of(f, a.id), 1);
    conn = fixture_lease(f);
    assert_int_equal(article_revision(conn, a.id, 2, &seen), ERR_NOT_FOUND);
    store_end(conn);
    assert_int_equal(save_article(f, &a, ACTION_EDIT).version, 3);
    assert_int_equal(revision(f, a.id, 3).version, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(each_version_can_be_read_as_it_was),           store_test(every_transition_makes_one),
        store_test(picture_and_category_of_the_past_come_back),   store_test(unknown_version_is_not_found),
        store_test(version_raised_by_a_new_name_has_no_revision),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
