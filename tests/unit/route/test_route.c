/* The table of addresses and its matching. */
#include "http/request.h"
#include "route/route.h"
#include "test.h"

#include <string.h>

struct found {
    enum err err;
    const struct route *route;
    const char *args[ROUTE_ARGS_MAX];
    const char *allow;
};

static struct found match(struct arena *arena, enum method method, const char *path)
{
    struct found found = {0};
    found.err = route_match(method, path, arena, found.args, &found.route, &found.allow);
    return found;
}

static void the_table_is_sound(void **state)
{
    (void)state;
    assert_true(route_table_is_sound());
}

static void every_row_finds_itself(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    size_t count;
    const struct route *table = route_table(&count);
    (void)state;
    assert_true(count > 40);
    for (size_t i = 0; i < count; i++) {
        /* A pattern is a path that fits itself: {slug} is a name like any other. */
        struct found found = match(arena, table[i].method, table[i].pattern);
        assert_int_equal(found.err, ERR_OK);
        assert_ptr_equal(found.route, &table[i]);
    }
}

static void a_row_that_writes_needs_a_role_and_takes_no_public_cache(void **state)
{
    size_t count;
    const struct route *table = route_table(&count);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        bool writes = table[i].method != METHOD_GET;
        bool is_api = strncmp(table[i].pattern, "/api", 4) == 0;
        if (writes)
            assert_int_not_equal(table[i].keep, KEEP_SHARED);
        /* Anybody may ask, comment on a draft, compare what is asked with a body and not kept, and say how it
         * was. */
        bool is_for_all = table[i].handle == api_question_create || table[i].handle == api_opinion_create ||
                          table[i].handle == api_verify || table[i].handle == api_rating_add;
        if (writes && is_api)
            assert_true(is_for_all || table[i].role >= ROLE_AUTHOR);
        if (!writes)
            assert_int_equal(table[i].body_limit, 0);
        /* But for the pages that explain it to people. */
        bool is_page = strncmp(table[i].pattern, "/api/docs", 9) == 0;
        if (is_api)
            assert_int_equal(table[i].answer, is_page ? ANSWER_FILE : ANSWER_JSON);
    }
}

/* Whoever writes waits for the writer, and must not do so on a thread that serves others. A cookie is no
 * write: the accessibility bar shall work however busy the portal is. */
static void every_write_is_slow(void **state)
{
    size_t count;
    const struct route *table = route_table(&count);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        bool is_write = table[i].method != METHOD_GET && table[i].handle != form_options_set;
        if (is_write)
            assert_true(table[i].pace >= PACE_SLOW);
        if (table[i].body_limit > 64 * 1024)
            assert_true(table[i].pace >= PACE_SLOW);
        assert_true(table[i].pace != PACE_PICTURE || table[i].method != METHOD_GET);
    }
}

static void what_may_take_long_is_slow(void **state)
{
    static const char *const slow[] = {
        "/bai-viet/a/luu", "/bai-viet/a/lich-su",        "/thong-ke.csv",    "/api/export",
        "/api/snapshot",   "/api/articles/1/revisions",  "/api/media/check", "/api/audit/verify",
        "/api/suggest",    "/api/articles/1/revisions/2"};
    static const char *const fast[] = {"/",        "/bai-viet/a",   "/chuyen-muc/a", "/api/articles",
                                       "/healthz", "/media/a.webp", "/tuy-chon.css"};
    auto_arena struct arena *arena = arena_new(1 << 20);
    struct field field = {"q", "đường"};
    struct request plain = {0}, search = {.parameters = &field, .parameter_count = 1};
    (void)state;
    for (size_t i = 0; i < sizeof slow / sizeof *slow; i++)
        assert_true(route_is_slow(match(arena, METHOD_GET, slow[i]).route, &plain));
    for (size_t i = 0; i < sizeof fast / sizeof *fast; i++)
        assert_false(route_is_slow(match(arena, METHOD_GET, fast[i]).route, &plain));
    assert_true(route_is_slow(match(arena, METHOD_GET, "/tim-kiem").route, &search));
    assert_true(route_is_slow(match(arena, METHOD_GET, "/en/tim-kiem").route, &search));
    assert_true(route_is_slow(match(arena, METHOD_GET, "/api/articles").route, &search));
    assert_false(route_is_slow(match(arena, METHOD_GET, "/tim-kiem").route, &plain));
}

static bool keeps(const char *path, const char *name, const char *value)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    struct field field = {name, value};
    const struct request request = {.parameters = &field, .parameter_count = name ? 1 : 0};
    return route_keeps(match(arena, METHOD_GET, path).route, &request);
}

static void no_client_can_invent_addresses_that_are_kept(void **state)
{
    (void)state;
    assert_true(keeps("/", NULL, NULL));
    assert_true(keeps("/", "utm_source", "anything")); /* none of its address */
    assert_true(keeps("/api/articles", "category", "tin-tuc"));
    assert_true(keeps("/api/articles", "limit", "20"));
    assert_false(keeps("/api/articles", "limit", "21"));
    assert_false(keeps("/api/articles", "limit", "2"));
    assert_false(keeps("/api/articles", "limit", "200"));
    assert_false(keeps("/api/articles", "from", "2026-01-01T00:00:01Z"));
    assert_false(keeps("/api/articles", "fields", "id"));
    assert_false(keeps("/chuyen-muc/a", "after", "x"));
    assert_false(keeps("/api/changes", "wait", "1"));
    assert_false(keeps("/tim-kiem", "q", "a"));
}

static void an_english_address_is_the_row_of_the_vietnamese_one(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    (void)state;
    assert_string_equal(match(arena, METHOD_GET, "/en").route->pattern, "/");
    struct found found = match(arena, METHOD_GET, "/en/bai-viet/a-b");
    assert_string_equal(found.route->pattern, "/bai-viet/{slug}");
    assert_string_equal(found.args[0], "a-b");
    assert_string_equal(match(arena, METHOD_GET, "/en/the/a/rss.xml").route->pattern, "/the/{slug}/rss.xml");
    static const char *const others[] = {
        "/en/", "/en/en", "/en/api", "/en/api/articles", "/en/sitemap.xml", "/en/media/a", "/enx", "/en//"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_int_equal(match(arena, METHOD_GET, others[i]).err, ERR_NOT_FOUND);
    assert_int_equal(match(arena, METHOD_POST, "/en/tuy-chon").err, ERR_NOT_FOUND);
    assert_int_equal(match(arena, METHOD_POST, "/en/bai-viet/a").err, ERR_METHOD);
}

static void arguments_are_the_parts_of_the_path(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    (void)state;
    struct found found = match(arena, METHOD_GET, "/bai-viet/duong-lien-xa");
    assert_int_equal(found.err, ERR_OK);
    assert_string_equal(found.args[0], "duong-lien-xa");
    assert_null(found.args[1]);
    found = match(arena, METHOD_POST, "/api/articles/7/publish");
    assert_string_equal(found.args[0], "7");
    found = match(arena, METHOD_GET, "/static/abc/site.css");
    assert_string_equal(found.args[1], "site.css");
    assert_int_equal(match(arena, METHOD_HEAD, "/").err, ERR_OK);
}

static void an_argument_may_have_words_around_it(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    (void)state;
    struct found found = match(arena, METHOD_GET, "/sitemap-12.xml");
    assert_int_equal(found.err, ERR_OK);
    assert_string_equal(found.args[0], "12");
    assert_string_equal(match(arena, METHOD_GET, "/sitemap-a.xml.xml").args[0], "a.xml");
    assert_string_equal(match(arena, METHOD_GET, "/sitemap-news.xml").route->pattern, "/sitemap-news.xml");
    assert_int_equal(match(arena, METHOD_GET, "/sitemap-.xml").err, ERR_NOT_FOUND);
    assert_int_equal(match(arena, METHOD_GET, "/sitemap-12.xm").err, ERR_NOT_FOUND);
    assert_int_equal(match(arena, METHOD_GET, "/sitemap-1/2.xml").err, ERR_NOT_FOUND);
}

static void other_paths_are_not_found(void **state)
{
    static const char *const paths[] = {
        "/bai-viet/", "/bai-viet", "/bai-viet/a/b",        "/api/articles/", "/Bai-viet/a",
        "/api/",      "//",        "/api/articles/1/nope", "/bai-viet/a/",   "/static/a"};
    auto_arena struct arena *arena = arena_new(1 << 20);
    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        assert_int_equal(match(arena, METHOD_GET, paths[i]).err, ERR_NOT_FOUND);
}

static void another_method_is_told_what_is_allowed(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    (void)state;
    struct found found = match(arena, METHOD_DELETE, "/api/articles");
    assert_int_equal(found.err, ERR_METHOD);
    assert_string_equal(found.allow, "GET, HEAD, POST, OPTIONS");
    found = match(arena, METHOD_POST, "/");
    assert_string_equal(found.allow, "GET, HEAD, OPTIONS");
    assert_int_equal(match(arena, METHOD_OTHER, "/").err, ERR_NOT_IMPLEMENTED);
}

static void parameters_are_known_by_their_whole_name(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    (void)state;
    const struct route *route = match(arena, METHOD_GET, "/api/articles").route;
    assert_true(route_knows(route, "limit"));
    assert_true(route_knows(route, "include"));
    assert_false(route_knows(route, "lim"));
    assert_false(route_knows(route, "limits"));
    assert_false(route_knows(route, ""));
    assert_false(route_knows(route, "limit,after"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_is_sound),
        cmocka_unit_test(every_row_finds_itself),
        cmocka_unit_test(a_row_that_writes_needs_a_role_and_takes_no_public_cache),
        cmocka_unit_test(every_write_is_slow),
        cmocka_unit_test(what_may_take_long_is_slow),
        cmocka_unit_test(no_client_can_invent_addresses_that_are_kept),
        cmocka_unit_test(an_english_address_is_the_row_of_the_vietnamese_one),
        cmocka_unit_test(arguments_are_the_parts_of_the_path),
        cmocka_unit_test(an_argument_may_have_words_around_it),
        cmocka_unit_test(other_paths_are_not_found),
        cmocka_unit_test(another_method_is_told_what_is_allowed),
        cmocka_unit_test(parameters_are_known_by_their_whole_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
