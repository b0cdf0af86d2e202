/* The strict reader: what passes, what is refused, and that neither depends on how the bytes arrive. */
#include "reader.h"
#include "reader_samples.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

/* Scans in pieces of `step` bytes; returns how many passed. */
static size_t scan(struct reader *reader, const char *bytes, size_t size, size_t step)
{
    static char copy[70 * 1024];
    size_t passed = 0;
    for (size_t at = 0; at < size && !reader_is_stopped(reader); at += step) {
        size_t piece = size - at < step ? size - at : step;
        memcpy(copy, bytes + at, piece);
        /* It stops behind each head. */
        for (size_t from = 0, left = piece; left && !reader_is_stopped(reader);) {
            size_t raw = at + piece - left, whole = reader_scan(reader, copy + from, left);
            assert_true(whole <= reader->scanned && reader->scanned + reader->dropped <= left);
            if (whole)
                passed = raw + whole + reader->dropped_whole; /* of the bytes as they were */
            from += reader->scanned;
            left -= reader->scanned + reader->dropped;
        }
    }
    return passed;
}

static void a_sample_is_judged_alike_however_it_is_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        const struct sample *sample = &samples[i];
        for (size_t step = 1; step <= sample->size; step++) {
            struct reader reader = {0};
            size_t passed = scan(&reader, sample->bytes, sample->size, step);
            if (reader.err != sample->err || passed != sample->whole)
                print_error("sample %zu in steps of %zu: %u\n", i, step, (unsigned)reader.detail);
            assert_int_equal(reader.err, sample->err);
            assert_int_equal(passed, sample->whole);
            assert_int_equal(reader_faulty(&reader), sample->faulty);
            assert_int_equal(reader.err != ERR_OK, reader.detail != MESSAGE_NONE);
        }
    }
}

static void what_replaces_a_fault_ends_the_request_and_nothing_else(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        struct reader reader = {0}, again = {0};
        char bytes[1024];
        if (!samples[i].err)
            continue;
        size_t passed = scan(&reader, samples[i].bytes, samples[i].size, samples[i].size);
        memcpy(bytes, samples[i].bytes, passed);
        size_t size = passed + strlen(reader_stub(&reader));
        memcpy(bytes + passed, reader_stub(&reader), size - passed);
        assert_int_equal(scan(&again, bytes, size, size), size);
        assert_int_equal(again.heads, samples[i].faulty);
        assert_int_equal(again.state, READ_START);
    }
}

static void an_ambiguous_length_stops_the_reading_behind_the_head(void **state)
{
    static const char *const heads[] = {
        HEAD "Content-Length: 1\r\nContent-Length: 1\r\n\r\n",
        HEAD "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        HEAD "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n",
        HEAD "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        struct reader reader = {0};
        char bytes[256];
        snprintf(bytes, sizeof bytes, "%sGET / HTTP/1.1\r\n\r\n", heads[i]);
        assert_int_equal(reader_scan(&reader, bytes, strlen(bytes)), strlen(heads[i]));
        assert_true(reader_is_stopped(&reader));
        assert_int_equal(reader.err, ERR_OK);
    }
}

/* libmicrohttpd since 1.0 would answer such a head in its own way. */
static void codings_other_than_chunked_never_reach_the_library(void **state)
{
    static const struct {
        const char *codings;
        enum err err;
    } table[] = {{"xchunked", ERR_BAD_REQUEST},
                 {"", ERR_BAD_REQUEST},
                 {"chunked, gzip", ERR_BAD_REQUEST},
                 {"chunked, chunked", ERR_BAD_REQUEST},
                 {"gzip, chunked", ERR_NOT_IMPLEMENTED},
                 {"a;b=\"cccccccccccccccccccccccccccccccccccccccccccccccc\", chunked", ERR_NOT_IMPLEMENTED},
                 {"a;b=\"ccccccccccccccccccccccccccccccccccccccccccccccccc\", chunked", ERR_BAD_REQUEST},
                 {"a;b="
                  "\"cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
                  "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
                  "ccccccc\", chunked",
                  ERR_BAD_REQUEST}};
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct reader reader = {0};
        char bytes[512];
        snprintf(bytes, sizeof bytes, HEAD "Transfer-Encoding: %s\r\n\r\n", table[i].codings);
        assert_int_equal(reader_scan(&reader, bytes, strlen(bytes)), 0);
        assert_true(reader_is_stopped(&reader));
        assert_int_equal(reader.err, table[i].err);
        assert_int_equal(reader_faulty(&reader), 1);
    }
}

/* A unit of `size` bytes: `start`, filled up with 'a', then `end`. */
static enum err scan_long(const char *passed, const char *start, const char *end, size_t size)
{
    static char bytes[64 * 1024];
    struct reader whole = {0}, cut = {0};
    size_t head = strlen(passed), length = head + size;
    memset(bytes, 'a', sizeof bytes);
    memcpy(bytes, passed, head);
    memcpy(bytes + head, start, strlen(start));
    memcpy(bytes + length - strlen(end), end, strlen(end));
    scan(&whole, bytes, length, length);
    scan(&cut, bytes, length, 7);
    assert_int_equal(whole.err, cut.err);
    return whole.err;
}

static void each_part_has_its_longest_length(void **state)
{
    (void)state;
    static const char line_end[] = " HTTP/1.1\r\nHost: a\r\n\r\n";
    size_t fields = strlen("Host: a\r\n\r\n");
    assert_int_equal(scan_long("", "GET /", line_end, 8192 + fields), ERR_OK);
    assert_int_equal(scan_long("", "GET /", line_end, 8192 + fields + 1), ERR_URI_TOO_LONG);
    assert_int_equal(scan_long("", "GET /", line_end, 60000), ERR_URI_TOO_LONG);
    size_t most = READER_HEAD_MAX;
    assert_int_equal(scan_long("", "GET / HTTP/1.1\r\nX: ", "\r\n\r\n", most), ERR_OK);
    assert_int_equal(scan_long("", "GET / HTTP/1.1\r\nX: ", "\r\n\r\n", most + 1), ERR_HEADERS);
    assert_int_equal(scan_long("", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nX: ", "\r\n\r\n", most),
                     ERR_OK);
    assert_int_equal(scan_long("", "POST / HTTP/1.1\r\nContent-Length: 9\r\nX: ", "\r\n\r\n", most + 1),
                     ERR_HEADERS);
    assert_int_equal(scan_long("", "GET / HTTP/1.1\r\nCookie: ", "\r\n\r\n", most), ERR_OK);
    assert_int_equal(scan_long("", "GET / HTTP/1.1\r\nCookie: ", "\r\n\r\n", most + 1), ERR_HEADERS);
    assert_int_equal(scan_long(CHUNKED, "1;", "\r\n", 1024), ERR_OK);
    assert_int_equal(scan_long(CHUNKED, "1;", "\r\n", 1025), ERR_HEADERS);
    assert_int_equal(scan_long(CHUNKED, "0\r\nX: ", "\r\n\r\n", 8192), ERR_OK);
    assert_int_equal(scan_long(CHUNKED, "0\r\nX: ", "\r\n\r\n", 8193), ERR_HEADERS);
    assert_int_equal(scan_long(HEAD "Content-Length: 60000\r\n\r\n", "", "", 60000), ERR_OK);
}

static void trailers_have_a_limit_of_their_own_whatever_their_head_has(void **state)
{
    char head[9300] = HEAD "Transfer-Encoding: chunked\r\nX: ";
    (void)state;
    size_t length = strlen(head);
    memset(head + length, 'a', 9000 - length);
    strcpy(head + 9000, "\r\n\r\n");
    assert_int_equal(scan_long(head, "0\r\nX: ", "\r\n\r\n", 8192), ERR_OK);
    assert_int_equal(scan_long(head, "0\r\nX: ", "\r\n\r\n", 8193), ERR_HEADERS);
}

/* libmicrohttpd 1.0 takes the LF behind one for the first byte of the chunk. */
static void the_library_never_sees_an_extension(void **state)
{
    struct reader reader = {0};
    char bytes[] = CHUNKED "3 \t;a = \"b c\"\r\nabc\r\n0\r\n\r\n";
    size_t size = sizeof bytes - 1;
    (void)state;
    static const char wanted[] = CHUNKED "3\r\nabc\r\n0\r\n\r\n";
    size_t head = reader_scan(&reader, bytes, size);
    assert_true(reader.has_head);
    assert_int_equal(reader_scan(&reader, bytes + head, size - head), sizeof wanted - 1 - head);
    assert_int_equal(reader.dropped, size - (sizeof wanted - 1));
    assert_memory_equal(bytes, wanted, sizeof wanted - 1);
}

static void the_extensions_of_a_body_are_bounded_together(void **state)
{
    struct reader reader = {0};
    char chunk[] = "1;aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\nx\r\n";
    size_t chunks = 0;
    (void)state;
    scan(&reader, CHUNKED, strlen(CHUNKED), 100);
    for (; !reader.err && chunks < 100000; chunks++)
        scan(&reader, chunk, strlen(chunk), strlen(chunk));
    assert_int_equal(reader.err, ERR_HEADERS);
    assert_in_range(chunks, 1000, 1100);
    /* Another body counts anew. */
    reader = (struct reader){0};
    for (int body = 0; body < 3; body++) {
        scan(&reader, CHUNKED, strlen(CHUNKED), 100);
        for (int i = 0; i < 500; i++)
            scan(&reader, chunk, strlen(chunk), strlen(chunk));
        scan(&reader, "0\r\n\r\n", 5, 5);
    }
    assert_int_equal(reader.err, ERR_OK);
}

static void only_major_version_1_is_spoken(void **state)
{
    static const char *const versions[] = {"HTTP/0.9", "HTTP/0.0", "HTTP/2.0", "HTTP/3.0"};
    (void)state;
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        struct reader reader = {0};
        char bytes[64];
        snprintf(bytes, sizeof bytes, "GET / %s\r\n\r\n", versions[i]);
        assert_int_equal(reader_scan(&reader, bytes, strlen(bytes)), 0);
        assert_int_equal(reader.err, ERR_HTTP_VERSION);
    }
}

/* The reaper gives a head ten seconds, and what is no head longer. */
static void a_head_is_what_lies_between_its_first_byte_and_its_empty_line(void **state)
{
    static const struct {
        const char *bytes;
        bool is_in_head;
    } starts[] = {{"", false},
                  {"\r\n", false},
                  {"\r", true},
                  {"G", true},
                  {"GET / HTTP/1.1\r\nHost: a\r\n", true},
                  {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", false},
                  {CHUNKED, false},
                  {CHUNKED "0\r\nX", false},
                  {HEAD "Content-Length: 2\r\n\r\na", false}};
    (void)state;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        struct reader reader = {0};
        scan(&reader, starts[i].bytes, strlen(starts[i].bytes), 1);
        assert_int_equal(reader_in_head(&reader), starts[i].is_in_head);
    }
}

/* The library answers HEAD without a body, and what replaces the fault must not make it another method's. */
static void a_fault_is_replaced_by_a_request_of_the_same_kind(void **state)
{
    struct reader get = {0}, head = {0};
    (void)state;
    scan(&get, "GET / HTTP/1.1\r\n\n", 17, 17);
    scan(&head, "HEAD / HTTP/1.1\r\n\n", 18, 18);
    assert_memory_equal(reader_stub(&get), "GET ", 4);
    assert_memory_equal(reader_stub(&head), "HEAD ", 5);
}

static void a_body_of_any_size_passes_as_it_comes(void **state)
{
    struct reader reader = {0};
    char bytes[4096] = HEAD "Content-Length: 999999999999999999\r\n\r\n";
    size_t head = strlen(bytes);
    (void)state;
    assert_int_equal(reader_scan(&reader, bytes, head), head);
    assert_int_equal(reader_scan(&reader, bytes, sizeof bytes), sizeof bytes);
    assert_false(reader_in_head(&reader));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sample_is_judged_alike_however_it_is_cut),
        cmocka_unit_test(what_replaces_a_fault_ends_the_request_and_nothing_else),
        cmocka_unit_test(codings_other_than_chunked_never_reach_the_library),
        cmocka_unit_test(an_ambiguous_length_stops_the_reading_behind_the_head),
        cmocka_unit_test(each_part_has_its_longest_length),
        cmocka_unit_test(trailers_have_a_limit_of_their_own_whatever_their_head_has),
        cmocka_unit_test(the_library_never_sees_an_extension),
        cmocka_unit_test(the_extensions_of_a_body_are_bounded_together),
        cmocka_unit_test(only_major_version_1_is_spoken),
        cmocka_unit_test(a_head_is_what_lies_between_its_first_byte_and_its_empty_line),
        cmocka_unit_test(a_fault_is_replaced_by_a_request_of_the_same_kind),
        cmocka_unit_test(a_body_of_any_size_passes_as_it_comes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
