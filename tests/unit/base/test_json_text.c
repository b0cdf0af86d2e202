/* JSON whose memory ends anywhere is no value, and never a value that lacks a byte. */
#include "base/json_text.h"

#include "base/buf.h"
#include "failing_memory.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where the block of a token ends: each text is read with its tokens moved by so many bytes. */
enum { PADS = 34 };

static const char *const documents[] = {
    /* long tokens of each kind, so that each is the one whose block is exchanged */
    "{\"%sten dai hon muoi sau byte\":\"mot van ban dai hon ba muoi hai byte, va them nua\"}",
    "[\"%s\\u1ee6y ban nh\\u00e2n d\\u00e2n \\\"x\\u00e3\\\" \\\\ \\/ \\b\\f\\n\\r\\t\"]",
    "[\"%sỦy ban nhân dân xã Nhân Cơ, tỉnh Lâm Đồng 🌾🌾🌾🌾🌾🌾🌾🌾\"]",
    "[\"%s\",1234567890123456789,-12345678901234567,0,1.2345678901234567890123456789,-1.5e-100]",
    /* blocks of nodes: members are hashed anew, lists grow */
    "{\"a%s\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,\"h\":8,\"i\":[1,2,3,4,5,6,7,8,9,[],{},true,"
    "false,null]}",
    "[[[[[[\"%s\"]]]],{\"a\":{\"b\":{\"c\":[{}]}}}]]",
};

/* What no reader takes. */
static const char *const wrong_ones[] = {
    "{\"a%s\":1,\"b\":2",
    "[\"%smot van ban dai khong co ket thuc",
    "[\"%s\\uD800 mot minh\"]",
    "[\"%s\"] 1",
    "{\"a%s\":1,\"a%s\":1}",
    "[\"%s\",12345678901234567890123]",
    "[\"%s\",truetruetruetruetruetruetrue]",
};

/* The template with `pad` letters for each %s. */
static char *padded(const char *template, int pad)
{
    auto_buf struct buf out = BUF(4096);
    for (const char *p = template; *p; p++) {
        if (*p != '%') {
            buf_char(&out, *p);
            continue;
        }
        for (int i = 0; i < pad; i++)
            buf_char(&out, 'x');
        p++;
    }
    return buf_take(&out);
}

static void arm(int step, bool goes_on)
{
    if (goes_on)
        failing_memory_arm_from(step);
    else
        failing_memory_arm(step);
}

/* Reads with each allocation failing in turn; how many there are. */
static int read_without(const char *text, bool goes_on)
{
    json_error_t wanted_error, error;
    json_auto_t *wanted = json_loadb(text, strlen(text), JSON_REJECT_DUPLICATES, &wanted_error);
    for (int step = 1;; step++) {
        arm(step, goes_on);
        json_t *value = json_text_read(text, strlen(text), JSON_REJECT_DUPLICATES, &error);
        if (failing_memory_disarm()) {
            assert_null(value);
            assert_int_equal(json_error_code(&error), json_error_out_of_memory);
            continue;
        }
        assert_int_equal(!value, !wanted);
        assert_true(!value || json_equal(value, wanted));
        if (!wanted) {
            assert_int_equal(json_error_code(&error), json_error_code(&wanted_error));
            assert_string_equal(error.text, wanted_error.text);
            assert_int_equal(error.line, wanted_error.line);
            assert_int_equal(error.column, wanted_error.column);
        }
        json_decref(value);
        return step - 1;
    }
}

static void a_text_is_read_whole_or_not_at_all(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++)
        for (int pad = 0; pad < PADS; pad++) {
            auto_free char *text = padded(documents[i], pad);
            assert_true(read_without(text, false) > 3);
            assert_true(read_without(text, true) > 3);
        }
}

static void what_is_wrong_stays_wrong_and_is_not_taken_for_want_of_memory(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong_ones / sizeof *wrong_ones; i++)
        for (int pad = 0; pad < PADS; pad++) {
            auto_free char *text = padded(wrong_ones[i], pad);
            read_without(text, false);
            read_without(text, true);
        }
}

static void a_value_is_written_whole_or_not_at_all(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++)
        for (int pad = 0; pad < PADS; pad++) {
            auto_free char *source = padded(documents[i], pad);
            json_auto_t *value = json_text_read(source, strlen(source), 0, NULL);
            auto_free char *wanted = json_text_write(value, JSON_COMPACT);
            assert_non_null(wanted);
            /* The last one only makes the block smaller, which may fail. */
            int refused = 0;
            bool has_failed = true;
            for (int step = 1; has_failed; step++) {
                arm(step, step % 2);
                auto_free char *text = json_text_write(value, JSON_COMPACT);
                has_failed = failing_memory_disarm();
                refused += !text;
                if (text)
                    assert_string_equal(text, wanted);
                else
                    assert_true(has_failed);
            }
            assert_true(refused > 2);
        }
    assert_null(json_text_write(NULL, JSON_COMPACT));
    assert_null(json_text_write(json_true(), JSON_COMPACT));
}

static void a_file_is_read_as_a_text_is(void **state)
{
    (void)state;
    auto_buf struct buf text = BUF(1 << 20);
    buf_text(&text, "[0");
    for (int i = 1; i < 20000; i++)
        buf_printf(&text, ",%d", i);
    buf_text(&text, "]");
    char path[] = "/tmp/cong-test-json-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    unlink(path);
    assert_int_equal(write(file, text.bytes, text.length), text.length);
    assert_int_equal(lseek(file, 0, SEEK_SET), 0);
    json_auto_t *wanted = json_text_read(text.bytes, text.length, 0, NULL);
    json_auto_t *value = json_text_read_file(file, 0, NULL);
    close(file);
    assert_int_equal(json_array_size(value), 20000);
    assert_true(json_equal(value, wanted));
    json_error_t error;
    assert_null(json_text_read_file(file, 0, &error));
    assert_int_equal(json_error_code(&error), json_error_premature_end_of_input);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_is_read_whole_or_not_at_all),
        cmocka_unit_test(what_is_wrong_stays_wrong_and_is_not_taken_for_want_of_memory),
        cmocka_unit_test(a_value_is_written_whole_or_not_at_all),
        cmocka_unit_test(a_file_is_read_as_a_text_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
