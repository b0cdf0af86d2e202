/* The rows of kinds and facts: what was released stays as it is; and what the store makes of an article of
 * each kind, for each audience. The kind SAMPLE exists in test builds alone. */
#include "engine_fixture.h"
#include "search_fixture.h"

#include "store/change.h"
#include "store/revision.h"

/* Rows as they were released. New ones are added at the end, here as there; none is taken away or changed. */
static const struct {
    const char *name, *word;
} released_kinds[] = {{"article", "bai-viet"},  {"page", "trang"},         {"document", "van-ban"},
                      {"unit", "to-chuc"},      {"person", "to-chuc"},     {"event", "lich"},
                      {"procedure", "thu-tuc"}, {"vacancy", "thong-bao"},  {"tender", "thong-bao"},
                      {"question", "hoi-dap"},  {"consultation", "gop-y"},

                      {"album", "thu-vien"},    {"video", "thu-vien"},     {"audio", "thu-vien"}};

static const struct {
    const char *kind, *name, *type;
    bool is_list;
} released_facts[] = {{"document", "number", "text", false},
                      {"document", "type", "choice", false},
                      {"document", "issuer", "text", false},
                      {"document", "signer", "text", false},
                      {"document", "field", "text", false},
                      {"document", "issued", "date", false},
                      {"document", "effective", "date", false},
                      {"document", "partly_expires", "date", false},
                      {"document", "expires", "date", false},
                      {"document", "state", "choice", false},
                      {"document", "pages", "number", false},
                      {"document", "replaces", "article", true},
                      {"document", "amends", "article", true},
                      {"document", "guided_by", "article", true},
                      {"document", "based_on", "article", true},
                      {"unit", "parent", "article", false},
                      {"unit", "order", "number", false},
                      {"unit", "duties", "text", true},
                      {"unit", "phone", "text", false},
                      {"unit", "email", "text", false},
                      {"unit", "room", "text", false},
                      {"unit", "hours", "text", false},
                      {"person", "unit", "article", false},
                      {"person", "post", "text", false},
                      {"person", "order", "number", false},
                      {"person", "phone", "text", false},
                      {"person", "email", "text", false},
                      {"person", "since", "date", false},
                      {"event", "start", "time", false},
                      {"event", "end", "time", false},
                      {"event", "all_day", "choice", false},
                      {"event", "place", "text", false},
                      {"event", "chair", "text", false},
                      {"event", "participants", "text", true},
                      {"event", "unit", "text", false},
                      {"event", "repeats", "choice", false},
                      {"event", "every", "number", false},
                      {"event", "until", "date", false},
                      {"event", "except", "date", true},
                      {"procedure", "code", "text", false},
                      {"procedure", "field", "text", false},
                      {"procedure", "level", "choice", false},
                      {"procedure", "who", "text", false},
                      {"procedure", "files", "text", true},
                      {"procedure", "place", "text", false},
                      {"procedure", "time", "text", false},
                      {"procedure", "fee", "text", false},
                      {"procedure", "result", "text", false},
                      {"procedure", "basis", "article", true},
                      {"procedure", "law", "text", true},
                      {"procedure", "portal", "link", false},
                      {"vacancy", "deadline", "time", false},
                      {"vacancy", "budget", "text", false},
                      {"vacancy", "unit", "text", false},
                      {"tender", "deadline", "time", false},
                      {"tender", "budget", "text", false},
                      {"tender", "unit", "text", false},
                      {"question", "field", "choice", false},
                      {"question", "asked", "date", false},
                      {"question", "answered", "date", false},
                      {"question", "unit", "text", false},
                      {"question", "deadline", "date", false},
                      {"consultation", "opens", "time", false},
                      {"consultation", "closes", "time", false},
                      {"consultation", "unit", "text", false},
                      {"consultation", "articles", "number", false},
                      {"consultation", "result", "article", false},
                      {"album", "taken", "date", false},
                      {"album", "place", "text", false},
                      {"video", "speech", "choice", false},
                      {"video", "duration", "text", false},
                      {"video", "recorded", "date", false},
                      {"audio", "speech", "choice", false},
                      {"audio", "duration", "text", false},
                      {"audio", "recorded", "date", false},
                      {"document", "law", "text", true},
                      {NULL, NULL, NULL, false}};

static void released_rows_are_neither_removed_nor_retyped(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof released_kinds / sizeof *released_kinds; i++) {
        assert_string_equal(kind_of((enum article_kind)i)->name, released_kinds[i].name);
        assert_string_equal(kind_of((enum article_kind)i)->word, released_kinds[i].word);
    }
    for (size_t i = 0; released_facts[i].name; i++) {
        const struct fact_row *row = fact_of((enum fact)i);
        assert_string_equal(kind_of(row->kind)->name, released_facts[i].kind);
        assert_string_equal(row->name, released_facts[i].name);
        assert_string_equal(fact_type_name(row->type), released_facts[i].type);
        assert_int_equal((row->flags & FACT_IS_LIST) != 0, released_facts[i].is_list);
    }
}

static void names_and_words_are_unique_and_found(void **state)
{
    (void)state;
    for (enum article_kind kind = 0; kind < KIND_COUNT; kind++) {
        const struct kind *row = kind_of(kind);
        assert_int_equal(kind_named(row->name), kind);
        assert_int_equal(kind_of_word(row->word, strlen(row->word)) == kind,
                         !(row->flags & KIND_SHARES_WORD));
        assert_true(kinds_of_word(kind) & 1u << kind);
        assert_int_equal(kind_of_word(row->word, strlen(row->word) - 1), KIND_COUNT);
    }
    for (const struct fact_row *row = fact_rows(); row->name; row++) {
        assert_ptr_equal(fact_of(fact_named(row->kind, row->name)), row);
        assert_true(!(row->flags & FACT_IS_SEARCHED) || row->type == FACT_TYPE_TEXT);
    }
    assert_int_equal(fact_named(KIND_ARTICLE, "number"), FACT_COUNT);
    assert_null(fact_choice_named(FACT_SAMPLE_STATE, "in force"));
}

static const struct fact_value some[] = {
    {.fact = FACT_SAMPLE_NUMBER, .text = "05/2024/QĐ-UBND \"\\\" và hơn"},
    {.fact = FACT_SAMPLE_PAGES, .text = "0.000001"},
    {.fact = FACT_SAMPLE_ISSUER, .text = "Ủy ban nhân dân xã"},
    {.fact = FACT_SAMPLE_ISSUER, .text = "Hội đồng qqzzww"},
};

static struct article sample_with_facts(const char *slug, enum article_audience audience)
{
    struct article a = sample(slug);
    a.kind = KIND_SAMPLE;
    a.audience = audience;
    a.facts = some;
    a.fact_count = sizeof some / sizeof *some;
    return a;
}

static void assert_facts(const struct article *a)
{
    assert_int_equal(a->fact_count, sizeof some / sizeof *some);
    for (size_t i = 0; i < a->fact_count; i++) {
        assert_int_equal(a->facts[i].fact, some[i].fact);
        assert_string_equal(a->facts[i].text, some[i].text);
    }
}

static void facts_are_read_as_they_were_saved_by_articles_and_revisions(void **state)
{
    struct fixture *f = *state;
    struct article a = sample_with_facts("quyet-dinh", AUDIENCE_PUBLIC);
    a.id = add_article(f, &a);
    struct article seen = get_article(f, a.id);
    assert_facts(&seen);
    a.fact_count = 0;
    save_article(f, &a, ACTION_EDIT);
    seen = get_article(f, a.id);
    assert_int_equal(seen.fact_count, 0);
    struct revision revision;
    struct conn *conn = fixture_lease(f);
    assert_ok(revision_by_version(conn, a.id, 1, &revision));
    assert_facts(&revision.article);
    store_end(conn);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM article_facts"), 0);
}

static size_t found(struct fixture *f, const char *query, unsigned audiences, const struct fact_value *fact)
{
    const struct article_query filter = {
        .limit = 10, .audiences = audiences, .facts = fact, .fact_count = fact ? 1 : 0};
    struct search_result result = {.count = 0};
    struct conn *conn = fixture_lease(f);
    assert_ok(search_articles(conn, normal(query, f->arena), &filter, SEARCH_BY_RELEVANCE, &result));
    store_end(conn);
    return result.count;
}

static void words_of_searched_facts_are_found_and_forgotten(void **state)
{
    struct fixture *f = *state;
    const struct fact_value other = {.fact = FACT_SAMPLE_PAGES, .text = "2"};
    struct article a = sample_with_facts("quyet-dinh", AUDIENCE_PUBLIC);
    a.id = add_article(f, &a);
    assert_int_equal(found(f, "qqzzww", 0, NULL), 1);
    assert_int_equal(found(f, "qqzzww", 0, &some[1]), 1);
    assert_int_equal(found(f, "qqzzww", 0, &other), 0);
    a.fact_count = 2;
    save_article(f, &a, ACTION_EDIT);
    assert_int_equal(found(f, "qqzzww", 0, NULL), 0);
}

static void what_is_for_staff_is_found_and_learned_by_nobody_else(void **state)
{
    struct fixture *f = *state;
    struct article a = sample_with_facts("mat", AUDIENCE_STAFF);
    a.title = "Kế hoạch zzyyxx";
    add_article(f, &a);
    assert_int_equal(found(f, "zzyyxx", 0, NULL), 0);
    assert_int_equal(found(f, "zzyyxx", 1u << AUDIENCE_STAFF, NULL), 1);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM search_syllables WHERE fold LIKE 'zzyy%'"), 0);
}

static bool changed_last(struct fixture *f, int64_t since, int64_t id, bool is_delete)
{
    struct change_list list;
    struct conn *conn = fixture_lease(f);
    assert_ok(change_list(conn, since, 0, 10, &list));
    store_end(conn);
    return list.count == 1 && list.items[0].article_id == id &&
           (list.items[0].kind == CHANGE_DELETE) == is_delete;
}

static void leaving_the_public_is_a_deletion_and_coming_back_an_upsert(void **state)
{
    struct fixture *f = *state;
    struct article a = sample_with_facts("bai", AUDIENCE_STAFF);
    a.id = add_article(f, &a);
    assert_int_equal(fixture_sequence(f), 0);
    assert_int_equal(fixture_integer(f, "SELECT coalesce(sum(articles), 0) FROM sitemap_parts"), 0);
    a.audience = AUDIENCE_PUBLIC;
    save_article(f, &a, ACTION_EDIT);
    assert_true(changed_last(f, 0, a.id, false));
    assert_int_equal(fixture_integer(f, "SELECT sum(articles) FROM sitemap_parts"), 1);
    a.audience = AUDIENCE_STAFF;
    struct article seen = save_article(f, &a, ACTION_EDIT);
    assert_true(changed_last(f, 1, a.id, true));
    assert_true(seen.once_public);
    assert_int_equal(fixture_integer(f, "SELECT sum(articles) FROM sitemap_parts"), 0);
    a.audience = AUDIENCE_PUBLIC;
    save_article(f, &a, ACTION_EDIT);
    assert_true(changed_last(f, 2, a.id, false));
}

static void revisions_that_staff_alone_saw_are_not_the_publics(void **state)
{
    struct fixture *f = *state;
    int64_t *versions;
    size_t count;
    struct article a = sample_with_facts("bai", AUDIENCE_STAFF);
    a.id = add_article(f, &a);
    a.audience = AUDIENCE_PUBLIC;
    save_article(f, &a, ACTION_EDIT);
    struct conn *conn = fixture_lease(f);
    assert_ok(revision_versions(conn, a.id, INT64_MAX, REVISION_PUBLISHED, 10, &versions, &count));
    assert_int_equal(count, 1);
    assert_int_equal(versions[0], 2);
    store_end(conn);
}

static void a_medium_is_public_while_something_public_shows_it(void **state)
{
    struct fixture *f = *state;
    int64_t id = add_media(f, "ảnh");
    const char *name = get_media(f, id).files[0].name;
    const struct fact_value link = {.fact = FACT_SAMPLE_SOURCE,
                                    .text = arena_printf(f->arena, "/media/%s", name)};
    struct article a = sample("bai");
    struct media_served served;
    a.kind = KIND_SAMPLE, a.audience = AUDIENCE_STAFF;
    a.facts = &link, a.fact_count = 1;
    a.id = add_article(f, &a);
    struct conn *conn = fixture_lease(f);
    assert_ok(media_serve(conn, name, &served));
    assert_false(served.is_public);
    store_end(conn);
    a.audience = AUDIENCE_PUBLIC;
    save_article(f, &a, ACTION_EDIT);
    conn = fixture_lease(f);
    assert_ok(media_serve(conn, name, &served));
    assert_true(served.is_public);
    store_end(conn);
}

static void what_a_fact_leads_to_is_as_it_is_now(void **state)
{
    struct fixture *f = *state;
    struct article old = sample("cu");
    old.id = add_article(f, &old);
    const struct fact_value value = {.fact = FACT_SAMPLE_REPLACES,
                                     .text = arena_printf(f->arena, "%lld", (long long)old.id)};
    struct article a = sample("moi");
    a.kind = KIND_SAMPLE, a.facts = &value, a.fact_count = 1;
    a.id = add_article(f, &a);
    struct article seen = get_article(f, a.id);
    assert_string_equal(seen.facts[0].target->slug, "cu");
    assert_true(seen.facts[0].target->is_public);
    move_article(f, old.id, STATUS_TRASHED, ACTION_TRASH);
    assert_false(get_article(f, a.id).facts[0].target->is_public);
    struct conn *conn = fixture_begin(f);
    assert_ok(article_purge(conn, old.id));
    assert_ok(store_commit(&conn));
    assert_null(get_article(f, a.id).facts[0].target);
}

static void what_staff_alone_knew_leaves_no_address_behind(void **state)
{
    struct fixture *f = *state;
    struct article a = sample_with_facts("mat", AUDIENCE_STAFF), b = sample_with_facts("ho", AUDIENCE_PUBLIC);
    a.id = add_article(f, &a);
    b.id = add_article(f, &b);
    move_article(f, a.id, STATUS_TRASHED, ACTION_TRASH);
    move_article(f, b.id, STATUS_TRASHED, ACTION_TRASH);
    struct conn *conn = fixture_begin(f);
    assert_ok(article_purge(conn, a.id));
    assert_ok(article_purge(conn, b.id));
    assert_ok(store_commit(&conn));
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM gone_slugs"), 1);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM gone_slugs WHERE slug = 'ho'"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(released_rows_are_neither_removed_nor_retyped),
        cmocka_unit_test(names_and_words_are_unique_and_found),
        store_test(facts_are_read_as_they_were_saved_by_articles_and_revisions),
        store_test(words_of_searched_facts_are_found_and_forgotten),
        store_test(what_is_for_staff_is_found_and_learned_by_nobody_else),
        store_test(leaving_the_public_is_a_deletion_and_coming_back_an_upsert),
        store_test(revisions_that_staff_alone_saw_are_not_the_publics),
        store_test(a_medium_is_public_while_something_public_shows_it),
        store_test(what_a_fact_leads_to_is_as_it_is_now),
        store_test(what_staff_alone_knew_leaves_no_address_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
