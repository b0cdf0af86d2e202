/* Addresses that former portals made by rule: of which thing each is one more. */
#include "http/address_variant.h"

#include "test.h"

#include <stdio.h>

enum { ARENA = 1024 * 1024 };

/* "KEY", "feed KEY", "home", "feed home", or "-". */
static const char *variant(struct arena *arena, const char *key)
{
    struct address_variant found;
    if (!address_variant_of(arena, key, &found))
        return "-";
    return arena_printf(arena, "%s%s", found.is_feed ? "feed " : "", found.is_home ? "home" : found.key);
}

static void rules_of_former_portals_are_undone(void **state)
{
    auto_arena struct arena *arena = arena_new(ARENA);
    static const char *const pairs[][2] = {
        {"/index.php/2019/05/hop", "/2019/05/hop"},
        {"/2019/05/hop/page/2", "/2019/05/hop"},
        {"/2019/05/hop/feed", "feed /2019/05/hop"},
        {"/category/tin-tuc/feed", "feed /category/tin-tuc"},
        {"/category/tin-tuc/feed/atom", "feed /category/tin-tuc"},
        {"/category/tin-tuc/page/12", "/category/tin-tuc"},
        {"/?cat=3&feed=rss2", "feed /?cat=3"},
        {"/?cat=3&paged=2", "/?cat=3"},
        {"/hop/amp", "/hop"},
        {"/vi/news/rss/tin-tuc", "feed /vi/news/tin-tuc"},
        {"/news/rss/tin-tuc", "feed /news/tin-tuc"},
        {"/vi/news/tin-tuc/page-3", "/vi/news/tin-tuc"},
        {"/vi/news/print/tin-tuc/hop-12", "/vi/news/tin-tuc/hop-12"},
        {"/index.php?language=vi&nv=news&op=rss/tin-tuc", "feed /index.php?language=vi&nv=news&op=tin-tuc"},
        {"/index.php?language=vi&nv=news&op=tin-tuc/page-2", "/index.php?language=vi&nv=news&op=tin-tuc"},
        {"/feed", "feed home"},
        {"/comments/feed", "feed home"},
        {"/feed/rss2", "feed home"},
        {"/?feed=rss2", "feed home"},
        {"/vi/feeds", "feed home"},
        {"/vi/news/rss", "feed home"},
        {"/index.php?language=vi&nv=news&op=rss", "feed home"},
        {"/index.php?language=vi&nv=feeds", "feed home"},
        {"/vi/news", "home"},
        {"/vi", "home"},
        {"/index.php", "home"},
        {"/index.php?language=vi", "home"},
        {"/page/2", "home"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_string_equal(variant(arena, pairs[i][0]), pairs[i][1]);
}

static void what_is_an_address_of_its_own_has_no_other(void **state)
{
    auto_arena struct arena *arena = arena_new(ARENA);
    static const char *const keys[] = {"/2019/05/hop", "/tin-tuc/page", "/2",      "/hop-page-2",
                                       "/rsss",        "/gioi-thieu",   "/?p=12",  "/index.php?nv=about",
                                       "/vi/about",    "/a/b/c/d/12",   "/page-x1"};
    char longer[900];
    (void)state;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        assert_string_equal(variant(arena, keys[i]), "-");
    for (size_t i = 0; i + 1 < sizeof longer; i++)
        longer[i] = i % 2 ? 'a' : '/';
    longer[sizeof longer - 1] = '\0';
    assert_string_equal(variant(arena, longer), "-");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_of_former_portals_are_undone),
        cmocka_unit_test(what_is_an_address_of_its_own_has_no_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
