/* Keys of old addresses: one for all ways to write an address, another for another address. */
#include "http/address_key.h"

#include "test.h"

#include <string.h>

enum { ARENA = 1024 * 1024 };

static const char *key(struct arena *arena, const char *text)
{
    const char *found = address_key_of(arena, text);
    return found ? found : "-";
}

static void ways_to_write_one_address_are_one_key(void **state)
{
    auto_arena struct arena *arena = arena_new(ARENA);
    static const char *const pairs[][2] = {
        {"/vi/news/Tin-tuc/Hop-12.html", "/vi/news/tin-tuc/hop-12"},
        {"https://Cu.gov.vn:8080/a/b/", "/a/b"},
        {"//cu.gov.vn/a", "/a"},
        {"/a//", "/a"},
        {"/a.html/", "/a"},
        {"/a.HTM?x=1.html", "/a?x=1.html"},
        {"/.html", "/.html"},
        {"/a?b=1&a=2", "/a?a=2&b=1"},
        {"/a?b=x+y%26z&utm_source=q&fbclid=1#p", "/a?b=x%20y%26z"},
        {"?p=12", "/?p=12"},
        {"index.php?p=12", "/index.php?p=12"},
        {"/t%E1%BB%89nh/x", "/tỉnh/x"},
        {"/a%2Fb", "/a%252fb"},
        {"/a?b", "/a?b="},
        {"/100%25", "/100%25"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_string_equal(key(arena, pairs[i][0]), pairs[i][1]);
}

static void what_is_no_address_has_no_key(void **state)
{
    auto_arena struct arena *arena = arena_new(ARENA);
    char longer[1200];
    (void)state;
    memset(longer, 'a', sizeof longer - 1);
    longer[0] = '/';
    longer[sizeof longer - 1] = '\0';
    assert_string_equal(key(arena, "/"), "-");
    assert_string_equal(key(arena, ""), "-");
    assert_string_equal(key(arena, "https://cu.gov.vn"), "-");
    assert_string_equal(key(arena, "/?utm_source=1"), "-");
    assert_string_equal(key(arena, "mailto:a@b.vn"), "-");
    assert_string_equal(key(arena, "ftp://cu.gov.vn/a"), "-");
    assert_string_equal(key(arena, "/\xFF"), "-");
    assert_string_equal(key(arena, "/%FF"), "-");
    assert_string_equal(key(arena, longer), "-");
    longer[500] = '?';
    assert_string_equal(key(arena, longer), "-");
}

static void request_has_the_same_key_and_that_of_its_path(void **state)
{
    auto_arena struct arena *arena = arena_new(ARENA);
    const struct field fields[] = {{"b", "X Y"}, {"fbclid", "1"}, {"a", "2"}};
    const char *shorter;
    (void)state;
    assert_string_equal(address_key(arena, "/Tin/", fields, 3, &shorter), "/tin?a=2&b=x%20y");
    assert_string_equal(shorter, "/tin");
    assert_string_equal(address_key(arena, "/tin", NULL, 0, &shorter), "/tin");
    assert_null(shorter);
    assert_null(address_key(arena, "/", fields + 1, 1, &shorter));
    assert_null(shorter);
    assert_string_equal(address_key(arena, "/", fields, 1, &shorter), "/?b=x%20y");
    assert_null(shorter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ways_to_write_one_address_are_one_key),
        cmocka_unit_test(what_is_no_address_has_no_key),
        cmocka_unit_test(request_has_the_same_key_and_that_of_its_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
