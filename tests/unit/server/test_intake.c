/* What a connection receives: the library gets verified units and briefs of heads, requests get the heads. */
#include "failing_memory.h"
#include "intake.h"
#include "test.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Gives `bytes` in pieces of `step`, then has no more. */
struct feed {
    const char *bytes;
    size_t left, step;
};

static ssize_t pull(void *context, void *bytes, size_t size)
{
    struct feed *feed = context;
    size_t piece = feed->left < feed->step ? feed->left : feed->step;
    piece = piece < size ? piece : size;
    if (!piece) {
        errno = EAGAIN;
        return -1;
    }
    memcpy(bytes, feed->bytes, piece);
    feed->bytes += piece;
    feed->left -= piece;
    return (ssize_t)piece;
}

/* All that the library gets, asking with so much room until there is no more; returns its length. */
static size_t read_all(struct intake *intake, struct feed *feed, size_t room, char *out)
{
    static char bytes[64 * 1024];
    const struct source source = {pull, feed, -1};
    size_t size = 0;
    for (;;) {
        ssize_t got = intake_read(intake, &source, bytes, room);
        if (got < 0 && !feed->left)
            break;
        if (got > 0) {
            memcpy(out + size, bytes, (size_t)got);
            size += (size_t)got;
        }
    }
    out[size] = '\0';
    return size;
}

#define FIRST                                                                                        \
    "POST /a%20b?c=d HTTP/1.1\r\nHost:  ten.mien \r\nConnection: a, Close\r\nContent-Length: 03\r\n" \
    "Cookie: a=b; c=d\r\nX-Empty:\r\nExpect: 100-Continue\r\n\r\n"
#define SECOND "\r\nGET /xa HTTP/1.7\r\nHost: a\r\nConnection: keep-alive\r\n\r\n"
#define THIRD "PUT / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n"
#define CHUNKS "2;x=y\r\nok\r\n0\r\nTrailer: t\r\n\r\n"

static void check_first(struct intake *intake)
{
    auto_received_head struct received_head *head = intake_next_head(intake);
    static const char *const wanted[][2] = {{"Host", "ten.mien"},     {"Connection", "a, Close"},
                                            {"Content-Length", "03"}, {"Cookie", "a=b; c=d"},
                                            {"X-Empty", ""},          {"Expect", "100-Continue"}};
    assert_non_null(head);
    assert_string_equal(head->target, "/a%20b?c=d");
    assert_int_equal(head->field_count, sizeof wanted / sizeof *wanted);
    for (size_t i = 0; i < head->field_count; i++) {
        assert_string_equal(head->fields[i].name, wanted[i][0]);
        assert_int_equal(head->fields[i].name_size, strlen(wanted[i][0]));
        assert_string_equal(head->fields[i].value, wanted[i][1]);
    }
}

static void heads_come_whole_and_in_order_however_they_are_cut(void **state)
{
    static const char sent[] = FIRST "abc" SECOND THIRD CHUNKS "GET /last HTTP/1.0\r\n\r\n";
    static const char *const targets[] = {"/xa", "/", "/last"};
    static char out[64 * 1024];
    (void)state;
    for (size_t step = 1; step < sizeof sent; step++)
        for (size_t room = 1; room < 600; room += 37) {
            struct intake intake = {0};
            struct feed feed = {sent, sizeof sent - 1, step};
            read_all(&intake, &feed, room, out);
            assert_ptr_equal(strstr(out, "POST / HTTP/1.1\r\nConnection:close\r\n"
                                         "Expect:100-continue\r\nContent-Length:03\r\n"),
                             out);
            assert_non_null(strstr(out, "abc\r\nGET / HTTP/1.1\r\nConnection:keep-alive\r\n"));
            assert_non_null(strstr(out, "PUT / HTTP/1.1\r\nTransfer-Encoding:chunked\r\n"));
            assert_non_null(strstr(out, "\r\n\r\n2\r\nok\r\n0\r\n\r\nGET / HTTP/1.0\r\n"));
            assert_null(strstr(out, "Cookie"));
            check_first(&intake);
            for (size_t i = 0; i < 3; i++) {
                auto_received_head struct received_head *head = intake_next_head(&intake);
                assert_non_null(head);
                assert_string_equal(head->target, targets[i]);
            }
            assert_null(intake_next_head(&intake));
            intake_done(&intake);
        }
}

static void one_request_in_one_packet_is_a_short_brief(void **state)
{
    static char out[1024];
    struct intake intake = {0};
    struct feed feed = {SECOND, sizeof SECOND - 1, sizeof SECOND};
    (void)state;
    read_all(&intake, &feed, 1000, out);
    assert_string_equal(out, "\r\nGET / HTTP/1.1\r\nConnection:keep-alive\r\n\r\n");
    intake_done(&intake);
}

/* The library waits for the next edge of epoll(7) behind a short read. */
static void a_short_read_means_that_the_source_has_no_more(void **state)
{
    char bytes[sizeof SECOND];
    const size_t room = sizeof SECOND - 1;
    struct intake intake = {0};
    struct feed feed = {SECOND SECOND SECOND, 3 * room, room};
    const struct source source = {pull, &feed, -1};
    (void)state;
    for (size_t left = 3; left; left = feed.left ? left : left - 1) {
        ssize_t got = intake_read(&intake, &source, bytes, room);
        assert_true(got == (ssize_t)room || !feed.left);
    }
    intake_done(&intake);
}

/* Else a client could make the daemon keep heads without end, of each of which the library takes few bytes.
 */
static void heads_that_wait_count_bytes_so_that_few_are_kept(void **state)
{
    enum { HEADS = 200 };
    static char sent[HEADS * 2100], bytes[13 * 1024];
    struct intake intake = {0};
    size_t size = 0, count = 0;
    (void)state;
    for (size_t i = 0; i < HEADS; i++) {
        size += (size_t)sprintf(sent + size, "GET /%zu HTTP/1.1\r\nHost: a\r\nX: ", i);
        memset(sent + size, 'a', 2000);
        size += 2000 + (size_t)sprintf(sent + size + 2000, "\r\n\r\n");
    }
    struct feed feed = {sent, size, 4096};
    const struct source source = {pull, &feed, -1};
    assert_true(intake_read(&intake, &source, bytes, sizeof bytes) > 0);
    for (struct received_head *head; (head = intake_next_head(&intake)); count++)
        received_head_free(head);
    assert_in_range(count, 5, 16);
    intake_done(&intake);
}

/* Such as no filled brief may have. */
static void a_head_whose_method_is_long_may_wait_too(void **state)
{
    static char sent[12 * 1024], out[24 * 1024];
    struct intake intake = {0};
    size_t size = (size_t)sprintf(sent, "GET / HTTP/1.1\r\n\r\n");
    (void)state;
    memset(sent + size, 'A', 8000);
    size += 8000;
    size += (size_t)sprintf(sent + size, " /b HTTP/1.1\r\nHost: a\r\n\r\n");
    struct feed feed = {sent, size, 4096};
    size = read_all(&intake, &feed, 12000, out);
    assert_in_range(size, 8000, 8100);
    assert_non_null(strstr(out + size - 24, "AA / HTTP/1.1\r\n\r\n"));
    intake_done(&intake);
}

static void a_head_with_a_fault_has_none_and_those_before_it_have(void **state)
{
    static char out[4096];
    struct intake intake = {0};
    struct feed feed = {SECOND "GET  / HTTP/1.1\r\n\r\n", sizeof SECOND + 18, 4096};
    (void)state;
    read_all(&intake, &feed, 4000, out);
    assert_non_null(strstr(out, "\r\n\r\nGET /api HTTP/1.0\r\n\r\n"));
    auto_received_head struct received_head *head = intake_next_head(&intake);
    assert_string_equal(head->target, "/xa");
    assert_null(intake_next_head(&intake));
    assert_int_equal(reader_faulty(&intake.reader), 2);
    intake_done(&intake);
}

static void where_a_body_ends_unclearly_the_library_is_told_of_none(void **state)
{
    static const char sent[] = "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 9\r\n\r\nabcdefghi";
    static char out[1024];
    struct intake intake = {0};
    struct feed feed = {sent, sizeof sent - 1, 4096};
    (void)state;
    read_all(&intake, &feed, 1000, out);
    assert_string_equal(out, "POST / HTTP/1.1\r\n\r\n");
    auto_received_head struct received_head *head = intake_next_head(&intake);
    assert_int_equal(head->field_count, 2);
    intake_done(&intake);
}

static void more_fields_than_are_noted_are_counted(void **state)
{
    static char sent[4096], out[4096];
    struct intake intake = {0};
    size_t size = (size_t)sprintf(sent, "GET / HTTP/1.1\r\n");
    (void)state;
    for (size_t i = 0; i < READER_FIELDS + 5; i++)
        size += (size_t)sprintf(sent + size, "X: %zu\r\n", i);
    size += (size_t)sprintf(sent + size, "\r\n");
    struct feed feed = {sent, size, 4096};
    read_all(&intake, &feed, 4000, out);
    auto_received_head struct received_head *head = intake_next_head(&intake);
    assert_int_equal(head->field_count, READER_FIELDS + 5);
    assert_string_equal(head->fields[READER_FIELDS - 1].value, "99");
    intake_done(&intake);
}

/* Of a head with these fields the library gets a brief with the wanted ones. */
static void assert_brief(const char *method, const char *fields, const char *wanted_fields)
{
    char sent[300], out[300], wanted[300];
    struct intake intake = {0};
    int size = snprintf(sent, sizeof sent, "%s /a HTTP/1.1\r\n%s\r\n", method, fields);
    struct feed feed = {sent, (size_t)size, 4096};
    snprintf(wanted, sizeof wanted, "%s / HTTP/1.1\r\n%s\r\n", method, wanted_fields);
    read_all(&intake, &feed, 1000, out);
    assert_string_equal(out, wanted);
    intake_done(&intake);
}

static void brief_says_of_a_connection_what_any_of_its_fields_says(void **state)
{
    static const struct {
        const char *fields, *wanted;
    } cases[] = {
        {"Connection: keep-alive \t, x\r\nConnection:\t keep-alive\r\n", "Connection:keep-alive\r\n"},
        {"Connection: close\t,keep-alive\r\nConnection: close\r\n", "Connection:close\r\n"},
        {"Connection: closed, clos\r\nConnection: keep-alivE\r\n", "Connection:keep-alive\r\n"},
        {"Connection: ,, \t ,cloze, keep_alive\r\n", ""},
        {"Connection:\r\n", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_brief("GET", cases[i].fields, cases[i].wanted);
}

static void nobody_waits_for_a_word_who_sends_no_body_or_wants_something_else(void **state)
{
    static const struct {
        const char *fields, *wanted;
    } cases[] = {
        {"Expect: 100-continue\r\n", ""},
        {"Expect: 200-ok\r\nContent-Length: 1\r\n", "Content-Length:1\r\n"},
        {"Expect: 100-continue\r\nExpect: 100-continue\r\nContent-Length: 1\r\n",
         "Expect:100-continue\r\nContent-Length:1\r\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_brief("POST", cases[i].fields, cases[i].wanted);
}

/* The second of two that wait is filled up to its length where a field has room for that. */
static void head_that_waits_is_filled_as_far_as_a_field_fits(void **state)
{
    (void)state;
    for (int more = 0; more < 12; more++) {
        char sent[300], out[300];
        struct intake intake = {0};
        int first = snprintf(sent, sizeof sent, "GET / HTTP/1.1\r\n\r\n");
        int size = first + snprintf(sent + first, sizeof sent - (size_t)first, "GET /%.*s HTTP/1.1\r\n\r\n",
                                    more, "abcdefghijkl");
        struct feed feed = {sent, (size_t)size, 4096};
        size_t got = read_all(&intake, &feed, 1000, out);
        bool has_room = more >= 4;
        assert_int_equal(got, has_room ? size : 2 * first);
        assert_int_equal(strstr(out, "\r\nX:") != NULL, has_room);
        intake_done(&intake);
    }
}

static void head_for_which_there_is_no_memory_ends_the_connection(void **state)
{
    static const char sent[] = FIRST "abc" SECOND;
    int step = 1;
    (void)state;
    for (;; step++) {
        char out[1024];
        struct intake intake = {0};
        struct feed feed = {sent, sizeof sent - 1, 40};
        const struct source source = {pull, &feed, -1};
        ssize_t got = 1;
        failing_memory_arm(step);
        while (feed.left && got)
            got = intake_read(&intake, &source, out, sizeof out);
        bool has_failed = failing_memory_disarm();
        assert_int_equal(got == 0, has_failed);
        intake_done(&intake);
        if (!has_failed)
            break;
    }
    assert_true(step > 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_come_whole_and_in_order_however_they_are_cut),
        cmocka_unit_test(one_request_in_one_packet_is_a_short_brief),
        cmocka_unit_test(a_short_read_means_that_the_source_has_no_more),
        cmocka_unit_test(heads_that_wait_count_bytes_so_that_few_are_kept),
        cmocka_unit_test(a_head_whose_method_is_long_may_wait_too),
        cmocka_unit_test(a_head_with_a_fault_has_none_and_those_before_it_have),
        cmocka_unit_test(where_a_body_ends_unclearly_the_library_is_told_of_none),
        cmocka_unit_test(brief_says_of_a_connection_what_any_of_its_fields_says),
        cmocka_unit_test(nobody_waits_for_a_word_who_sends_no_body_or_wants_something_else),
        cmocka_unit_test(head_that_waits_is_filled_as_far_as_a_field_fits),
        cmocka_unit_test(head_for_which_there_is_no_memory_ends_the_connection),
        cmocka_unit_test(more_fields_than_are_noted_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
