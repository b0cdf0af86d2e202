/* Addresses and letters: what is taken for an address, and the forms of RFC 5322, 2045 and 2047. */
#include "text/mail_address.h"
#include "text/mail_letter.h"

#include "test.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static void addresses_are_plain_ones(void **state)
{
    static const char *const good[] = {"hoa@example.gov.vn", "a.b+c@x-y.vn", "o'neil_1@a.b.c",
                                       "root@localhost", "0@1a.vn"};
    static const char *const bad[] = {"",           "hoa",         "@x.vn",          "hoa@",     "hoa@x",
                                      ".a@x.vn",    "a.@x.vn",     "a..b@x.vn",      "a b@x.vn", "a@x..vn",
                                      "a@-x.vn",    "a@x-.vn",     "a@x.vn\r\nB: c", "a@x.1",    "a@b@x.vn",
                                      "\"a\"@x.vn", "hòa@x.vn",    "a@xã.vn",        "a,b@x.vn", "<a@x.vn>",
                                      "a@x.vn.",    "a@[10.0.0.1]"};
    char longest[400];
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!mail_address_valid(good[i]))
            fail_msg("%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (mail_address_valid(bad[i]))
            fail_msg("%s", bad[i]);
    /* 254 bytes and one more; a label and a local part of the most, and one more. */
    snprintf(longest, sizeof longest, "%064d@%063d.%063d.%058d.vn", 1, 1, 1, 1);
    assert_int_equal(strlen(longest), MAIL_ADDRESS_MAX);
    assert_true(mail_address_valid(longest));
    snprintf(longest, sizeof longest, "%064d@%063d.%063d.%059d.vn", 1, 1, 1, 1);
    assert_false(mail_address_valid(longest));
    snprintf(longest, sizeof longest, "%065d@x.vn", 1);
    assert_false(mail_address_valid(longest));
    snprintf(longest, sizeof longest, "a@%064d.vn", 1);
    assert_false(mail_address_valid(longest));
}

static void letters_are_short_lines_of_ascii(void **state)
{
    auto_buf struct buf out = BUF(16 * 1024);
    const struct mail_letter letter = {
        .from = "cong@x.vn",
        .from_name = "Ủy ban nhân dân xã Bình Gia, tỉnh Lạng Sơn, Cộng hòa xã hội chủ nghĩa Việt Nam",
        .to = "hoa@x.vn",
        .subject = "3 việc cần xem",
        .text = "Một dòng rất dài, dài hơn năm mươi bảy byte, để chữ có dấu bị cắt ở giữa một dòng.\n",
        .id = "congd.1",
        .date_ms = INT64_C(1796015045000)};
    (void)state;
    mail_letter_write(&letter, &out);
    const char *text = buf_str(&out);
    assert_non_null(strstr(text, "\nTo: hoa@x.vn\nSubject: =?UTF-8?B?MyB2aeG7h2MgY+G6p24geGVt?=\n"));
    assert_non_null(strstr(text, "\nDate: Mon, 30 Nov 2026 12:04:05 +0700\nMessage-ID: <congd.1@x.vn>\n"));
    assert_non_null(strstr(text, "\nAuto-Submitted: auto-generated\nMIME-Version: 1.0\n"));
    for (const char *line = text; *line;) {
        size_t length = strcspn(line, "\n");
        assert_true(length <= 76);
        for (size_t i = 0; i < length; i++)
            assert_true(line[i] >= ' ' && line[i] <= '~');
        line += length + 1;
    }
}

static void a_letter_with_html_says_both_and_how_to_end_it(void **state)
{
    auto_buf struct buf out = BUF(16 * 1024);
    const struct mail_letter letter = {.from = "cong@x.vn",
                                       .from_name = "",
                                       .to = "hoa@x.vn",
                                       .subject = "Tin",
                                       .text = "a\n",
                                       .html = "<p>a</p>",
                                       .unsubscribe = "https://x.vn/thoi/1-a",
                                       .id = "congd.1",
                                       .date_ms = INT64_C(1796015045000)};
    (void)state;
    mail_letter_write(&letter, &out);
    const char *body = strstr(buf_str(&out), "\nList-Unsubscribe: ");
    assert_non_null(body);
    assert_string_equal(body, "\nList-Unsubscribe: <https://x.vn/thoi/1-a>\n"
                              "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n"
                              "Content-Type: multipart/alternative; boundary=\"=_congd\"\n\n"
                              "--=_congd\nContent-Type: text/plain; charset=UTF-8\n"
                              "Content-Transfer-Encoding: base64\n\nYQo=\n"
                              "--=_congd\nContent-Type: text/html; charset=UTF-8\n"
                              "Content-Transfer-Encoding: base64\n\nPHA+YTwvcD4=\n--=_congd--\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_plain_ones),
        cmocka_unit_test(letters_are_short_lines_of_ascii),
        cmocka_unit_test(a_letter_with_html_says_both_and_how_to_end_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
