/* The request's target and the client's address. */
#include "client.h"
#include "target.h"
#include "test.h"

#include <arpa/inet.h>
#include <string.h>

static enum err read_target(struct request *request, struct arena *arena, const char *target)
{
    *request = (struct request){.arena = arena};
    return target_read(request, target);
}

static void path_and_parameters_are_decoded(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    struct request request;
    (void)state;
    assert_int_equal(read_target(&request, arena, "/b%C3%A0i/x+y?q=a+b%26c&after=&flag&=x"), ERR_OK);
    assert_string_equal(request.path, "/bài/x+y");
    assert_int_equal(request.parameter_count, 3);
    assert_string_equal(request_parameter(&request, "q"), "a b&c");
    assert_string_equal(request_parameter(&request, "after"), "");
    assert_string_equal(request_parameter(&request, "flag"), "");
    assert_null(request_parameter(&request, "none"));
}

static void an_escaped_slash_is_no_separator(void **state)
{
    static const struct {
        const char *target, *path;
    } cases[] = {
        {"/api%2Farticles", "/api%2Farticles"},
        {"/api%2farticles", "/api%2Farticles"},
        {"/%2F", "/%2F"},
        {"/api%252Farticles", "/api%2Farticles"},
        {"/%2561pi", "/%61pi"},
        {"/%2e%2E/api", "/../api"},
        {"/a%5Cb", "/a\\b"},
        {"/%61pi/articles", "/api/articles"},
        {"/a%3Fb?c", "/a?b"},
    };
    auto_arena struct arena *arena = arena_new(1 << 20);
    struct request request;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(read_target(&request, arena, cases[i].target), ERR_OK);
        assert_string_equal(request.path, cases[i].path);
    }
    assert_int_equal(read_target(&request, arena, "/?q=a%2Fb"), ERR_OK);
    assert_string_equal(request_parameter(&request, "q"), "a/b");
}

static void what_is_not_a_target_is_refused(void **state)
{
    static const struct {
        const char *target;
        enum err err;
    } cases[] = {
        {"", ERR_BAD_REQUEST},     {"x", ERR_BAD_REQUEST},       {"ftp://a/", ERR_BAD_REQUEST},
        {"*", ERR_BAD_REQUEST},    {"/%", ERR_BAD_REQUEST},      {"/%0", ERR_BAD_REQUEST},
        {"/%zz", ERR_BAD_REQUEST}, {"/%00", ERR_BAD_REQUEST},    {"/%0a", ERR_BAD_REQUEST},
        {"/%7f", ERR_BAD_REQUEST}, {"/a#b", ERR_BAD_REQUEST},    {"/%ff", ERR_UTF8},
        {"/%c0%af", ERR_UTF8},     {"/?a=%zz", ERR_BAD_REQUEST}, {"/?a=%fe", ERR_UTF8},
        {"/%ed%a0%80", ERR_UTF8},
    };
    auto_arena struct arena *arena = arena_new(1 << 20);
    struct request request;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (read_target(&request, arena, cases[i].target) != cases[i].err)
            print_error("%s\n", cases[i].target);
        assert_int_equal(read_target(&request, arena, cases[i].target), cases[i].err);
        assert_non_null(request.path);
    }
}

static void the_absolute_form_is_read_as_its_path(void **state)
{
    static const struct {
        const char *host, *target, *path, *sent;
    } cases[] = {
        {"a", "http://a/api?q=x", "/api", "/api?q=x"},
        {"Binhgia.VN:8443", "HTTPS://binhgia.vn:8443/b%C3%A0i", "/bài", "/b%C3%A0i"},
        {"[::1]:80", "http://[::1]:80", "/", "/"},
        {"a", "http://a?q=x", "/", "/?q=x"},
        {NULL, "http://a/x", "/x", "/x"},
        {"b", "http://a/x", "/x", "/x"},
    };
    auto_arena struct arena *arena = arena_new(1 << 20);
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct request request = {.arena = arena, .host = cases[i].host};
        assert_int_equal(target_read(&request, cases[i].target), ERR_OK);
        assert_string_equal(request.path, cases[i].path);
        assert_string_equal(request.target, cases[i].sent);
        if (strchr(cases[i].target, '?'))
            assert_string_equal(request_parameter(&request, "q"), "x");
    }
}

static void the_authority_of_a_target_wins_over_host(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    struct request request = {.arena = arena, .host = "a"};
    (void)state;
    assert_int_equal(target_read(&request, "http://b.vn:81/api"), ERR_OK);
    assert_string_equal(request.host, "b.vn:81");
    assert_int_equal(target_read(&request, "/api"), ERR_OK);
    assert_string_equal(request.host, "b.vn:81");
}

static void an_authority_that_is_no_host_is_refused_in_the_form_asked_for(void **state)
{
    static const char *const targets[] = {"http:///api/x",        "http://u@a/api/x", "http:/a/api/x",
                                          "httpx://a/api/x",      "http//a/api/x",    "http://a/api/%zz",
                                          "http://a:999999/api/x"};
    auto_arena struct arena *arena = arena_new(1 << 20);
    (void)state;
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        struct request request = {.arena = arena, .host = "a"};
        assert_int_equal(target_read(&request, targets[i]), ERR_BAD_REQUEST);
        if (strstr(targets[i], "://") && targets[i][4] == ':')
            assert_string_equal(request.path, "/api");
    }
}

static void the_asterisk_is_for_options_alone(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    struct request request = {.arena = arena, .method = METHOD_OPTIONS};
    (void)state;
    assert_int_equal(target_read(&request, "*"), ERR_OK);
    assert_string_equal(request.path, TARGET_SERVER);
    assert_int_equal(target_read(&request, "*/"), ERR_BAD_REQUEST);
    request.method = METHOD_GET;
    assert_int_equal(target_read(&request, "*"), ERR_BAD_REQUEST);
}

static void length_and_number_of_parameters_are_bounded(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    struct request request;
    char target[TARGET_SIZE_MAX + 2];
    (void)state;
    memset(target, 'a', sizeof target);
    target[0] = '/';
    target[TARGET_SIZE_MAX] = '\0';
    assert_int_equal(read_target(&request, arena, target), ERR_OK);
    target[TARGET_SIZE_MAX] = 'a';
    target[TARGET_SIZE_MAX + 1] = '\0';
    assert_int_equal(read_target(&request, arena, target), ERR_URI_TOO_LONG);
    memset(target, '&', 400);
    memcpy(target, "/?", 2);
    target[2 + TARGET_PARAMETERS_MAX - 1] = '\0';
    assert_int_equal(read_target(&request, arena, target), ERR_OK);
    target[2 + TARGET_PARAMETERS_MAX - 1] = '&';
    target[2 + TARGET_PARAMETERS_MAX] = '\0';
    assert_int_equal(read_target(&request, arena, target), ERR_BAD_REQUEST);
}

static const char *client_of(struct arena *arena, const char *peer, const char *forwarded,
                             const char *trusted)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    assert_int_equal(inet_pton(AF_INET, peer, &address.sin_addr), 1);
    struct request request = {.arena = arena};
    request.client = client_address(arena, (const struct sockaddr *)&address, forwarded, trusted);
    return request_address(&request);
}

static void only_a_trusted_proxy_may_say_who_asks(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    (void)state;
    assert_string_equal(client_of(arena, "203.0.113.9", "1.2.3.4", ""), "203.0.113.9");
    assert_string_equal(client_of(arena, "203.0.113.9", "1.2.3.4", "10.0.0.0/8"), "203.0.113.9");
    assert_string_equal(client_of(arena, "10.0.0.1", "1.2.3.4", "10.0.0.0/8"), "1.2.3.4");
    assert_string_equal(client_of(arena, "10.0.0.1", "9.9.9.9, 1.2.3.4, 10.0.0.7", "10.0.0.0/8"), "1.2.3.4");
    assert_string_equal(client_of(arena, "10.0.0.1", "1.2.3.4:5678", "10.0.0.0/8"), "1.2.3.4");
    assert_string_equal(client_of(arena, "10.0.0.1", "[2001:db8::1]:443", "10.0.0.0/8"), "2001:db8::1");
    assert_string_equal(client_of(arena, "10.0.0.1", "2001:db8::1", "10.0.0.0/8"), "2001:db8::1");
    assert_string_equal(client_of(arena, "10.0.0.1", "nonsense", "10.0.0.0/8"), "10.0.0.1");
    assert_string_equal(client_of(arena, "10.0.0.1", "", "10.0.0.0/8"), "10.0.0.1");
    assert_string_equal(client_of(arena, "10.0.0.1", "10.0.0.2, 10.0.0.3", "10.0.0.0/8"), "10.0.0.2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(path_and_parameters_are_decoded),
        cmocka_unit_test(an_escaped_slash_is_no_separator),
        cmocka_unit_test(what_is_not_a_target_is_refused),
        cmocka_unit_test(the_authority_of_a_target_wins_over_host),
        cmocka_unit_test(the_absolute_form_is_read_as_its_path),
        cmocka_unit_test(an_authority_that_is_no_host_is_refused_in_the_form_asked_for),
        cmocka_unit_test(the_asterisk_is_for_options_alone),
        cmocka_unit_test(length_and_number_of_parameters_are_bounded),
        cmocka_unit_test(only_a_trusted_proxy_may_say_who_asks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
