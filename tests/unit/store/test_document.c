/* Documents: their state by days and by what replaces them, their number, and the register that follows every
 * change. */
#include "engine_fixture.h"
#include "search_fixture.h"

#include "store/document.h"

/* The statements name facts by number. */
static void statements_name_the_facts_that_they_mean(void **state)
{
    (void)state;
    assert_int_equal(FACT_DOCUMENT_NUMBER, 0);
    assert_int_equal(FACT_DOCUMENT_ISSUER, 2);
    assert_int_equal(FACT_DOCUMENT_ISSUED, 5);
    assert_int_equal(FACT_DOCUMENT_EFFECTIVE, 6);
    assert_int_equal(FACT_DOCUMENT_REPLACES, 11);
    const struct fact_choice *choice = fact_choices();
    while (choice->fact != FACT_DOCUMENT_STATE)
        choice++;
    for (enum document_state s = 0; s < DOCUMENT_STATE_COUNT; s++)
        assert_string_equal(choice[s].name, document_state_name(s));
    assert_int_equal(document_state_named("còn"), DOCUMENT_STATE_COUNT);
}

static void a_state_follows_from_the_days(void **state)
{
    (void)state;
    const struct document_days none = {0};
    const struct document_days all = {.effective = 20240101, .partly = 20240601, .expires = 20250101};
    const struct document_days replaced = {.effective = 20240101, .replaced = 20240301};
    assert_int_equal(document_state_on(&none, 20240101), DOCUMENT_IN_FORCE);
    assert_int_equal(document_state_on(&all, 20231231), DOCUMENT_PENDING);
    assert_int_equal(document_state_on(&all, 20240101), DOCUMENT_IN_FORCE);
    assert_int_equal(document_state_on(&all, 20240531), DOCUMENT_IN_FORCE);
    assert_int_equal(document_state_on(&all, 20240601), DOCUMENT_PARTLY_EXPIRED);
    assert_int_equal(document_state_on(&all, 20250101), DOCUMENT_EXPIRED);
    assert_int_equal(document_state_on(&replaced, 20240229), DOCUMENT_IN_FORCE);
    assert_int_equal(document_state_on(&replaced, 20240301), DOCUMENT_EXPIRED);
}

/* A public document; of the facts `count` are given. */
static int64_t add_document(struct fixture *f, const char *slug, const struct fact_value *facts, size_t count)
{
    struct article a = sample(slug);
    a.kind = KIND_DOCUMENT;
    a.facts = facts;
    a.fact_count = count;
    return add_article(f, &a);
}

static struct register_page ask_register(struct fixture *f, struct register_query query)
{
    struct register_page page;
    struct conn *conn = fixture_lease(f);
    query.lang = "vi";
    query.today = 20260101;
    query.limit = query.limit ? query.limit : 10;
    assert_ok(register_page(conn, &query, true, &page));
    store_end(conn);
    return page;
}

static const struct fact_value old_one[] = {
    {.fact = FACT_DOCUMENT_NUMBER, .text = "05/2024/QĐ-UBND"},
    {.fact = FACT_DOCUMENT_TYPE, .text = "quyet-dinh"},
    {.fact = FACT_DOCUMENT_ISSUER, .text = "Ủy ban nhân dân xã"},
    {.fact = FACT_DOCUMENT_FIELD, .text = "Đất đai"},
    {.fact = FACT_DOCUMENT_ISSUED, .text = "2024-02-05"},
};

static void what_replaces_a_document_ends_it_from_its_day_on(void **state)
{
    struct fixture *f = *state;
    int64_t old = add_document(f, "cu", old_one, 5);
    const struct fact_value newer[] = {
        {.fact = FACT_DOCUMENT_NUMBER, .text = "06/2025/QĐ-UBND"},
        {.fact = FACT_DOCUMENT_ISSUED, .text = "2025-02-05"},
        {.fact = FACT_DOCUMENT_REPLACES, .text = arena_printf(f->arena, "%lld", (long long)old)},
    };
    assert_int_equal(ask_register(f, (struct register_query){.sides = {[SIDE_STATE] = "expired"}}).total, 0);
    int64_t id = add_document(f, "moi", newer, 3);
    assert_int_equal(ask_register(f, (struct register_query){.sides = {[SIDE_STATE] = "expired"}}).total, 1);
    struct article seen = get_article(f, old);
    assert_string_equal(seen.facts[5].text, "expired");
    struct document_relation *relations;
    size_t count;
    struct conn *conn = fixture_lease(f);
    assert_ok(document_relations(conn, old, &relations, &count));
    assert_int_equal(count, 1);
    assert_string_equal(relations[0].from.number, "06/2025/QĐ-UBND");
    assert_int_equal(relations[0].fact, FACT_DOCUMENT_REPLACES);
    store_end(conn);
    /* And no longer once the public does not see it. */
    move_article(f, id, STATUS_WITHDRAWN, ACTION_WITHDRAW);
    assert_int_equal(ask_register(f, (struct register_query){.sides = {[SIDE_STATE] = "expired"}}).total, 0);
    assert_string_equal(get_article(f, old).facts[5].text, "in-force");
}

static void the_register_follows_every_change(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(ask_register(f, (struct register_query){0}).total, 0);
    int64_t id = add_document(f, "mot", old_one, 5);
    struct register_page page = ask_register(f, (struct register_query){0});
    assert_int_equal(page.total, 1);
    assert_int_equal(page.ids[0], id);
    assert_string_equal(page.choices[SIDE_ISSUER][0].name, "Ủy ban nhân dân xã");
    assert_string_equal(page.choices[SIDE_ISSUER][0].key, "uy-ban-nhan-dan-xa");
    assert_string_equal(page.choices[SIDE_YEAR][0].key, "2024");
    /* Another field: the former is forgotten. */
    struct article a = get_article(f, id);
    struct fact_value facts[5];
    memcpy(facts, old_one, sizeof facts);
    facts[3].text = "Tài chính";
    a.facts = facts, a.fact_count = 5;
    save_article(f, &a, ACTION_EDIT);
    page = ask_register(f, (struct register_query){0});
    assert_int_equal(page.choice_counts[SIDE_FIELD], 1);
    assert_string_equal(page.choices[SIDE_FIELD][0].name, "Tài chính");
    const char *names[REGISTER_NAMES_MOST];
    size_t count;
    struct conn *conn = fixture_lease(f);
    assert_ok(register_names(conn, SIDE_FIELD, "dat-dai", "vi", true, names, &count));
    assert_int_equal(count, 0);
    assert_ok(register_names(conn, SIDE_FIELD, "tai-chinh", "vi", true, names, &count));
    assert_int_equal(count, 1);
    assert_string_equal(names[0], "Tài chính");
    store_end(conn);
    move_article(f, id, STATUS_TRASHED, ACTION_TRASH);
    assert_int_equal(ask_register(f, (struct register_query){0}).total, 0);
}

static const char *field_named(const struct register_page *page, const char *name)
{
    for (size_t i = 0; i < page->choice_counts[SIDE_FIELD]; i++)
        if (strcmp(page->choices[SIDE_FIELD][i].name, name) == 0)
            return page->choices[SIDE_FIELD][i].key;
    return NULL;
}

/* A document of that field, whose slug says which. */
static int64_t add_of_field(struct fixture *f, int number, const char *field)
{
    struct fact_value facts[5];
    memcpy(facts, old_one, sizeof facts);
    facts[0].text = arena_printf(f->arena, "%d/QĐ", number);
    facts[3].text = field;
    return add_document(f, arena_printf(f->arena, "vb-%d", number), facts, 5);
}

static void long_names_that_begin_alike_are_two_choices_whichever_came_first(void **state)
{
    static const char north[] = "Ban Chỉ đạo thực hiện Chương trình mục tiêu quốc gia xây dựng nông thôn mới "
                                "huyện Chi Lăng";
    static const char south[] = "Ban Chỉ đạo thực hiện Chương trình mục tiêu quốc gia xây dựng nông thôn mới "
                                "huyện Cao Lộc";
    struct fixture *f = *state;
    int64_t id = add_of_field(f, 1, north);
    struct register_page page = ask_register(f, (struct register_query){0});
    const char *key = arena_text(f->arena, field_named(&page, north));
    assert_non_null(key);
    add_of_field(f, 2, south);
    /* Marks aside it is the same. */
    add_of_field(
        f, 3, "ban chi dao thuc hien chuong trinh muc tieu quoc gia xay dung nong thon moi huyen chi lang");
    page = ask_register(f, (struct register_query){0});
    assert_int_equal(page.choice_counts[SIDE_FIELD], 2);
    assert_string_equal(field_named(&page, north), key);
    assert_string_not_equal(field_named(&page, south), key);
    page = ask_register(f, (struct register_query){.sides = {[SIDE_FIELD] = key}});
    assert_int_equal(page.total, 2);
    assert_int_equal(page.ids[1], id);
    /* Read anew as a whole, where the former comes last. */
    move_article(f, id, STATUS_TRASHED, ACTION_TRASH);
    page = ask_register(f, (struct register_query){.sides = {[SIDE_FIELD] = key}});
    assert_int_equal(page.total, 1);
}

static void a_name_is_spelled_as_its_document_says_now(void **state)
{
    struct fixture *f = *state;
    int64_t id = add_of_field(f, 1, "đất ĐAI");
    add_of_field(f, 2, "Đất đai");
    struct register_page page = ask_register(f, (struct register_query){0});
    assert_string_equal(page.choices[SIDE_FIELD][0].name, "đất ĐAI");
    struct article a = get_article(f, id);
    a.facts = old_one, a.fact_count = 5;
    save_article(f, &a, ACTION_EDIT);
    page = ask_register(f, (struct register_query){0});
    assert_int_equal(page.choice_counts[SIDE_FIELD], 1);
    assert_string_equal(page.choices[SIDE_FIELD][0].name, "Đất đai");
    /* And by another when that one is gone. */
    move_article(f, id, STATUS_TRASHED, ACTION_TRASH);
    page = ask_register(f, (struct register_query){0});
    assert_string_equal(page.choices[SIDE_FIELD][0].name, "Đất đai");
    assert_int_equal(page.choices[SIDE_FIELD][0].count, 1);
}

static void of_very_many_choices_the_most_used_are_shown_and_the_one_asked_for(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < REGISTER_CHOICES_MOST + 5; i++)
        add_of_field(f, i, arena_printf(f->arena, "Lĩnh vực %03d", i));
    add_of_field(f, 1000, "Lĩnh vực 304");
    struct register_page page = ask_register(f, (struct register_query){0});
    assert_int_equal(page.choice_counts[SIDE_FIELD], REGISTER_CHOICES_MOST);
    assert_non_null(field_named(&page, "Lĩnh vực 304"));
    assert_null(field_named(&page, "Lĩnh vực 303"));
    page = ask_register(f, (struct register_query){.sides = {[SIDE_FIELD] = "linh-vuc-303"}});
    assert_int_equal(page.total, 1);
    assert_int_equal(page.choice_counts[SIDE_FIELD], REGISTER_CHOICES_MOST + 1);
    assert_string_equal(field_named(&page, "Lĩnh vực 303"), "linh-vuc-303");
}

static void choices_say_what_each_would_leave_beside_the_others(void **state)
{
    struct fixture *f = *state;
    struct fact_value facts[5];
    char slug[20];
    for (int i = 0; i < 30; i++) {
        memcpy(facts, old_one, sizeof facts);
        facts[0].text = arena_printf(f->arena, "%d/QĐ", i);
        facts[1].text = i % 3 ? "quyet-dinh" : "ke-hoach";
        facts[2].text = i % 2 ? "Hội đồng nhân dân xã" : "Ủy ban nhân dân xã";
        facts[4].text = arena_printf(f->arena, "20%02d-01-%02d", 20 + i % 5, 1 + i % 28);
        snprintf(slug, sizeof slug, "vb-%d", i);
        add_document(f, slug, facts, 5);
    }
    struct register_page page = ask_register(
        f, (struct register_query){.sides = {[SIDE_ISSUER] = "uy-ban-nhan-dan-xa", [SIDE_TYPE] = "ke-hoach"},
                                   .limit = 3});
    assert_int_equal(page.total, 5);
    assert_int_equal(page.count, 3);
    /* Of the issuers both, of the types both, of the rest what is found. */
    assert_int_equal(page.choices[SIDE_ISSUER][0].count + page.choices[SIDE_ISSUER][1].count, 10);
    assert_int_equal(page.choices[SIDE_TYPE][0].count + page.choices[SIDE_TYPE][1].count, 15);
    assert_int_equal(page.choices[SIDE_FIELD][0].count, 5);
    page = ask_register(f, (struct register_query){.skip = 28});
    assert_int_equal(page.count, 2);
    page = ask_register(f, (struct register_query){.sides = {[SIDE_YEAR] = "1"}});
    assert_int_equal(page.total, 0);
}

static void the_latest_issued_stands_first_whenever_it_came(void **state)
{
    struct fixture *f = *state;
    struct fact_value facts[5];
    static const char *const days[] = {"2024-05-01", "2026-01-01", "2020-03-04", "2025-12-31"};
    int64_t ids[4];
    for (int i = 0; i < 4; i++) {
        memcpy(facts, old_one, sizeof facts);
        facts[0].text = arena_printf(f->arena, "%d/QĐ", i);
        facts[4].text = days[i];
        ids[i] = add_document(f, arena_printf(f->arena, "vb-%d", i), facts, 5);
        ask_register(f, (struct register_query){0}); /* each comes by itself */
    }
    struct register_page page = ask_register(f, (struct register_query){0});
    assert_int_equal(page.ids[0], ids[1]);
    assert_int_equal(page.ids[1], ids[3]);
    assert_int_equal(page.ids[2], ids[0]);
    assert_int_equal(page.ids[3], ids[2]);
}

static void a_number_is_found_however_it_is_typed_and_known_to_be_taken(void **state)
{
    struct fixture *f = *state;
    int64_t id = add_document(f, "mot", old_one, 5), *ids;
    size_t count;
    struct fact_target other;
    struct article same = sample("hai");
    same.kind = KIND_DOCUMENT, same.facts = old_one, same.fact_count = 5;
    struct conn *conn = fixture_lease(f);
    assert_ok(document_by_number(conn, "5-2024-qd-ubnd", "vi", 9, &ids, &count));
    assert_int_equal(count, 1);
    assert_int_equal(ids[0], id);
    assert_ok(document_by_number(conn, "5-2024-qd-ubnd", "en", 9, &ids, &count));
    assert_int_equal(count, 0);
    assert_ok(document_same(conn, &same, &other));
    assert_int_equal(other.id, id);
    same.id = id;
    assert_ok(document_same(conn, &same, &other));
    assert_int_equal(other.id, 0);
    /* Another year begins anew. */
    struct fact_value facts[5];
    memcpy(facts, old_one, sizeof facts);
    facts[4].text = "2025-02-05";
    same.id = 0, same.facts = facts;
    assert_ok(document_same(conn, &same, &other));
    assert_int_equal(other.id, 0);
    store_end(conn);
}

/* Its number is its own before its hour has come, as nobody is asked when it comes. */
static void a_number_is_taken_by_what_is_scheduled(void **state)
{
    struct fixture *f = *state;
    struct fact_target other;
    int64_t id = add_document(f, "mot", old_one, 5);
    struct article a = get_article(f, id), same = sample("hai");
    a.due_ms = f->now_ms + 3600000;
    a.status = STATUS_SCHEDULED;
    save_article(f, &a, ACTION_EDIT);
    same.kind = KIND_DOCUMENT, same.facts = old_one, same.fact_count = 5;
    struct conn *conn = fixture_lease(f);
    assert_ok(document_same(conn, &same, &other));
    assert_int_equal(other.id, id);
    assert_false(other.is_public);
    store_end(conn);
}

static void of_one_number_and_of_one_relation_the_latest_are_named_and_the_rest_counted(void **state)
{
    struct fixture *f = *state;
    int64_t old = add_document(f, "cu", old_one, 5), last = 0, before = 0, *ids;
    struct fact_value facts[6];
    struct document_relation *relations;
    size_t count;
    memcpy(facts, old_one, sizeof old_one);
    facts[0].text = "06/QĐ-UBND";
    facts[5].fact = FACT_DOCUMENT_REPLACES;
    facts[5].text = arena_printf(f->arena, "%lld", (long long)old);
    for (int i = 0; i < DOCUMENT_RELATIONS_MOST + 2; i++) {
        facts[4].text = arena_printf(f->arena, "%d-01-01", 1900 + i);
        before = last;
        last = add_document(f, arena_printf(f->arena, "vb-%d", i), facts, 6);
    }
    struct conn *conn = fixture_lease(f);
    assert_ok(document_by_number(conn, "6-qd-ubnd", NULL, 2, &ids, &count));
    assert_int_equal(count, 2);
    assert_int_equal(ids[0], last);
    assert_int_equal(ids[1], before);
    assert_ok(document_relations(conn, old, &relations, &count));
    assert_int_equal(count, DOCUMENT_RELATIONS_MOST);
    assert_int_equal(relations[0].from.id, last);
    assert_int_equal(relations[0].others, 0);
    assert_int_equal(relations[count - 1].others, 2);
    store_end(conn);
}

static enum err try_register(struct fixture *f, bool may_wait, int64_t *ret_total)
{
    const struct register_query query = {.lang = "vi", .today = 20260101, .limit = 10};
    struct register_page page = {.total = -1};
    struct conn *conn = fixture_lease(f);
    enum err err = register_page(conn, &query, may_wait, &page);
    store_end(conn);
    *ret_total = page.total;
    return err;
}

static void many_losses_are_looked_up_by_a_thread_that_may_wait(void **state)
{
    enum { LOST = 20 };
    struct fixture *f = *state;
    int64_t ids[LOST], total, document = add_document(f, "mot", old_one, 5);
    for (int i = 0; i < LOST; i++) {
        struct article a = sample(arena_printf(f->arena, "tin-%d", i));
        ids[i] = add_article(f, &a);
    }
    assert_ok(try_register(f, true, &total));
    assert_int_equal(total, 1);
    /* Of a few nothing has to be put off. */
    move_article(f, ids[0], STATUS_TRASHED, ACTION_TRASH);
    assert_ok(try_register(f, false, &total));
    for (int i = 1; i < LOST; i++)
        move_article(f, ids[i], STATUS_TRASHED, ACTION_TRASH);
    assert_int_equal(try_register(f, false, &total), ERR_UNAVAILABLE);
    assert_ok(try_register(f, true, &total));
    assert_int_equal(total, 1);
    assert_ok(try_register(f, false, &total));
    move_article(f, document, STATUS_TRASHED, ACTION_TRASH);
    assert_int_equal(try_register(f, false, &total), ERR_UNAVAILABLE);
    assert_ok(try_register(f, true, &total));
    assert_int_equal(total, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statements_name_the_facts_that_they_mean),
        cmocka_unit_test(a_state_follows_from_the_days),
        store_test(what_replaces_a_document_ends_it_from_its_day_on),
        store_test(the_register_follows_every_change),
        store_test(long_names_that_begin_alike_are_two_choices_whichever_came_first),
        store_test(a_name_is_spelled_as_its_document_says_now),
        store_test(of_very_many_choices_the_most_used_are_shown_and_the_one_asked_for),
        store_test(choices_say_what_each_would_leave_beside_the_others),
        store_test(the_latest_issued_stands_first_whenever_it_came),
        store_test(a_number_is_found_however_it_is_typed_and_known_to_be_taken),
        store_test(a_number_is_taken_by_what_is_scheduled),
        store_test(of_one_number_and_of_one_relation_the_latest_are_named_and_the_rest_counted),
        store_test(many_losses_are_looked_up_by_a_thread_that_may_wait),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
