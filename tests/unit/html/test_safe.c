#include "html/safe.h"

#include "html/escape.h"
#include "test.h"

#include <string.h>

static void expect(const char *const *urls, enum url_use use, enum err err)
{
    for (; *urls; urls++) {
        struct safe_url url = {NULL};
        if (safe_url_from(*urls, use, &url) != err)
            fail_msg("%s", *urls);
        if (!err)
            assert_string_equal(url.url, *urls);
    }
}

static void good_addresses_pass(void **state)
{
    (void)state;
    expect((const char *const[]){"http://a.vn", "https://a.vn/b?c=d#e", "HTTPS://A.vn:8443/",
                                 "https://a.vn/đường", "https://sub-a.langson.gov.vn/x%20y", "mailto:a@b.vn",
                                 "tel:+842053888888", "/", "/bai-viet/x", "#muc-1", "#", NULL},
           URL_LINK, ERR_OK);
    expect((const char *const[]){"/", "/bai-viet/x?y=z", "#a", NULL}, URL_SITE, ERR_OK);
    expect((const char *const[]){"/media/ab/cd.jpg", NULL}, URL_MEDIA, ERR_OK);
    expect((const char *const[]){"http://a.vn", "https://1.2.3.4:80/x", "http://255.255.255.255/",
                                 "http://10.a/", NULL},
           URL_WEB, ERR_OK);
}

static void an_ipv6_address_in_brackets_is_a_host(void **state)
{
    (void)state;
    expect((const char *const[]){"http://[::1]", "http://[::1]:8080/rss.xml", "HTTPS://[2001:db8::7]/?a=b#c",
                                 "https://[::ffff:192.0.2.7]:443", NULL},
           URL_WEB, ERR_OK);
    expect((const char *const[]){"https://[::1", "https://[]/", "https://[::1]a/", "https://[::1]:/",
                                 "https://[fe80::1%25eth0]/", "https://[1.2.3.4]/", "https://a[::1]/",
                                 "https://[1111:2222:3333:4444:5555:6666:7777:8888:9999:1111]/",
                                 "https://[::1]/[x]", "/[::1]", "mailto:[::1]", NULL},
           URL_LINK, ERR_INPUT);
}

static void bad_addresses_are_refused(void **state)
{
    (void)state;
    expect((const char *const[]){"",
                                 "javascript:alert(1)",
                                 "JAVASCRIPT:x",
                                 "data:text/html,x",
                                 "vbscript:x",
                                 "file:///x",
                                 "ftp://a@b.vn/",
                                 "sms:",
                                 "//evil.vn",
                                 "x",
                                 "./x",
                                 "../x",
                                 "?q=1",
                                 "http:",
                                 "http://",
                                 "http:///x",
                                 "http:a",
                                 "https://a@b.vn",
                                 "https://a:b@c.vn/",
                                 "https://a.vn:",
                                 "https://a.vn:x/",
                                 "https://a.vn:123456/",
                                 "https://.a/",
                                 "https://-a/",
                                 "https://a~b.vn/",
                                 "http://1.2.3/",
                                 "http://1.2.3.256/",
                                 "http://2130706433/",
                                 "http://0x7f.1/",
                                 "http://01.2.3.4/",
                                 "http://1..2.3/",
                                 "http://a.1/",
                                 NULL},
           URL_LINK, ERR_INPUT);
}

static void addresses_with_characters_that_none_has_are_refused(void **state)
{
    (void)state;
    expect((const char *const[]){"/\\evil.vn", "/a b",    " /a",  "/a ",  "/a\tb", "/a\nb",
                                 "/a\"b",      "/a<b",    "/a>b", "/a`b", "/a{b",  "/a|b",
                                 "/a^b",       "/%",      "/%4",  "/%zz", "/\x7F", "/a\x01",
                                 "/a#b#c",     "mailto:", "tel:", NULL},
           URL_LINK, ERR_INPUT);
}

static void each_use_has_its_own_addresses(void **state)
{
    (void)state;
    expect((const char *const[]){"https://a.vn/", "mailto:a@b.vn", "//a.vn", NULL}, URL_SITE, ERR_INPUT);
    expect(
        (const char *const[]){"/media/", "/media/../x", "/media", "https://a.vn/media/x", "/a/media/x", NULL},
        URL_MEDIA, ERR_INPUT);
    expect((const char *const[]){"/x", "#a", "mailto:a@b.vn", "tel:1", NULL}, URL_WEB, ERR_INPUT);
}

static void an_address_has_a_greatest_length(void **state)
{
    (void)state;
    char url[URL_SIZE_MAX + 2];
    memset(url, 'a', sizeof url);
    url[0] = '/';
    url[URL_SIZE_MAX] = '\0';
    struct safe_url safe;
    assert_int_equal(safe_url_from(url, URL_LINK, &safe), ERR_OK);
    url[URL_SIZE_MAX] = 'a';
    url[URL_SIZE_MAX + 1] = '\0';
    assert_int_equal(safe_url_from(url, URL_LINK, &safe), ERR_INPUT);
}

static void five_characters_are_escaped(void **state)
{
    (void)state;
    auto_buf struct buf out = BUF(1024);
    html_escape(&out, "a&b<c>d\"e'f {{g}} đ", strlen("a&b<c>d\"e'f {{g}} đ"));
    assert_string_equal(buf_str(&out), "a&amp;b&lt;c&gt;d&quot;e&#39;f {{g}} đ");
    html_escape(&out, "", 0);
    html_escape(&out, "<<<", 1);
    assert_string_equal(buf_str(&out) + out.length - 4, "&lt;");
    auto_buf struct buf small = BUF(3);
    html_escape(&small, "<", 1);
    assert_true(buf_failed(&small));
}

static void what_browsers_take_for_an_address_of_numbers_is_one_or_refused(void **state)
{
    (void)state;
    expect((const char *const[]){"http://a.0x1/", "http://a.0X1/", "http://a./", "http://1.2.3.4./",
                                 "http://1.2.3.4.5/", "http://1.2.3.04/", "http://00.2.3.4/",
                                 "http://12345.2.3.4/", "http://1.2.3a.4/", NULL},
           URL_LINK, ERR_INPUT);
    expect((const char *const[]){"http://0.0.0.0/", "http://a_b.vn/", "http://0a/", "http://1.2.3.4a/",
                                 "http://\xC4\x91.vn/", "http://a.vn:1", "http://a.vn:12345?x", "geo:1,2",
                                 "SMS:1", "ftp://a.vn/b", "FTP://1.2.3.4:21/", "/%aF", "/%Fa", "/%09", NULL},
           URL_LINK, ERR_OK);
    expect((const char *const[]){"ftp://", "ftp://-a/", "geo:", "/%g0", "/%0g", "/%", NULL}, URL_LINK,
           ERR_INPUT);
}

static void what_a_search_found_is_marked_and_nothing_is_marked_twice(void **state)
{
    static const struct {
        const char *text, *html;
    } samples[] = {{"", ""},
                   {"a<b", "a&lt;b"},
                   {"\x01"
                    "a\x02 b",
                    "<mark>a</mark> b"},
                   {"\x01"
                    "a\x01"
                    "b\x02",
                    "<mark>ab</mark>"},
                   {"a\x02"
                    "b",
                    "ab"},
                   {"a \x01"
                    "b",
                    "a <mark>b</mark>"},
                   {"\x01"
                    "a\x02\x02\x01"
                    "b\x02",
                    "<mark>a</mark><mark>b</mark>"}};
    auto_arena struct arena *arena = arena_new(1 << 20);
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        assert_string_equal(safe_html_marked(arena, samples[i].text, 1, 2).html, samples[i].html);
    assert_false(arena_failed(arena));
}

/* Half a text would be taken for the whole. */
static void a_marked_text_that_is_too_long_fails_its_request(void **state)
{
    static char text[70 * 1024];
    auto_arena struct arena *arena = arena_new(1 << 20);
    (void)state;
    memset(text, 'a', sizeof text - 1);
    assert_string_equal(safe_html_marked(arena, text, 1, 2).html, "");
    assert_true(arena_failed(arena));
}

static void a_picture_within_a_page_is_base64_or_nothing(void **state)
{
    auto_arena struct arena *arena = arena_new(1024);
    static const char large[2000];
    (void)state;
    assert_string_equal(safe_url_picture(arena, "image/png", "abc", 3).url, "data:image/png;base64,YWJj");
    assert_null(safe_url_picture(arena, "image/png", large, sizeof large).url);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_addresses_pass),
        cmocka_unit_test(an_ipv6_address_in_brackets_is_a_host),
        cmocka_unit_test(bad_addresses_are_refused),
        cmocka_unit_test(addresses_with_characters_that_none_has_are_refused),
        cmocka_unit_test(each_use_has_its_own_addresses),
        cmocka_unit_test(an_address_has_a_greatest_length),
        cmocka_unit_test(five_characters_are_escaped),
        cmocka_unit_test(what_browsers_take_for_an_address_of_numbers_is_one_or_refused),
        cmocka_unit_test(what_a_search_found_is_marked_and_nothing_is_marked_twice),
        cmocka_unit_test(a_marked_text_that_is_too_long_fails_its_request),
        cmocka_unit_test(a_picture_within_a_page_is_base64_or_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
