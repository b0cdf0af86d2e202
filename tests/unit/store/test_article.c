/* Saving articles: versions, times, slugs, keys, translations, the change feed's numbers. */
#include "engine_fixture.h"

static void article_comes_back_as_it_was_saved(void **state)
{
    struct fixture *f = *state;
    int64_t category_id = add_category(f, "tin-tuc", 0), tag_id = add_tag(f, "chuyen-doi-so");
    const struct term category = {.id = category_id}, tags[] = {{.id = tag_id}, {.id = add_tag(f, "a")}};
    const struct picture image = {
        {.id = add_media(f, "ảnh một")}, "Người dân", "Chú thích", "Ảnh: Xã", false};
    const struct attachment files[] = {{{.id = add_media(f, "tệp")}, "Văn bản kèm theo"}};
    struct article a = sample("day-du");
    a.lead = "Sapo", a.author = "Nguyễn Văn A", a.source_name = "Báo", a.source_url = "https://vi.example/";
    a.external_id = "cms:17", a.change_note = "Lần đầu", a.pinned = true, a.expires_ms = NOON + DAY;
    a.category = &category, a.tags = tags, a.tag_count = 2, a.image = &image;
    a.attachments = files, a.attachment_count = 1;
    struct article seen = get_article(f, add_article(f, &a));
    assert_int_equal(seen.version, 1);
    assert_string_equal(seen.title, a.title);
    assert_string_equal(seen.lead, "Sapo");
    assert_string_equal(seen.body, a.body);
    assert_string_equal(seen.author, "Nguyễn Văn A");
    assert_string_equal(seen.source_url, "https://vi.example/");
    assert_string_equal(seen.external_id, "cms:17");
    assert_string_equal(seen.change_note, "Lần đầu");
    assert_true(seen.pinned);
    assert_int_equal(seen.expires_ms, NOON + DAY);
    assert_string_equal(seen.category->slug, "tin-tuc");
    assert_int_equal(seen.tag_count, 2);
    assert_string_equal(seen.tags[0].slug, "chuyen-doi-so"); /* in the order given */
    assert_string_equal(seen.tags[1].slug, "a");
    assert_string_equal(seen.image->alt, "Người dân");
    assert_string_equal(seen.image->credit, "Ảnh: Xã");
    assert_int_equal(seen.image->media.width, 800);
    assert_int_equal(seen.attachment_count, 1);
    assert_string_equal(seen.attachments[0].title, "Văn bản kèm theo");
    assert_string_equal(seen.attachments[0].media.type, "image/jpeg");
    assert_null(seen.withdrawn_reason);
    assert_int_equal(seen.translation_count, 0);
}

static void unknown_article_is_not_found(void **state)
{
    struct fixture *f = *state;
    struct article article = sample("x");
    struct conn *conn = fixture_lease(f);
    assert_int_equal(article_by_id(conn, 99, &article), ERR_NOT_FOUND);
    assert_int_equal(article_by_id(conn, -1, &article), ERR_NOT_FOUND);
    assert_int_equal(article_by_slug(conn, "", &article), ERR_NOT_FOUND);
    assert_int_equal(article_by_slug(conn, "'; DROP TABLE articles; --", &article), ERR_NOT_FOUND);
    assert_int_equal(article_by_external_id(conn, "none", &article), ERR_NOT_FOUND);
    store_end(conn);
    article.id = 99;
    assert_int_equal(try_update(f, &article), ERR_NOT_FOUND);
}

static void names_of_status_and_kind_go_both_ways(void **state)
{
    (void)state;
    for (enum article_status status = 0; status < STATUS_COUNT; status++)
        assert_int_equal(article_status_from_name(article_status_name(status)), status);
    for (enum article_kind kind = 0; kind < KIND_COUNT; kind++)
        assert_int_equal(kind_named(kind_of(kind)->name), kind);
    assert_int_equal(article_status_from_name("Published"), STATUS_COUNT);
    assert_int_equal(kind_named(""), KIND_COUNT);
}

static void each_save_raises_the_version_and_edits_move_the_time(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("phien-ban");
    a.id = add_article(f, &a);
    f->now_ms += HOUR;
    struct article edited = save_article(f, &a, ACTION_EDIT);
    assert_int_equal(edited.version, 2);
    assert_int_equal(edited.updated_ms, NOON + HOUR);
    assert_int_equal(edited.created_ms, NOON);
    f->now_ms += HOUR;
    struct article withdrawn = move_article(f, a.id, STATUS_WITHDRAWN, ACTION_WITHDRAW);
    assert_int_equal(withdrawn.version, 3);
    assert_int_equal(withdrawn.updated_ms, NOON + HOUR); /* no edit of the content */
}

static void first_publication_is_kept(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("cong-bo");
    a.status = STATUS_DRAFT;
    a.id = add_article(f, &a);
    assert_int_equal(get_article(f, a.id).published_ms, 0);
    f->now_ms += HOUR;
    assert_int_equal(move_article(f, a.id, STATUS_PUBLISHED, ACTION_PUBLISH).published_ms, NOON + HOUR);
    f->now_ms += HOUR;
    a.status = STATUS_PUBLISHED, a.published_ms = NOON + DAY; /* what the caller says no longer counts */
    assert_int_equal(save_article(f, &a, ACTION_EDIT).published_ms, NOON + HOUR);
    move_article(f, a.id, STATUS_WITHDRAWN, ACTION_WITHDRAW);
    f->now_ms += HOUR;
    assert_int_equal(move_article(f, a.id, STATUS_PUBLISHED, ACTION_PUBLISH).published_ms, NOON + HOUR);
}

static void import_keeps_its_own_day_of_publication(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("bai-cu");
    a.published_ms = NOON - 1000 * DAY;
    assert_int_equal(get_article(f, add_article(f, &a)).published_ms, NOON - 1000 * DAY);
}

static void old_slugs_lead_to_the_present_article(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("ten-cu"), seen;
    a.id = add_article(f, &a);
    a.slug = "ten-moi";
    save_article(f, &a, ACTION_EDIT);
    a.slug = "ten-moi-hon";
    save_article(f, &a, ACTION_EDIT);
    struct conn *conn = fixture_lease(f);
    for (const char **slug = (const char *[]){"ten-cu", "ten-moi", "ten-moi-hon", NULL}; *slug; slug++) {
        int64_t owner = 0;
        assert_ok(article_by_slug(conn, *slug, &seen));
        assert_string_equal(seen.slug, "ten-moi-hon");
        assert_ok(article_slug_owner(conn, *slug, &owner));
        assert_int_equal(owner, a.id);
    }
    int64_t nobody = 1;
    assert_ok(article_slug_owner(conn, "ten-la", &nobody));
    assert_int_equal(nobody, 0);
    store_end(conn);
}

static void slug_is_its_first_owners_for_ever(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("cua-toi"), b = sample("cua-ban");
    a.id = add_article(f, &a);
    b.id = add_article(f, &b);
    assert_int_equal(try_insert(f, &a), ERR_CONFLICT);
    a.slug = "cua-toi-moi";
    save_article(f, &a, ACTION_EDIT);
    struct article thief = sample("cua-toi");
    assert_int_equal(try_insert(f, &thief), ERR_CONFLICT);
    b.slug = "cua-toi";
    assert_int_equal(try_update(f, &b), ERR_CONFLICT);
    b.slug = "cua-toi-moi";
    assert_int_equal(try_update(f, &b), ERR_CONFLICT);
    a.slug = "cua-toi"; /* one's own comes back */
    assert_string_equal(save_article(f, &a, ACTION_EDIT).slug, "cua-toi");
}

static void external_id_belongs_to_one(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("mot"), b = sample("hai"), seen;
    a.external_id = "cms:1";
    a.id = add_article(f, &a);
    b.external_id = "cms:1";
    assert_int_equal(try_insert(f, &b), ERR_CONFLICT);
    b.external_id = NULL;
    b.id = add_article(f, &b);
    b.external_id = "cms:1";
    assert_int_equal(try_update(f, &b), ERR_CONFLICT);
    struct conn *conn = fixture_lease(f);
    assert_ok(article_by_external_id(conn, "cms:1", &seen));
    assert_int_equal(seen.id, a.id);
    store_end(conn);
}

static int64_t translate(struct fixture *f, const char *slug, int64_t of)
{
    struct article a = sample(slug);
    int64_t id = 0;
    a.lang = "en";
    struct conn *conn = fixture_begin(f);
    enum err err = article_insert(conn, &a, of, &id);
    if (err)
        store_end(conn);
    else
        assert_ok(store_commit(&conn));
    return err ? -(int64_t)err : id;
}

static void translations_know_each_other(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("ban-tieng-viet");
    int64_t vi = add_article(f, &a), en = translate(f, "english-version", vi);
    struct article seen = get_article(f, vi);
    assert_int_equal(seen.translation_count, 1);
    assert_int_equal(seen.translations[0].article_id, en);
    assert_string_equal(seen.translations[0].lang, "en");
    assert_string_equal(seen.translations[0].slug, "english-version");
    assert_true(seen.translations[0].is_public);
    assert_int_equal(get_article(f, en).translations[0].article_id, vi);
    assert_int_equal(translate(f, "of-nothing", 99), -(int64_t)ERR_NOT_FOUND);
}

static void an_article_changes_when_its_translation_appears(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("ban-goc");
    int64_t vi = add_article(f, &a);
    assert_int_equal(get_article(f, vi).version, 1);
    translate(f, "the-english", vi);
    assert_int_equal(get_article(f, vi).version, 2);
}

static int64_t tombstones(struct fixture *f, int64_t id)
{
    char sql[100];
    snprintf(sql, sizeof sql, "SELECT coalesce(max(sequence), 0) FROM tombstones WHERE article_id = %lld",
             (long long)id);
    return fixture_integer(f, sql);
}

static int64_t sequence_of(struct fixture *f, int64_t id)
{
    char sql[100];
    snprintf(sql, sizeof sql, "SELECT sequence FROM articles WHERE id = %lld", (long long)id);
    return fixture_integer(f, sql);
}

static void sequence_moves_only_when_the_public_sees_a_difference(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("nhap");
    a.status = STATUS_DRAFT;
    a.id = add_article(f, &a);
    save_article(f, &a, ACTION_EDIT);
    assert_int_equal(fixture_sequence(f), 0);
    move_article(f, a.id, STATUS_PUBLISHED, ACTION_PUBLISH);
    assert_int_equal(fixture_sequence(f), 1);
    assert_int_equal(sequence_of(f, a.id), 1);
    a.status = STATUS_PUBLISHED;
    save_article(f, &a, ACTION_EDIT);
    assert_int_equal(sequence_of(f, a.id), 2);
}

static void leaving_the_public_leaves_a_tombstone_and_coming_back_takes_it(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("di-ve");
    a.id = add_article(f, &a);
    assert_int_equal(tombstones(f, a.id), 0);
    move_article(f, a.id, STATUS_WITHDRAWN, ACTION_WITHDRAW);
    assert_int_equal(tombstones(f, a.id), 2);
    move_article(f, a.id, STATUS_TRASHED, ACTION_TRASH); /* nothing that the public sees */
    assert_int_equal(tombstones(f, a.id), 2);
    move_article(f, a.id, STATUS_DRAFT, ACTION_RESTORE);
    assert_int_equal(tombstones(f, a.id), 2);
    assert_int_equal(fixture_sequence(f), 2);
    move_article(f, a.id, STATUS_PUBLISHED, ACTION_PUBLISH);
    assert_int_equal(tombstones(f, a.id), 0);
    assert_int_equal(sequence_of(f, a.id), 3);
}

static enum err purge(struct fixture *f, int64_t id)
{
    struct conn *conn = fixture_begin(f);
    enum err err = article_purge(conn, id);
    if (err)
        store_end(conn);
    return err ? err : store_commit(&conn);
}

static void purge_takes_all_but_the_tombstone(void **state)
{
    struct fixture *f = *state;
    const struct term tag = {.id = add_tag(f, "nhan")};
    struct article a = sample("xoa-han");
    a.tags = &tag, a.tag_count = 1;
    a.id = add_article(f, &a);
    assert_int_equal(purge(f, a.id), ERR_TRANSITION);
    move_article(f, a.id, STATUS_TRASHED, ACTION_TRASH);
    assert_ok(purge(f, a.id));
    assert_int_equal(purge(f, a.id), ERR_NOT_FOUND);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM revisions"), 0);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM bodies"), 0);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM article_tags"), 0);
    assert_int_equal(tombstones(f, a.id), 2);
    struct article next = sample("bai-sau");
    assert_true(add_article(f, &next) > a.id); /* numbers are not given twice */
}

static void text_over_its_limit_saves_nothing(void **state)
{
    struct fixture *f = *state;
    static char big[ARTICLE_TITLE_MAX + 2];
    struct article a = sample("dai");
    memset(big, 'x', ARTICLE_TITLE_MAX + 1);
    a.title = big;
    assert_int_not_equal(try_insert(f, &a), ERR_OK);
    big[ARTICLE_TITLE_MAX] = '\0';
    assert_ok(try_insert(f, &a));
    a.lang = "fr";
    assert_int_not_equal(try_insert(f, &a), ERR_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(article_comes_back_as_it_was_saved),
        store_test(unknown_article_is_not_found),
        cmocka_unit_test(names_of_status_and_kind_go_both_ways),
        store_test(each_save_raises_the_version_and_edits_move_the_time),
        store_test(first_publication_is_kept),
        store_test(import_keeps_its_own_day_of_publication),
        store_test(old_slugs_lead_to_the_present_article),
        store_test(slug_is_its_first_owners_for_ever),
        store_test(external_id_belongs_to_one),
        store_test(translations_know_each_other),
        store_test(an_article_changes_when_its_translation_appears),
        store_test(sequence_moves_only_when_the_public_sees_a_difference),
        store_test(leaving_the_public_leaves_a_tombstone_and_coming_back_takes_it),
        store_test(purge_takes_all_but_the_tombstone),
        store_test(text_over_its_limit_saves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
