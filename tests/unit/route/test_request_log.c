#include "request_log.h"

#include "test.h"

#include <string.h>

static void shows(const char *path, const char *wanted)
{
    char text[REQUEST_LOG_PATH_SIZE];
    memset(text, 'x', sizeof text);
    request_log_path(path, text);
    assert_string_equal(text, wanted);
}

static void a_path_that_nobody_has_is_told_as_it_is(void **state)
{
    (void)state;
    shows("/", "/");
    shows("*", "*");
    shows("/khong-co", "/khong-co");
    shows("/wp-login.php", "/wp-login.php");
    shows("/vi/news/tin/bai-12.html", "/vi/news/tin/bai-12.html");
    shows("/a//b/", "/a//b/");
}

static void what_stands_where_a_route_has_an_argument_is_left_out(void **state)
{
    (void)state;
    shows("/bai-viet/chuyen-rieng", "/bai-viet/*");
    shows("/bai-viet/chuyen-rieng/them", "/bai-viet/*/them");
    shows("/BAI-VIET/chuyen-rieng/in/them", "/BAI-VIET/*/in/them");
    shows("/en/bai-viet/chuyen-rieng/them", "/en/bai-viet/*/them");
    shows("//bai-viet//chuyen-rieng//them", "//bai-viet//*//them");
    shows("/static/abc/style.css/x", "/static/*/*/x");
    shows("/api/articles/chuyen-rieng/khac", "/api/articles/*/khac");
    shows("/.well-known/acme-challenge/abc/x", "/.well-known/acme-challenge/*/x");
}

static void a_number_is_an_id_and_stays(void **state)
{
    (void)state;
    shows("/api/articles/12/khac", "/api/articles/12/khac");
    shows("/api/articles/12/revisions/3/khac", "/api/articles/12/revisions/3/khac");
    shows("/api/articles/1234567890123456789/khac", "/api/articles/*/khac"); /* longer than any */
}

static void what_looks_like_a_token_is_left_out_wherever_it_stands(void **state)
{
    (void)state;
    shows("/x/Zqx1aB2cD3eF4gH5iJ6kL7mN8oP9qR0sT1uV2wX3yZ4/y", "/x/*/y");
    shows("/x/a=Zqx1aB2cD3eF4gH5iJ6kL7mN8oP9qR0sT1uV2wX3yZ4", "/x/*");
    shows("/x/mot-bai-viet-rat-dai-ve-ngay-2-thang-9-o-xa", "/x/mot-bai-viet-rat-dai-ve-ngay-2-thang-9-o-xa");
    shows("/x/ABCDEFGH1abcdefghijklmnopqrstuv", "/x/ABCDEFGH1abcdefghijklmnopqrstuv"); /* 31 letters */
    shows("/x/ABCDEFGH1abcdefghijklmnopqrstuvw", "/x/*");
}

static void eighty_bytes_are_told_up_to_the_end_of_a_letter(void **state)
{
    (void)state;
    char path[400] = "/", wanted[REQUEST_LOG_PATH_SIZE] = "/";
    for (int i = 0; i < 60; i++)
        memcpy(path + 1 + i * 3, "\xE1\xBB\x9B", 4);
    for (int i = 0; i < 26; i++)
        memcpy(wanted + 1 + i * 3, "\xE1\xBB\x9B", 4);
    shows(path, wanted);
    memset(path + 1, 'a', sizeof path - 2);
    memset(wanted + 1, 'a', REQUEST_LOG_PATH - 1);
    shows(path, wanted);
    /* What is left out counts as it is written. */
    memcpy(path, "/bai-viet/", 10);
    memset(path + 10, 'b', 300);
    memcpy(path + 310, "/duoi", 6);
    shows(path, "/bai-viet/*/duoi");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_that_nobody_has_is_told_as_it_is),
        cmocka_unit_test(what_stands_where_a_route_has_an_argument_is_left_out),
        cmocka_unit_test(a_number_is_an_id_and_stays),
        cmocka_unit_test(what_looks_like_a_token_is_left_out_wherever_it_stands),
        cmocka_unit_test(eighty_bytes_are_told_up_to_the_end_of_a_letter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
