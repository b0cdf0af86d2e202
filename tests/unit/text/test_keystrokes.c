/* Keystrokes that stayed letters. */
#include "test.h"
#include "text/keystrokes.h"

#include <string.h>

struct keyed {
    const char *typed, *meant; /* NULL: nothing of that keyboard */
};

static void check(const struct keyed *rows, size_t count, enum keystrokes keystrokes)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    for (size_t i = 0; i < count; i++) {
        const char *read = keystrokes_read(rows[i].typed, keystrokes, arena);
        if ((read && !rows[i].meant) || (!read && rows[i].meant) ||
            (read && strcmp(read, rows[i].meant) != 0))
            fail_msg("%s: %s", rows[i].typed, read ? read : "(null)");
    }
}

static void telex_is_read(void **state)
{
    static const struct keyed rows[] = {{"hoaf giair", "hòa giải"},
                                        {"huyeenj uyr", "huyện ủy"},
                                        {"DDangr booj", "Đảng bộ"},
                                        {"ddaatj ddai", "đật đai"},
                                        {"dduwowngf", "đường"},
                                        {"truongwf hocj", "trường học"},
                                        {"xax", "xã"},
                                        {"quyeets ddinhj", "quyết định"},
                                        {"quowr", "quở"},
                                        {"giayas pheps", "giấy phép"},
                                        {"nguwowif daan", "người dân"},
                                        {"tieengs Vieetj 2024", "tiếng Việt 2024"},
                                        {"ban", NULL},
                                        {"ủy ban", NULL},
                                        {"120-KH/HU", NULL},
                                        {"", NULL}};
    (void)state;
    check(rows, sizeof rows / sizeof *rows, KEYSTROKES_TELEX);
}

static void vni_is_read(void **state)
{
    static const struct keyed rows[] = {
        {"hoa2 giai3", "hòa giải"}, {"huye6n5 uy3", "huyện ủy"}, {"d9u7o7ng2", "đường"},
        {"d9ang3 bo65", "đảng bộ"}, {"a8n uo61ng", "ăn uống"},   {"2024", NULL},
        {"08/2023", NULL},          {"hòa giải", NULL},          {"truong72 hoc5", "trường học"}};
    (void)state;
    check(rows, sizeof rows / sizeof *rows, KEYSTROKES_VNI);
}

static void nothing_breaks_it(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    char text[4000];
    uint32_t seed = 7;
    (void)state;
    for (int round = 0; round < 2000; round++) {
        size_t length = round % 300;
        for (size_t i = 0; i < length; i++) {
            seed = seed * 1664525 + 1013904223;
            text[i] = "aeiouydwsfrxjz 0123456789DAEO-/ng"[(seed >> 16) % 33];
        }
        text[length] = '\0';
        for (enum keystrokes k = 0; k < KEYSTROKES_COUNT; k++) {
            const char *read = keystrokes_read(text, k, arena);
            assert_true(!read || strlen(read) < sizeof text);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(telex_is_read), cmocka_unit_test(vni_is_read),
                                       cmocka_unit_test(nothing_breaks_it)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
