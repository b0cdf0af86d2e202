/* Texts as editors of Windows save them. */
#include "text/decode.h"

#include "test.h"
#include "text/normalize.h"

#include <stdio.h>
#include <string.h>

static void gives(const char *bytes, size_t size, const char *charset, const char *expected)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    const char *text, *normal;
    size_t length;
    enum decode_fault fault;
    assert_int_equal(text_decode(bytes, size, charset, arena, &text, &length, &fault), ERR_OK);
    assert_int_equal(fault, DECODE_FAULT_NONE);
    assert_int_equal(text_normalize(text, length, TEXT_BLOCK, arena, &normal, NULL), ERR_OK);
    assert_string_equal(normal, expected);
}

static void refuses(const char *bytes, size_t size, const char *charset, enum decode_fault expected)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    const char *text;
    size_t length;
    enum decode_fault fault;
    assert_int_equal(text_decode(bytes, size, charset, arena, &text, &length, &fault), ERR_INPUT);
    assert_int_equal(fault, expected);
}

#define BYTES(text) text, sizeof(text) - 1

static void utf8_is_read_with_and_without_a_mark(void **state)
{
    (void)state;
    gives(BYTES("\xEF\xBB\xBFTh\u00F4n"), NULL, "Th\u00F4n");
    gives(BYTES("Th\u00F4n"), "UTF-8", "Th\u00F4n");
    gives(BYTES("Th\u00F4n"), "windows-1258", "Th\u00F4n");
    gives(BYTES("Th\u00F4n"), "koi8-r", "Th\u00F4n");
    gives(BYTES(""), NULL, "");
}

static void utf16_is_read_by_its_mark(void **state)
{
    (void)state;
    gives(BYTES("\xFF\xFEX\0\xE3\0 \0\x3D\xD8\x34\xDD"), NULL, "Xã \U0001F534");
    gives(BYTES("\xFE\xFF\0X\0\xE3\0 \xD8\x3D\xDD\x34"), "utf-8", "Xã \U0001F534");
    gives(BYTES("X\0\xE3\0"), "UTF-16LE", "Xã");
}

static void utf16_without_a_mark_is_named(void **state)
{
    (void)state;
    refuses(BYTES("X\0\xE3\0"), NULL, DECODE_FAULT_NO_MARK);
    refuses(BYTES("\0X\0\xE3"), "utf-8", DECODE_FAULT_NO_MARK);
    refuses(BYTES("X\0\xE3\0"), "utf-16", DECODE_FAULT_NO_MARK);
}

static void windows_1258_is_read_when_it_is_declared(void **state)
{
    (void)state;
    gives(BYTES("Vi\xEA\xF2t Nam, \xD0\xE3\xEC"
                "c 5.000 \xFE"),
          "Windows-1258", "Việt Nam, Đắc 5.000 ₫");
    gives(BYTES("caf\xE9 \x93x\x94"), "windows-1252", "café “x”");
    refuses(BYTES("a\x8A"), "cp1258", DECODE_FAULT_BROKEN);
}

static void what_is_no_text_of_its_charset_is_refused(void **state)
{
    (void)state;
    refuses(BYTES("\xFF\xFEX"), NULL, DECODE_FAULT_BROKEN);
    refuses(BYTES("\xFF\xFE\x3D\xD8"), NULL, DECODE_FAULT_BROKEN);
    refuses(BYTES("\xFF\xFE\x3D\xD8X\0"), NULL, DECODE_FAULT_BROKEN);
    refuses(BYTES("\xFF\xFE\x34\xDD"), NULL, DECODE_FAULT_BROKEN);
    refuses(BYTES("T\xEAn"), "koi8-r", DECODE_FAULT_CHARSET);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_is_read_with_and_without_a_mark),
        cmocka_unit_test(utf16_is_read_by_its_mark),
        cmocka_unit_test(utf16_without_a_mark_is_named),
        cmocka_unit_test(windows_1258_is_read_when_it_is_declared),
        cmocka_unit_test(what_is_no_text_of_its_charset_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
