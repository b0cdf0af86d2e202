/* A field of CSV holds its text whatever that is, and is never a formula. */
#include "text/csv.h"

#include "test.h"

static void assert_field(const char *text, const char *wanted)
{
    auto_buf struct buf out = BUF(1000);
    csv_text(&out, text);
    assert_string_equal(buf_str(&out), wanted);
}

static void plain_text_stays_as_it_is(void **state)
{
    (void)state;
    assert_field("Tin tức – Sự kiện", "Tin tức – Sự kiện");
    assert_field("192.0.2.1", "192.0.2.1");
    assert_field("", "");
    assert_field(NULL, "");
}

static void what_would_end_a_field_is_quoted(void **state)
{
    (void)state;
    assert_field("a,b", "\"a,b\"");
    assert_field("a;b", "\"a;b\"");
    assert_field("nói \"có\"", "\"nói \"\"có\"\"\"");
    assert_field("dòng\r\nkhác", "\"dòng\r\nkhác\"");
}

static void a_formula_is_a_text(void **state)
{
    (void)state;
    assert_field("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\"");
    assert_field("+1", "\"'+1\"");
    assert_field("-1", "\"'-1\"");
    assert_field("@SUM(A1)", "\"'@SUM(A1)\"");
    assert_field("\t=1", "\"'\t=1\"");
    assert_field("\r=1", "\"'\r=1\"");
    assert_field("  =1", "\"'  =1\"");
    assert_field("＝1+1", "\"'＝1+1\"");
    assert_field("＠SUM", "\"'＠SUM\"");
    assert_field("a=1", "a=1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_text_stays_as_it_is),
        cmocka_unit_test(what_would_end_a_field_is_quoted),
        cmocka_unit_test(a_formula_is_a_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
