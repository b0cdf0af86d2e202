/* Submissions: every form becomes the same fields; whatever is broken has its own problem. */
#include "sent.h"

#include <stdio.h>
#include <string.h>

static void json_that_is_broken_deep_or_ambiguous_is_refused(void **state)
{
    static const char *const bodies[] = {"{",
                                         "[]",
                                         "\"x\"",
                                         "{\"a\":1,\"a\":2}",
                                         "{\"a\":9223372036854775808}",
                                         "{\"a\":\"\\u0000\"}",
                                         "{\"a\":1} x",
                                         "{'a':1}",
                                         "nul",
                                         "{\"a\":1e999}"};
    char deep[20001];
    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        refused("application/json", bodies[i], strlen(bodies[i]), ERR_JSON);
    memset(deep, '[', 10000);
    memset(deep + 10000, ']', 10000);
    refused("application/json", deep, 20000, ERR_JSON);
    refused("application/json", "{\"a\":\"\xff\"}", 9, ERR_UTF8);
    refused("application/json; charset=utf-8", "{", 1, ERR_JSON);
}

static void a_type_nobody_knows_or_no_body_is_refused(void **state)
{
    (void)state;
    refused("application/xml", "<x/>", 4, ERR_MEDIA_TYPE);
    refused("application/jsonx", "{}", 2, ERR_MEDIA_TYPE);
    refused(NULL, "{}", 2, ERR_MEDIA_TYPE);
    refused("application/json", "", 0, ERR_BAD_REQUEST);
}

static const char form_type[] = "multipart/form-data; boundary=\"x y\"";

static void a_form_gives_fields_and_files(void **state)
{
    static const char body[] =
        "--x y\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nBài\r\n"
        "--x y\r\nContent-Disposition: form-data; name=\"body\"; filename=\"b.txt\"\r\n\r\nmột\r\nhai\r\n"
        "--x y\r\ncontent-disposition: form-data; name=image; filename=\"C:\\\\d\\\\a\\\"b.jpg\"\r\n"
        "Content-Type: image/jpeg\r\n\r\n\0\1--x\r\n\r\n"
        "--x y\r\nContent-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n"
        "--x y--\r\nepilogue";
    struct sent sent = send_bytes(form_type, body, sizeof body - 1);
    (void)state;
    assert_int_equal(sent.err, ERR_OK);
    assert_string_equal(field(&sent, "title"), "Bài");
    assert_string_equal(field(&sent, "body"), "một\r\nhai");
    assert_string_equal(field(&sent, "empty"), "");
    assert_int_equal(sent.submission.file_count, 1);
    assert_string_equal(sent.submission.files[0].field, "image");
    assert_string_equal(sent.submission.files[0].file_name, "C:\\d\\a\"b.jpg");
    assert_int_equal(sent.submission.files[0].size, 7);
    assert_memory_equal(sent.submission.files[0].bytes, "\0\1--x\r\n", 7);
    done(&sent);
}

static void broken_forms_are_refused(void **state)
{
    static const char *const bodies[] = {
        "x",
        "--x y",
        "--x y\r\n",
        "--x y--",
        "--x y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nunfinished",
        "--x y\r\nContent-Disposition: form-data\r\n\r\nnameless\r\n--x y--\r\n",
        "--x y\r\nno headers end",
        "--x y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x yz\r\n",
        "--x y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x y\r\n",
        "--x y\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n1\r\n--x y--\r\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        if (i != 3)
            refused(form_type, bodies[i], strlen(bodies[i]), ERR_BAD_REQUEST);
    refused("multipart/form-data", bodies[3], strlen(bodies[3]), ERR_BAD_REQUEST);
    refused("multipart/form-data; boundary=", bodies[3], strlen(bodies[3]), ERR_BAD_REQUEST);
}

static void a_form_of_too_many_parts_is_refused(void **state)
{
    char body[8192] = "";
    size_t length = 0;
    (void)state;
    for (int i = 0; i < 101; i++)
        length += (size_t)snprintf(body + length, sizeof body - length,
                                   "--x y\r\nContent-Disposition: form-data; name=\"f%d\"\r\n\r\n1\r\n", i);
    length += (size_t)snprintf(body + length, sizeof body - length, "--x y--\r\n");
    refused(form_type, body, length, ERR_BAD_REQUEST);
}

static void a_plain_form_is_decoded(void **state)
{
    static const char body[] = "ve=%2Fb%C3%A0i&co=tang&x=a+b&&=1&y";
    struct sent sent = send_bytes("application/x-www-form-urlencoded", body, sizeof body - 1);
    (void)state;
    assert_int_equal(sent.err, ERR_OK);
    assert_string_equal(field(&sent, "ve"), "/bài");
    assert_string_equal(field(&sent, "x"), "a b");
    assert_string_equal(field(&sent, "y"), "");
    done(&sent);
    refused("application/x-www-form-urlencoded", "a=%ff", 5, ERR_UTF8);
    refused("application/x-www-form-urlencoded", "a=%00", 5, ERR_INPUT);
}

static void html_and_pictures_come_as_they_are(void **state)
{
    struct sent sent = send_bytes("text/html", "<h1>x</h1>", 10);
    (void)state;
    assert_int_equal(sent.err, ERR_OK);
    assert_string_equal(field(&sent, "body"), "<h1>x</h1>");
    assert_string_equal(field(&sent, "body_format"), "html");
    done(&sent);
    sent = send_bytes("image/png", "\x89PNG", 4);
    assert_int_equal(sent.err, ERR_OK);
    assert_int_equal(sent.submission.file_count, 1);
    assert_string_equal(sent.submission.files[0].field, "file");
    done(&sent);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_that_is_broken_deep_or_ambiguous_is_refused),
        cmocka_unit_test(a_type_nobody_knows_or_no_body_is_refused),
        cmocka_unit_test(a_form_gives_fields_and_files),
        cmocka_unit_test(broken_forms_are_refused),
        cmocka_unit_test(a_form_of_too_many_parts_is_refused),
        cmocka_unit_test(a_plain_form_is_decoded),
        cmocka_unit_test(html_and_pictures_come_as_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
