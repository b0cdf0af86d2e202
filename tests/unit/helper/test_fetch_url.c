/* Addresses that pictures are fetched from, and where redirects lead. */
#include "fetch_url.h"

#include "test.h"

#include <string.h>

static void an_address_is_read_into_its_parts(void **state)
{
    static const struct {
        const char *text, *host, *target;
        unsigned port;
        bool is_tls, is_literal;
    } table[] = {
        {"http://a.vn/x.jpg", "a.vn", "/x.jpg", 80, false, false},
        {"HTTPS://A.vn", "A.vn", "/", 443, true, false},
        {"//a.vn/x", "a.vn", "/x", 443, true, false},
        {"http://a.vn:8080/x?y=1&z#part", "a.vn", "/x?y=1&z", 8080, false, false},
        {"http://a.vn?y", "a.vn", "/?y", 80, false, false},
        {"http://a.vn#y", "a.vn", "/", 80, false, false},
        {"http://[::1]:81/x", "::1", "/x", 81, false, true},
        {"http://2130706433/x", "2130706433", "/x", 80, false, false},
        {"https://a.vn/Ảnh 1.jpg", "a.vn", "/%E1%BA%A2nh%201.jpg", 443, true, false},
        {"https://a.vn/%41\"<>", "a.vn", "/%41%22%3C%3E", 443, true, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct fetch_url url;
        if (!fetch_url_read(table[i].text, &url))
            fail_msg("%s", table[i].text);
        assert_string_equal(url.host, table[i].host);
        assert_string_equal(url.target, table[i].target);
        assert_int_equal(url.port, table[i].port);
        assert_int_equal(url.is_tls, table[i].is_tls);
        assert_int_equal(url.is_literal, table[i].is_literal);
    }
}

static void what_is_no_plain_address_of_the_web_is_refused(void **state)
{
    static const char *const wrong[] = {
        "",
        "/x.jpg",
        "x.jpg",
        "ftp://a.vn/x",
        "file:///etc/passwd",
        "gopher://a.vn/",
        "http:/a.vn/x",
        "http:///x",
        "http://",
        "http://a@b.vn/x",
        "http://a:b@b.vn/x",
        "http://a.vn:/x",
        "http://a.vn:0/x",
        "http://a.vn:65536/x",
        "http://a.vn:99999999999/x",
        "http://a.vn:8o/x",
        "http://a.vn\\@b.vn/x",
        "http://a b/x",
        "http://%31/x",
        "http://xã.vn/x",
        "http://[::1/x",
        "http://[::1]x/",
        "http://[]/x",
        "http://[fe80::1%25lo]/x",
        "http://a.vn/x\r\nHost: b",
        "http://a.vn/\tx",
    };
    struct fetch_url url;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (fetch_url_read(wrong[i], &url))
            fail_msg("%s gives %s %s", wrong[i], url.host, url.target);
    char text[FETCH_ADDRESS_MAX + 2] = "http://a.vn/";
    memset(text + 12, 'x', sizeof text - 13);
    text[sizeof text - 1] = '\0';
    assert_false(fetch_url_read(text, &url));
    text[sizeof text - 2] = '\0';
    assert_true(fetch_url_read(text, &url));
    char host[300] = "http://";
    memset(host + 7, 'x', sizeof host - 8);
    host[sizeof host - 1] = '\0';
    assert_false(fetch_url_read(host, &url));
}

static void a_redirect_leads_to_an_address_or_a_path(void **state)
{
    static const struct {
        const char *location, *host, *target;
        unsigned port;
    } table[] = {
        {"https://b.vn/y", "b.vn", "/y", 443}, {"//b.vn/y", "b.vn", "/y", 80},
        {"/y?z", "a.vn", "/y?z", 8080},        {"y", "a.vn", "/p/y", 8080},
        {"?z", "a.vn", "/p/x?z", 8080},        {"y:1", NULL, NULL, 0},
        {"javascript:1", NULL, NULL, 0},       {"", NULL, NULL, 0},
        {"http://u@b.vn/", NULL, NULL, 0},
    };
    struct fetch_url from, url;
    (void)state;
    assert_true(fetch_url_read("http://a.vn:8080/p/x?q=/r/", &from));
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        bool is_good = fetch_url_follow(&from, table[i].location, &url);
        if (is_good != (table[i].host != NULL))
            fail_msg("%s", table[i].location);
        if (!is_good)
            continue;
        assert_string_equal(url.host, table[i].host);
        assert_string_equal(url.target, table[i].target);
        assert_int_equal(url.port, table[i].port);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_is_read_into_its_parts),
        cmocka_unit_test(what_is_no_plain_address_of_the_web_is_refused),
        cmocka_unit_test(a_redirect_leads_to_an_address_or_a_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
