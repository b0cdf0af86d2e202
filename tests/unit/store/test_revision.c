/* Revisions: every change keeps the whole state, and no other change makes one. */
#include "engine_fixture.h"

#include "store/redaction.h"
#include "store/revision.h"

static int64_t revisions_of(struct fixture *f, int64_t id)
{
    char sql[100];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM revisions WHERE article_id = %lld", (long long)id);
    return fixture_integer(f, sql);
}

static struct article revision(struct fixture *f, int64_t id, int64_t version)
{
    struct revision r;
    struct conn *conn = fixture_lease(f);
    assert_ok(revision_by_version(conn, id, version, &r));
    store_end(conn);
    return r.article;
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
    struct revision r;
    a.id = add_article(f, &a);
    struct conn *conn = fixture_lease(f);
    assert_int_equal(revision_by_version(conn, a.id, 0, &r), ERR_NOT_FOUND);
    assert_int_equal(revision_by_version(conn, a.id, 2, &r), ERR_NOT_FOUND);
    assert_int_equal(revision_by_version(conn, a.id + 1, 1, &r), ERR_NOT_FOUND);
    store_end(conn);
}

static void version_raised_by_a_new_name_has_no_revision(void **state)
{
    struct fixture *f = *state;
    const struct term category = {.id = add_category(f, "muc", 0)};
    struct article a = sample("chi-ten");
    struct revision r;
    a.category = &category;
    a.id = add_article(f, &a);
    const struct category renamed = {.id = category.id, .slug = "muc", .name = "Tên mới", .lang = "vi"};
    struct conn *conn = fixture_begin(f);
    assert_ok(category_update(conn, &renamed));
    assert_ok(store_commit(&conn));
    assert_int_equal(get_article(f, a.id).version, 2);
    assert_int_equal(revisions_of(f, a.id), 1);
    conn = fixture_lease(f);
    assert_int_equal(revision_by_version(conn, a.id, 2, &r), ERR_NOT_FOUND);
    store_end(conn);
    assert_int_equal(save_article(f, &a, ACTION_EDIT).version, 3);
    assert_int_equal(revision(f, a.id, 3).version, 3);
}

static enum err redact(struct fixture *f, int64_t id, int64_t version)
{
    struct conn *conn = fixture_begin(f);
    enum err err = revision_redact(conn, id, version, "lộ số căn cước", &(struct redacted){0});
    if (err)
        store_end(conn);
    else
        assert_ok(store_commit(&conn));
    return err;
}

static void redaction_takes_the_texts_and_leaves_who_and_when(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("lo-du-lieu");
    a.lead = "Số căn cước 012345678901";
    a.id = add_article(f, &a);
    a.lead = "Không còn";
    save_article(f, &a, ACTION_EDIT);
    assert_int_equal(redact(f, a.id, 2), ERR_CONFLICT);
    assert_int_equal(redact(f, a.id, 3), ERR_NOT_FOUND);
    assert_int_equal(redact(f, a.id, 1), ERR_OK);
    struct revision r;
    struct conn *conn = fixture_lease(f);
    assert_ok(revision_by_version(conn, a.id, 1, &r));
    store_end(conn);
    assert_null(r.article.lead);
    assert_string_equal(r.article.title, "");
    assert_string_equal(r.article.body, "");
    assert_string_equal(r.redaction_note, "lộ số căn cước");
    assert_string_equal(r.actor, "biên tập");
    assert_int_equal(r.redacted_ms, f->now_ms);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM audit WHERE action = 'revision.redact'"), 1);
    assert_string_equal(get_article(f, a.id).lead, "Không còn");
}

static void tags_and_attachments_come_back_with_their_titles(void **state)
{
    struct fixture *f = *state;
    const struct term tags[] = {{.id = add_tag(f, "mot")}, {.id = add_tag(f, "hai")}};
    const struct attachment files[] = {{{.id = add_media(f, "a")}, "Phụ lục 1"},
                                       {{.id = add_media(f, "b")}, "Phụ lục 2"}};
    struct article a = sample("du-thu");
    a.tags = tags, a.tag_count = 2, a.attachments = files, a.attachment_count = 2;
    a.id = add_article(f, &a);
    struct article seen = revision(f, a.id, 1);
    assert_int_equal(seen.tag_count, 2);
    assert_string_equal(seen.tags[1].slug, "hai");
    assert_int_equal(seen.attachment_count, 2);
    assert_string_equal(seen.attachments[0].title, "Phụ lục 1");
    assert_string_equal(seen.attachments[1].title, "Phụ lục 2");
}

static void versions_are_listed_newest_first(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("lich-su");
    int64_t *versions;
    size_t count;
    a.status = STATUS_DRAFT;
    a.id = add_article(f, &a);
    save_article(f, &a, ACTION_EDIT);
    move_article(f, a.id, STATUS_PUBLISHED, ACTION_PUBLISH);
    struct conn *conn = fixture_lease(f);
    assert_ok(revision_versions(conn, a.id, INT64_MAX, REVISION_ANY, 2, &versions, &count));
    assert_int_equal(count, 2);
    assert_int_equal(versions[0], 3);
    assert_ok(revision_versions(conn, a.id, 2, REVISION_ANY, 10, &versions, &count));
    assert_int_equal(count, 1);
    assert_ok(revision_versions(conn, a.id, INT64_MAX, REVISION_PUBLISHED, 10, &versions, &count));
    assert_int_equal(count, 1);
    store_end(conn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(each_version_can_be_read_as_it_was),
        store_test(every_transition_makes_one),
        store_test(picture_and_category_of_the_past_come_back),
        store_test(unknown_version_is_not_found),
        store_test(version_raised_by_a_new_name_has_no_revision),
        store_test(redaction_takes_the_texts_and_leaves_who_and_when),
        store_test(tags_and_attachments_come_back_with_their_titles),
        store_test(versions_are_listed_newest_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
