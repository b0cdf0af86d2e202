/* What hangs on a save beside the article's own row: former slugs, times, links between languages, media. */
#include "fixture.h"

#include "media/media_row.h"

#include "store/change.h"

/* As the people who write drafts. */
static const struct actor author = {.token_id = 9, .role = ROLE_AUTHOR, .name = "người viết"};

static void save_as_author(struct fixture *f, const struct article *a)
{
    struct conn *conn = NULL;
    int64_t version;
    assert_ok(store_begin(f->store, f->arena, &author, &conn));
    assert_ok(article_update(conn, a, ACTION_EDIT, 0, &version));
    assert_ok(store_commit(&conn));
}

static int64_t sequence_of(struct fixture *f)
{
    struct change_state at;
    struct conn *conn = fixture_lease(f);
    assert_ok(change_state(conn, &at));
    store_end(conn);
    return at.sequence;
}

static void former_slug_of_a_draft_is_free_unless_somebody_was_led_by_it(void **state)
{
    struct fixture *f = *state;
    enum { FREED, KEPT, PUBLISHED, SEEN, CASES };
    for (int i = 0; i < CASES; i++) {
        char former[20], slug[20];
        snprintf(former, sizeof former, "cu-%d", i);
        snprintf(slug, sizeof slug, "moi-%d", i);
        struct article a = sample(former), other = sample(former);
        a.status = STATUS_DRAFT;
        a.id = add_article(f, &a);
        a.slug = i == KEPT ? former : slug;
        a.status = i == PUBLISHED ? STATUS_PUBLISHED : STATUS_DRAFT;
        a.once_public = i == SEEN;
        save_as_author(f, &a);
        assert_int_equal(try_insert(f, &other), i == FREED ? ERR_OK : ERR_CONFLICT);
    }
}

static void import_and_going_back_move_the_day_of_change_as_an_edit_does(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("bai");
    a.id = add_article(f, &a);
    for (enum article_action *action = (enum article_action[]){ACTION_IMPORT, ACTION_REVERT, ACTION_COUNT};
         *action != ACTION_COUNT; action++) {
        f->now_ms += HOUR;
        assert_int_equal(save_article(f, &a, *action).updated_ms, f->now_ms);
    }
    f->now_ms += HOUR;
    assert_int_equal(save_article(f, &a, ACTION_PUBLISH).updated_ms, f->now_ms - HOUR);
}

/* The other language's page says where the translation is, so it changes too. */
static void translation_that_is_joined_later_changes_the_other_language(void **state)
{
    struct fixture *f = *state;
    struct article vi = sample("viet"), en = sample("english");
    struct change_list list;
    int64_t version;
    en.lang = "en";
    vi.id = add_article(f, &vi);
    en.id = add_article(f, &en);
    int64_t before = sequence_of(f);
    struct conn *conn = fixture_begin(f);
    assert_ok(article_update(conn, &en, ACTION_EDIT, vi.id, &version));
    assert_ok(store_commit(&conn));
    conn = fixture_lease(f);
    assert_ok(change_list(conn, before, 0, 100, &list));
    store_end(conn);
    assert_int_equal(list.count, 2);
    assert_true(list.items[0].article_id == vi.id || list.items[1].article_id == vi.id);
}

static void rendering_a_draft_anew_is_no_change_for_the_public(void **state)
{
    struct fixture *f = *state;
    struct article a = sample("nhap");
    a.status = STATUS_DRAFT;
    a.id = add_article(f, &a);
    a = get_article(f, a.id);
    int64_t before = sequence_of(f);
    a.body_html = "<p>Mới</p>";
    struct conn *conn = fixture_begin(f);
    assert_ok(article_refresh(conn, &a));
    assert_ok(store_commit(&conn));
    assert_string_equal(get_article(f, a.id).body_html, "<p>Mới</p>");
    assert_int_equal(sequence_of(f), before);
}

/* Nothing is looked for that can be no file's name. */
static void addresses_that_are_no_files_name_show_no_medium(void **state)
{
    struct fixture *f = *state;
    static char body[1000];
    const struct fact_value facts[] = {{.fact = FACT_SAMPLE_NUMBER, .text = "1"},
                                       {.fact = FACT_SAMPLE_SOURCE, .text = "https://cu.vn/a"}};
    const struct fact_value other[] = {{.fact = FACT_SAMPLE_NUMBER, .text = "2"},
                                       {.fact = FACT_SAMPLE_SOURCE, .text = "/media/"}};
    struct article a = sample("dia-chi");
    snprintf(body, sizeof body, "<p><a href=\"/media/\">a</a><a href=\"/media/%0500d\">b</a></p>", 1);
    a.kind = KIND_SAMPLE;
    a.facts = facts;
    a.fact_count = 2;
    a.body_html = body;
    assert_string_equal(get_article(f, add_article(f, &a)).body_html, body);
    a.slug = "dia-chi-hai";
    a.facts = other;
    assert_int_equal(get_article(f, add_article(f, &a)).fact_count, 2);
}

static void medium_is_found_by_its_slug_alone(void **state)
{
    struct fixture *f = *state;
    struct media media;
    int64_t id = add_media(f, "ảnh");
    struct conn *conn = fixture_begin(f);
    assert_ok(media_keep_slug(conn, id, "so-do"));
    assert_ok(media_by_slug(conn, "so-do", &media));
    assert_int_equal(media.id, id);
    assert_int_equal(media_by_slug(conn, "khac", &media), ERR_NOT_FOUND);
    store_end(conn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(former_slug_of_a_draft_is_free_unless_somebody_was_led_by_it),
        store_test(import_and_going_back_move_the_day_of_change_as_an_edit_does),
        store_test(translation_that_is_joined_later_changes_the_other_language),
        store_test(rendering_a_draft_anew_is_no_change_for_the_public),
        store_test(addresses_that_are_no_files_name_show_no_medium),
        store_test(medium_is_found_by_its_slug_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
