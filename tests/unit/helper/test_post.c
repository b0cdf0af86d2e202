/* Where something may be told, and which orders to tell something are none. */
#include "helper/post.h"

#include "post_head.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static struct fetch_rules own_rules(void)
{
    static const char *const ends[] = {"127.0.0.1:8080", "[fd00::1]:443"};
    struct fetch_rules rules;
    assert_int_equal(fetch_rules_read(ends, 2, "", &rules), ERR_OK);
    return rules;
}

static void an_address_must_be_https_and_public_unless_the_rules_name_it(void **state)
{
    static const struct {
        const char *address;
        enum post_address judged;
    } cases[] = {
        {"https://example.gov.vn/nhan?x=1", POST_GOOD},
        {"https://example.gov.vn:8443/", POST_GOOD}, /* a name: judged where it leads */
        {"https://93.184.215.14/", POST_GOOD},
        {"https://93.184.215.14:8443/", POST_PRIVATE},
        {"https://127.0.0.1/", POST_PRIVATE},
        {"https://127.0.0.1:8080/", POST_GOOD},
        {"http://127.0.0.1:8080/", POST_GOOD},
        {"http://127.0.0.1:8081/", POST_PLAIN},
        {"http://93.184.215.14/", POST_PLAIN},
        {"http://example.gov.vn/", POST_PLAIN},
        {"https://[fd00::1]/", POST_GOOD},
        {"https://[fd00::2]/", POST_PRIVATE},
        {"https://[::ffff:127.0.0.1]:8080/", POST_GOOD},
        {"https://localhost:8080/", POST_PRIVATE},
        {"https://x.localhost./", POST_PRIVATE},
        {"https://a@example.gov.vn/", POST_NO_ADDRESS},
        {"//example.gov.vn/", POST_NO_ADDRESS},
        {"ftp://example.gov.vn/", POST_NO_ADDRESS},
        {"https://", POST_NO_ADDRESS},
        {"", POST_NO_ADDRESS},
    };
    const struct fetch_rules rules = own_rules();
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (post_address_judge(&rules, cases[i].address) != cases[i].judged)
            fail_msg("%s", cases[i].address);
}

static struct post_order *sound_order(void)
{
    struct post_order *order = calloc(1, sizeof *order);
    assert_non_null(order);
    order->fetch.way = FETCH_POST;
    order->fetch.time_ms = 1000;
    assert_true(fetch_url_read("https://example.gov.vn/nhan", &order->fetch.url));
    strcpy(order->id, "0123456789abcdef");
    strcpy(order->signature, "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=");
    order->timestamp = 1614265330;
    order->size = 2;
    memcpy(order->body, "{}", 2);
    return order;
}

static void an_order_that_adds_a_header_or_ends_nowhere_is_refused(void **state)
{
    (void)state;
    struct post_order *order = sound_order();
    const struct post_order good = *order;
    assert_true(post_is_sound(order));
    strcpy(order->id, "a\r\nCookie: b");
    assert_false(post_is_sound(order));
    *order = good;
    strcpy(order->signature, "v1,a\r\nCookie: b");
    assert_false(post_is_sound(order));
    *order = good;
    memset(order->id, 'a', sizeof order->id);
    assert_false(post_is_sound(order));
    *order = good;
    memset(order->signature, 'a', sizeof order->signature);
    assert_false(post_is_sound(order));
    *order = good;
    order->size = 0;
    assert_false(post_is_sound(order));
    order->size = POST_BODY_MAX + 1;
    assert_false(post_is_sound(order));
    *order = good;
    order->fetch.way = FETCH_GET;
    assert_false(post_is_sound(order));
    *order = good;
    order->fetch.most = 1;
    assert_false(post_is_sound(order));
    *order = good;
    order->fetch.time_ms = FETCH_TIME_MS + 1;
    assert_false(post_is_sound(order));
    free(order);
}

static void a_head_says_type_length_and_what_is_signed(void **state)
{
    char text[POST_HEAD_SIZE];
    struct post_order *order = sound_order();
    (void)state;
    post_head_write(order, text);
    assert_string_equal(text, "Content-Type: application/json\r\nContent-Length: 2\r\n"
                              "webhook-id: 0123456789abcdef\r\nwebhook-timestamp: 1614265330\r\n"
                              "webhook-signature: v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=\r\n");
    order->is_form = true;
    *order->id = '\0';
    post_head_write(order, text);
    assert_string_equal(text, "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 2\r\n");
    /* The longest that is sound has room. */
    order->is_form = false;
    memset(order->id, 'a', sizeof order->id - 1);
    memset(order->signature, 'a', sizeof order->signature - 1);
    order->timestamp = INT64_MAX;
    order->size = POST_BODY_MAX;
    post_head_write(order, text);
    assert_string_equal(text + strlen(text) - 3, "a\r\n");
    free(order);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_must_be_https_and_public_unless_the_rules_name_it),
        cmocka_unit_test(an_order_that_adds_a_header_or_ends_nowhere_is_refused),
        cmocka_unit_test(a_head_says_type_length_and_what_is_signed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
