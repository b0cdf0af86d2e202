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

static void heads_are_judged_by_rfc_9112(void **state)
{
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
        {"HTTP/1.1",
         {{"Host", "a"}, {"Content-Length", "1"}, {"Transfer-Encoding", "chunked"}},
         ERR_BAD_REQUEST},
        {"HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "gzip, chunked"}}, ERR_NOT_IMPLEMENTED},
        {"HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "a;b=\"c\" ,\tChunked"}}, ERR_NOT_IMPLEMENTED},
        {"HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "chunked, gzip"}}, ERR_BAD_REQUEST},
        {"HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "chunked, chunked"}}, ERR_BAD_REQUEST},
        {"HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "chunked,gzip, chunked"}}, ERR_BAD_REQUEST},
        {"HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "gzip"}}, ERR_BAD_REQUEST},
        {"HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "xchunked"}}, ERR_BAD_REQUEST},
        {"HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "chunked;q=1"}}, ERR_BAD_REQUEST},
        {"HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", ""}}, ERR_BAD_REQUEST},
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
    };
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        if (judge(&samples[i]) != samples[i].err)
            print_error("sample %zu: %s %s\n", i, samples[i].lines[1].name, samples[i].lines[1].value);
        assert_int_equal(judge(&samples[i]), samples[i].err);
    }
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
        cmocka_unit_test(a_hundred_and_one_fields_are_too_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
