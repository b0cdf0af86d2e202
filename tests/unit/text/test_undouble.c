/* Text that was read in the wrong encoding on its way. */
#include "text/undouble.h"

#include "test.h"

#include <string.h>

enum { ARENA = 4 * 1024 * 1024 };

/* What comes of a text, or "-" when nothing is done. */
static const char *undone(struct arena *arena, const char *text)
{
    const char *found;
    size_t length;
    return text_undouble(text, strlen(text), arena, &found, &length) ? found : "-";
}

/* The same text as a database shows it that took its UTF-8 for Latin-1. */
static const char *doubled(struct arena *arena, const char *text)
{
    size_t length;
    return text_from_1252(text, strlen(text), arena, &length);
}

static void text_read_wrongly_is_read_right(void **state)
{
    static const char *const texts[] = {
        "Tin tức",
        "Đảng ủy xã Hoàng Văn Thụ – “Hội nghị”",
        "à",
        "Thông báo số 12/TB-UBND về việc họp dân",
        "Ủy ban nhân dân huyện Bình Gia\nHội đồng nhân dân",
    };
    auto_arena struct arena *arena = arena_new(ARENA);
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_string_equal(undone(arena, doubled(arena, texts[i])), texts[i]);
        assert_string_equal(undone(arena, doubled(arena, doubled(arena, texts[i]))), texts[i]);
    }
    /* By line: what was typed after the mistake was mended stays. */
    const char *mixed = arena_printf(arena, "%s\nViết đúng từ đầu", doubled(arena, "Sai từ đầu"));
    assert_string_equal(undone(arena, mixed), "Sai từ đầu\nViết đúng từ đầu");
    /* MySQL's Latin-1 has controls where Windows has signs: đ is Ä and U+0091 then. */
    assert_string_equal(undone(arena, "\xC3\x84\xC2\x91i"), "đi");
}

static void text_that_is_right_stays(void **state)
{
    static const char *const texts[] = {
        "",         "Plain",           "Tin tức",      "HÀ NỘI",         "“XÔ” và “Ã”",
        "à",        "50 °C, 3 m²",     "Café",         "Đường Trần Phú", "XÃ",
        "\xFF\xFE", "Xã\nHUYỆN\nTỈNH", "© 2019 ® – ™",
    };
    auto_arena struct arena *arena = arena_new(ARENA);
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_string_equal(undone(arena, texts[i]), "-");
}

static void bytes_of_windows_become_text(void **state)
{
    auto_arena struct arena *arena = arena_new(ARENA);
    size_t length;
    (void)state;
    assert_string_equal(text_from_1252("Caf\xE9 \x93x\x94 \x81", 10, arena, &length), "Café “x” \xC2\x81");
    assert_int_equal(length, strlen("Café “x” \xC2\x81"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_read_wrongly_is_read_right),
        cmocka_unit_test(text_that_is_right_stays),
        cmocka_unit_test(bytes_of_windows_become_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
