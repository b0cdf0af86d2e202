#include "text/normalize.h"

#include "base/cleanup.h"
#include "test.h"

#include <string.h>
#include <unistr.h>

static void gives(enum text_kind kind, const char *text, size_t length, const char *expected)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    const char *once = NULL, *twice = NULL;
    assert_int_equal(text_normalize(text, length, kind, arena, &once, NULL), ERR_OK);
    assert_string_equal(once, expected);
    assert_int_equal(text_normalize(once, strlen(once), kind, arena, &twice, NULL), ERR_OK);
    assert_string_equal(twice, once);
}

static void line_gives(const char *text, const char *expected)
{
    gives(TEXT_LINE, text, strlen(text), expected);
}

static void block_gives(const char *text, const char *expected)
{
    gives(TEXT_BLOCK, text, strlen(text), expected);
}

static void refuses(const char *text, size_t length, enum err err, struct text_fault expected)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    const char *result = "untouched";
    struct text_fault fault = {0};
    assert_int_equal(text_normalize(text, length, TEXT_BLOCK, arena, &result, &fault), err);
    assert_string_equal(result, "untouched");
    assert_int_equal(fault.kind, expected.kind);
    assert_int_equal(fault.offset, expected.offset);
    assert_int_equal(fault.character, expected.character);
    assert_int_equal(fault.line, expected.line);
    assert_int_equal(fault.byte, expected.byte);
}

/* Where the first control character was removed, and how many there were. */
static void removes(const char *text, const char *expected, struct text_fault told)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    const char *result;
    struct text_fault fault = {0};
    block_gives(text, expected);
    assert_int_equal(text_normalize(text, strlen(text), TEXT_BLOCK, arena, &result, &fault), ERR_OK);
    assert_int_equal(fault.kind, told.count ? TEXT_FAULT_REMOVED : TEXT_FAULT_NONE);
    assert_int_equal(fault.code, told.code);
    assert_int_equal(fault.line, told.line);
    assert_int_equal(fault.character, told.character);
    assert_int_equal(fault.count, told.count);
}

static void every_way_of_typing_a_vowel_gives_the_same(void **state)
{
    (void)state;
    static const char expected[] = "Việt ế ậ ữ ờ ằ";
    line_gives("Việt ế ậ ữ ờ ằ", expected);
    line_gives("Vie\u0323\u0302t e\u0302\u0301 a\u0323\u0302 u\u031B\u0303 o\u031B\u0300 a\u0306\u0300",
               expected);
    line_gives("Vi\u00EA\u0323t \u00EA\u0301 \u00E2\u0323 \u01B0\u0303 \u01A1\u0300 \u0103\u0300", expected);
    line_gives("Vi\u1EB9\u0302t e\u0301\u0302 \u1EA1\u0302 u\u0303\u031B \u00F2\u031B \u00E0\u0306",
               expected);
    line_gives("\u00E9\u0302", "ế");
    line_gives("Vi\u00EA\u0323t x\u0301\u0302", "Việt x\u0301\u0302");
}

static void eth_is_the_letter_d_with_stroke(void **state)
{
    (void)state;
    line_gives("\u00D0\u00F0\u0189 Đđ", "ĐđĐ Đđ");
}

static void invisible_characters_vanish_without_a_blank(void **state)
{
    (void)state;
    block_gives("\uFEFFa\u00ADb\u200Cc\u200Dd\u2060e\u200Ef\u200Fg\u202Ah\u202Ei\u2066j\u2069k\u061Cl",
                "abcdefghijkl");
    block_gives("a\uFFFEb\uFDD0c\U0001FFFFd", "abcd");
    block_gives("Vi\u200Bệt N\u00ADam \uFEFFxã \u200B\u200B", "Việt Nam xã ");
}

static void fixed_spaces_become_spaces(void **state)
{
    (void)state;
    block_gives("\u00A0\u00A0Chiều\u00A0nay", "  Chiều nay");
    line_gives("\u00A0\u00A0 Chiều \u200B nay\u3000\u00A0", "Chiều nay");
}

static void emoji_of_several_characters_stay_whole(void **state)
{
    (void)state;
    static const char *const whole[] = {
        "\U0001F468\u200D\U0001F469\u200D\U0001F467", /* a family */
        "\u2764\uFE0F\u200D\U0001F525",               /* a heart on fire */
        "\U0001F575\U0001F3FD\u200D\u2640\uFE0F",     /* a detective with a colour of skin */
        "1\uFE0F\u20E3 #\uFE0F\u20E3",                /* keycaps */
        "\U0001F3F4\U000E0067\U000E0062\U000E007F",   /* a flag with a name */
        "\u260E\uFE0E \u00A9\uFE0F",
    };
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
        block_gives(whole[i], whole[i]);
        line_gives(whole[i], whole[i]);
    }
}

static void joiners_outside_of_emoji_vanish(void **state)
{
    (void)state;
    block_gives("a\u200Db \U0001F600\u200D chào \u200D\U0001F600", "ab \U0001F600 chào \U0001F600");
    block_gives("a\uFE0Fb 1\uFE0F2 \uFE0F\uFE01漢\uFE00", "ab 12 漢");
    block_gives("\U0001F600\uFE0F\uFE0F\u200D\u200D\U0001F525", "\U0001F600\uFE0F\u200D\U0001F525");
    block_gives("x\U000E0041\U000E0042y", "xy");
    block_gives("\U0001F468\u200D\u00AD\U0001F469", "\U0001F468\u200D\U0001F469");
}

static void line_ends_become_newlines(void **state)
{
    (void)state;
    block_gives("a\r\nb\rc\nd\r\r\ne\xC2\x85"
                "f\u2028g\u2029h",
                "a\nb\nc\nd\n\ne\nf\ng\nh");
    block_gives("a\tb\r", "a\tb\n");
    line_gives("\n a\r\nb\t\tc \n", "a b c");
}

static void marks_without_a_letter_are_dropped(void **state)
{
    (void)state;
    block_gives("\u0301a", "a");
    block_gives("a \u0301\u0302b\n\u0309c\u00A0\u0323d", "a b\nc d");
    block_gives("\u200B\u0301x\uFEFF\u0301", "x\u0301");
    line_gives("\u0301", "");
    line_gives("1\uFE0F\u20E3", "1\uFE0F\u20E3");
}

static void nothing_stays_nothing(void **state)
{
    (void)state;
    block_gives("", "");
    line_gives(" \n\t ", "");
    line_gives("\uFEFF", "");
}

static void spelling_is_kept(void **state)
{
    (void)state;
    line_gives("Vỹ, Thy, hoà, hòa, thuỷ, QUÝ", "Vỹ, Thy, hoà, hòa, thuỷ, QUÝ");
    block_gives("</script>{{x}} \U0001F600 漢字 עברית", "</script>{{x}} \U0001F600 漢字 עברית");
}

static void control_characters_are_removed_and_told(void **state)
{
    (void)state;
    removes("Một\x08\nhai\x0C"
            "ba\x1F",
            "Một\nhaiba", (struct text_fault){.line = 1, .character = 3, .code = 8, .count = 3});
    removes("a\nế\x0B"
            "b",
            "a\nế\nb", (struct text_fault){.line = 2, .character = 3, .code = 0xB, .count = 1});
    removes("\x7F", "", (struct text_fault){.line = 1, .code = 0x7F, .count = 1});
    removes("l\xC2\x92"
            "eau \xC2\x81",
            "l\u2019eau ", (struct text_fault){.line = 1, .character = 1, .code = 0x92, .count = 2});
    removes("a\tb\r\nc\xC2\x85"
            "d\u2028e",
            "a\tb\nc\nd\ne", (struct text_fault){0});
    for (char c = 1; c < 0x20; c++) {
        const char text[] = {'a', c, 'b', '\0'};
        if (c != '\n' && c != '\t' && c != '\r')
            removes(text, c == '\v' ? "a\nb" : "ab",
                    (struct text_fault){.line = 1, .character = 1, .code = (uint32_t)c, .count = 1});
    }
}

static void nul_is_refused(void **state)
{
    (void)state;
    refuses("a\0b", 3, ERR_INPUT, (struct text_fault){TEXT_FAULT_NUL, 1, 1, 1, 2, 0, 1});
    refuses("\x07ế\nx\0", 7, ERR_INPUT, (struct text_fault){TEXT_FAULT_NUL, 6, 4, 2, 2, 0, 1});
}

static void bytes_that_are_not_utf8_are_named(void **state)
{
    (void)state;
    static const char *const bad[] = {"\x80",
                                      "\xC0\x80",
                                      "\xC3",
                                      "\xE1\xBA",
                                      "\xED\xA0\x80",
                                      "\xF5\x80\x80\x80",
                                      "\xF4\x90\x80\x80",
                                      "\xE0\x80\xAF",
                                      "\xFF",
                                      "\xF0\x82\x82\xAC"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char text[16] = "ế";
        memcpy(text + 3, bad[i], strlen(bad[i]));
        refuses(text, strlen(text), ERR_UTF8, (struct text_fault){TEXT_FAULT_UTF8, 3, 1, 1, 4, 0, 1});
        assert_false(text_is_utf8(text, strlen(text)));
    }
    assert_true(text_is_utf8("", 0));
    assert_true(text_is_utf8("ế\0", 4));
}

static void faults_have_words_in_both_languages(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(1 << 20);
    struct text_fault removed = {TEXT_FAULT_REMOVED, 3, 1, 1, 4, 7, 2},
                      nul = {TEXT_FAULT_NUL, 3, 1, 2, 1, 0, 1}, utf8 = {TEXT_FAULT_UTF8, 8, 1, 2, 4, 0, 1};
    assert_string_equal(text_fault_words(&removed, LANG_EN, arena), "U+0007, character 2");
    assert_string_equal(text_fault_words(&utf8, LANG_EN, arena),
                        "byte 9 (line 2, byte 4 of the line) is not valid UTF-8");
    assert_non_null(strstr(text_fault_words(&nul, LANG_EN, arena), "U+0000"));
    assert_non_null(strstr(text_fault_words(&removed, LANG_VI, arena), "ký tự thứ 2"));
    assert_non_null(strstr(text_fault_words(&nul, LANG_VI, arena), "dòng 2"));
    assert_non_null(strstr(text_fault_words(&utf8, LANG_VI, arena), "byte thứ 9 (dòng 2"));
}

static void long_runs_of_marks_end_soon(void **state)
{
    (void)state;
    enum { MARKS = 60000 };
    auto_free char *text = malloc(1 + 2 * MARKS);
    text[0] = 'a';
    for (size_t i = 0; i < MARKS; i++)
        memcpy(text + 1 + 2 * i, i < MARKS / 2 ? "\u0301" : "\u0302", 2);
    auto_arena struct arena *arena = arena_new(1 << 22);
    const char *once, *twice;
    assert_int_equal(text_normalize(text, 1 + 2 * MARKS, TEXT_BLOCK, arena, &once, NULL), ERR_OK);
    assert_int_equal(text_normalize(once, strlen(once), TEXT_BLOCK, arena, &twice, NULL), ERR_OK);
    assert_string_equal(once, twice);
}

/* A character that is never settled takes the whole text through decomposition and composition. */
static void settled_text_is_what_composition_would_give(void **state)
{
    static const char unsettled[] = "\xE4\xB8\x80";
    auto_arena struct arena *arena = arena_new(64 << 20);
    (void)state;
    for (ucs4_t c = ' '; c < 0x3000; c++) {
        uint8_t bytes[16] = "x";
        int size = u8_uctomb(bytes + 1, c, 6);
        memcpy(bytes + 1 + size, "y", 2);
        const char *text = (const char *)bytes, *alone, *beside;
        if (text_normalize(text, strlen(text), TEXT_BLOCK, arena, &alone, NULL))
            continue;
        const char *longer = arena_printf(arena, "%s%s", text, unsettled);
        assert_int_equal(text_normalize(longer, strlen(longer), TEXT_BLOCK, arena, &beside, NULL), ERR_OK);
        assert_string_equal(arena_printf(arena, "%s%s", alone, unsettled), beside);
    }
}

static void length_counts_characters(void **state)
{
    (void)state;
    assert_int_equal(text_length(""), 0);
    assert_int_equal(text_length("Việt"), 4);
    assert_int_equal(text_length("\U0001F600a"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_of_typing_a_vowel_gives_the_same),
        cmocka_unit_test(eth_is_the_letter_d_with_stroke),
        cmocka_unit_test(invisible_characters_vanish_without_a_blank),
        cmocka_unit_test(fixed_spaces_become_spaces),
        cmocka_unit_test(emoji_of_several_characters_stay_whole),
        cmocka_unit_test(joiners_outside_of_emoji_vanish),
        cmocka_unit_test(line_ends_become_newlines),
        cmocka_unit_test(marks_without_a_letter_are_dropped),
        cmocka_unit_test(nothing_stays_nothing),
        cmocka_unit_test(spelling_is_kept),
        cmocka_unit_test(control_characters_are_removed_and_told),
        cmocka_unit_test(nul_is_refused),
        cmocka_unit_test(bytes_that_are_not_utf8_are_named),
        cmocka_unit_test(faults_have_words_in_both_languages),
        cmocka_unit_test(long_runs_of_marks_end_soon),
        cmocka_unit_test(settled_text_is_what_composition_would_give),
        cmocka_unit_test(length_counts_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
