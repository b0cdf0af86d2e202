/* The gate: every head that two readers could read differently is refused. */
#include "gate.h"
#include "test.h"

#include <string.h>

struct line {
    const char *name, *value;
};

enum { LINES_MAX = 6 };

struct sample {
    const char *version;
    struct line lines[LINES_MAX];
    enum err err;
};

static enum err judge(const struct sample *sample)
{
    struct head head = {.version = sample->version};
    enum message detail = MESSAGE_NONE;
    for (size_t i = 0; i < LINES_MAX && sample->lines[i].name; i++)
        gate_field(&head, sample->lines[i].name, strlen(sample->lines[i].name), sample->lines[i].value);
    enum err err = gate_check(&head, &detail);
    assert_int_equal(err != ERR_OK, detail != MESSAGE_NONE);
    return err;
}

static const struct sample samples[] = {
    {"HTTP/1.1", {{"Host", "a"}}, ERR_OK},
    {"HTTP/1.1", {{"Host", "a.vn:8080"}}, ERR_OK},
    {"HTTP/1.1", {{"Host", "[::1]:80"}}, ERR_OK},
    {"HTTP/1.0", {{"Accept", "x"}}, ERR_OK},
    {"HTTP/1.1", {{"Host", "a"}, {"Content-Length", "0"}}, ERR_OK},
    {"HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "Chunked"}}, ERR_OK},
    {"HTTP/1.1", {{"Host", "a"}, {"Expect", "100-continue"}}, ERR_OK},
    {"HTTP/1.1", {{"Accept", "x"}}, ERR_BAD_REQUEST},
    {"HTTP/1.1", {{"Host", "a"}, {"host", "a"}}, ERR_BAD_REQUEST},
    {"HTTP/1.1", {{"Host", ""}}, ERR_BAD_REQUEST},
    {"HTTP/1.1", {{"Host", "a b"}}, ERR_BAD_REQUEST},
    {"HTTP/1.1", {{"Host", "a/b"}}, ERR_BAD_REQUEST},
    {"HTTP/1.1", {{"Host", "a@b"}}, ERR_BAD_REQUEST},
    {"HTTP/1.1", {{"Host", "a:999999"}}, ERR_BAD_REQUEST},
    {"HTTP/1.1", {{"Host", "a:8x"}}, ERR_BAD_REQUEST},
    {"HTTP/1.1", {{"Host", "[::1"}}, ERR_BAD_REQUEST},
    {"HTTP/1.1", {{"Host", "a"}, {"Content-Length", "1"}, {"Content-Length", "1"}}, ERR_BAD_REQUEST},
    {"HTTP/1.1", {{"Host", "a"}, {"Content-Length", "1"}, {"Transfer-Encoding", "chunked"}}, ERR_BAD_REQUEST},
    {"HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "gzip, chunked"}}, ERR_NOT_IMPLEMENTED},
    {"HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "a;b=\"c\" ,\tChunked"}}, ERR_NOT_IMPLEMENTED},
    {"HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "chunked, gzip"}}, ERR_BAD_REQUEST},
    {"HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "chunked, chunked"}}, ERR_BAD_REQUEST},
    {"HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "chunked,gzip, chunked"}}, ERR_BAD_REQUEST},
    {"HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "gzip"}}, ERR_BAD_REQUEST},
    {"HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "xchunked"}}, ERR_BAD_REQUEST},
    {"HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "chunked;q=1"}}, ERR_BAD_REQUEST},
    {"HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", ""}}, ERR_BAD_REQUEST},
    {"HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", " chunked"}}, ERR_BAD_REQUEST},
    {"HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", ","}}, ERR_BAD_REQUEST},
    {"HTTP/1.2", {{"Host", "a"}}, ERR_OK},
    {"HTTP/1.2", {{"Host", "a"}, {"Transfer-Encoding", "chunked"}}, ERR_OK},
    {"HTTP/1.9", {{"Accept", "x"}}, ERR_BAD_REQUEST},
    {"HTTP/1.1",
     {{"Host", "a"}, {"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}},
     ERR_BAD_REQUEST},
    {"HTTP/1.0", {{"Transfer-Encoding", "chunked"}}, ERR_BAD_REQUEST},
    {"HTTP/1.1", {{"Host", "a"}, {"Content-Encoding", "gzip"}}, ERR_MEDIA_TYPE},
    {"HTTP/1.1", {{"Host", "a"}, {"Expect", "200-ok"}}, ERR_EXPECTATION},
    {"HTTP/1.1", {{"Host", "a"}, {"Content-Encoding", "Identity"}}, ERR_OK},
    {"HTTP/1.1",
     {{"Host", "a"}, {"Content-Encoding", "identity"}, {"Content-Encoding", "identity"}},
     ERR_BAD_REQUEST},
    {"HTTP/1.1", {{"Host", "a"}, {"Expect", "100-continue"}, {"Expect", "100-continue"}}, ERR_BAD_REQUEST},
    {"HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "gzip ,\tchunked \t"}}, ERR_NOT_IMPLEMENTED},
    {"HTTP/1.0", {{"Host", "a"}}, ERR_OK},
    {"HTTP/1.0", {{"Host", "a b"}}, ERR_BAD_REQUEST},
    /* Names of the same length as those that count. */
    {"HTTP/1.1", {{"Hose", "a"}, {"Content-Lengtx", "1"}, {"Host", "a"}}, ERR_OK},
};

static void heads_are_judged_by_rfc_9112(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        if (judge(&samples[i]) != samples[i].err)
            print_error("sample %zu: %s %s\n", i, samples[i].lines[1].name, samples[i].lines[1].value);
        assert_int_equal(judge(&samples[i]), samples[i].err);
    }
}

/* RFC 3986 section 3.2.2. */
static void a_host_is_a_name_or_an_address_with_or_without_a_port(void **state)
{
    static const char *const good[] = {"a",       "Z",      "0",        "9.a",         "AZ-az.09",
                                       "_a~b!c$", "%41.vn", "a:",       "a:1",         "a:65535",
                                       "[::1]",   "[::1]:", "[FE80::]", "[1.2.3.4]:80"};
    static const char *const bad[] = {"",         " ",       "/",   "a/",    "@",    "a@b",  "a:b",
                                      "a:123456", "a:1:2",   ":80", "[]",    "[",    "[::1", "[g::1]",
                                      "[::1]x",   "[::1]:x", "a{",  "a\x7F", "a\xC3"};
    char name[257];
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!gate_is_host(good[i]))
            fail_msg("%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (gate_is_host(bad[i]))
            fail_msg("%s", bad[i]);
    memset(name, 'a', sizeof name);
    name[255] = '\0';
    assert_true(gate_is_host(name));
    name[255] = 'a';
    name[256] = '\0';
    assert_false(gate_is_host(name));
}

/* The library gives none for "Host:" and the like. */
static void a_field_without_a_value_has_an_empty_one(void **state)
{
    struct head head = {.version = "HTTP/1.1"};
    enum message detail = MESSAGE_NONE;
    (void)state;
    gate_field(&head, "Host", 4, NULL);
    assert_int_equal(gate_check(&head, &detail), ERR_BAD_REQUEST);
    assert_int_equal(detail, MESSAGE_HTTP_HOST_INVALID);
}

static void a_hundred_and_one_fields_are_too_many(void **state)
{
    struct head head = {.version = "HTTP/1.1"};
    enum message detail = MESSAGE_NONE;
    (void)state;
    gate_field(&head, "Host", 4, "a");
    for (int i = 0; i < 99; i++)
        gate_field(&head, "X", 1, "a");
    assert_int_equal(gate_check(&head, &detail), ERR_OK);
    gate_field(&head, "X", 1, "a");
    assert_int_equal(gate_check(&head, &detail), ERR_HEADERS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_are_judged_by_rfc_9112),
        cmocka_unit_test(a_host_is_a_name_or_an_address_with_or_without_a_port),
        cmocka_unit_test(a_field_without_a_value_has_an_empty_one),
        cmocka_unit_test(a_hundred_and_one_fields_are_too_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
