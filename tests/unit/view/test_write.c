/* JSON as it is written: the same text that the library's own writer makes. */
#include "view/view.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

static void assert_written(const json_t *value)
{
    auto_buf struct buf out = BUF(1 << 20);
    auto_free char *wanted = json_dumps(value, JSON_COMPACT);
    assert_non_null(wanted);
    assert_int_equal(view_write(value, &out), ERR_OK);
    assert_int_equal(out.length, strlen(wanted) + 1);
    assert_memory_equal(buf_str(&out), wanted, strlen(wanted));
    assert_int_equal(buf_str(&out)[out.length - 1], '\n');
}

static void every_kind_of_value_is_written(void **state)
{
    static const char text[] = "{\"a\":null,\"b\":[true,false,0,-1,9223372036854775807,-9223372036854775807,["
                               "],{}],\"c\":{\"d\":{\"\":\"\"}},\"e\":1.5,"
                               "\"z\":\"Ủy ban \\\"nhân dân\\\" \\\\ xã\",\"y\":\"💥\"}";
    (void)state;
    json_auto_t *value = json_loads(text, 0, NULL);
    assert_non_null(value);
    assert_written(value);
}

static void what_is_for_people_is_indented_like_the_library_does(void **state)
{
    static const char text[] = "{\"a\":null,\"b\":[true,[1],[],{},{\"c\":{\"d\":\"\"}}],\"e\":1.5}";
    (void)state;
    auto_buf struct buf out = BUF(1 << 20);
    json_auto_t *value = json_loads(text, 0, NULL);
    auto_free char *wanted = json_dumps(value, JSON_INDENT(2));
    assert_non_null(wanted);
    assert_int_equal(view_write_pretty(value, &out), ERR_OK);
    assert_int_equal(out.length, strlen(wanted) + 1);
    assert_memory_equal(buf_str(&out), wanted, strlen(wanted));
}

static void every_byte_that_must_be_escaped_is(void **state)
{
    (void)state;
    json_auto_t *list = json_array();
    for (int c = 1; c < 128; c++) {
        const char text[] = {'a', (char)c, (char)c, 'b', '\0'};
        json_array_append_new(list, json_string(text));
    }
    json_array_append_new(list, json_stringn("a\0b", 3));
    /* Eight bytes are looked at together, so each byte at each place. */
    for (int c = 1; c < 128; c++)
        for (size_t at = 0; at < 17; at++) {
            char text[] = "vi\u1ebft ch\u1eef \u1ee7y ban";
            /* Never within a letter. */
            if ((text[at] & 0x80) == 0) {
                text[at] = (char)c;
                json_array_append_new(list, json_string(text));
            }
        }
    assert_written(list);
}

static void random_values_are_written_as_the_library_writes_them(void **state)
{
    static const char *const parts[] = {"a",    "\"", "\\", "\n", "\x01",      "\x1f",
                                        "\x7f", "ữ",  "💥",  "/",  "</script>", "\u2028"};
    unsigned seed = 7;
    (void)state;
    for (int i = 0; i < 2000; i++) {
        char text[200] = "";
        for (int k = 0; k < 12; k++) {
            seed = seed * 1664525u + 1013904223u;
            strcat(text, parts[(seed >> 8) % (sizeof parts / sizeof *parts)]);
        }
        json_auto_t *value = json_pack("{s:[s, i], s:s}", text, text, (int)seed, "b", text + strlen(text));
        assert_written(value);
    }
}

static void limit_of_the_buffer_is_a_failure(void **state)
{
    auto_buf struct buf out = BUF(5);
    (void)state;
    json_auto_t *value = json_string("dài hơn thế");
    assert_int_equal(view_write(value, &out), ERR_MEMORY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_value_is_written),
        cmocka_unit_test(what_is_for_people_is_indented_like_the_library_does),
        cmocka_unit_test(every_byte_that_must_be_escaped_is),
        cmocka_unit_test(random_values_are_written_as_the_library_writes_them),
        cmocka_unit_test(limit_of_the_buffer_is_a_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
