/* Answers of other sites, read with bounds on everything. */
#include "fetch_answer.h"

#include "piecewise.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

#define PICTURE "GIF89a\1\0\1\0\0\0\0,......."
#define PICTURE_SIZE (sizeof PICTURE - 1)

struct sample {
    const char *text;
    size_t size;
    enum fetch_fault fault;
    int status;
};
#define SAMPLE(fault, status, text)          \
    {                                        \
        text, sizeof text - 1, fault, status \
    }
#define OK_HEAD "HTTP/1.1 200 OK\r\n"

static const struct sample samples[] = {
    SAMPLE(FETCH_OK, 200, OK_HEAD "Content-Length: 21\r\n\r\n" PICTURE),
    SAMPLE(FETCH_OK, 200, OK_HEAD "content-length:21\r\n\r\n" PICTURE "and more"),
    SAMPLE(FETCH_OK, 200, "HTTP/1.0 200\n\n" PICTURE),
    SAMPLE(FETCH_OK, 200, OK_HEAD "\r\n" PICTURE),
    SAMPLE(FETCH_OK, 200, "HTTP/1.1 103 Early\r\nLink: x\r\n\r\n" OK_HEAD "\r\n" PICTURE),
    /* What an interim answer says is not said of the final one. */
    SAMPLE(FETCH_OK, 200,
           "HTTP/1.1 100 Continue\r\nContent-Length: 5\r\nContent-Encoding: gzip\r\n"
           "Transfer-Encoding: chunked\r\n\r\n" OK_HEAD "Content-Length: 21\r\n\r\n" PICTURE),
    SAMPLE(FETCH_OK, 200, OK_HEAD "Transfer-Encoding: chunked\r\n\r\n15;a=b\r\n" PICTURE "\r\n0\r\n\r\n"),
    SAMPLE(FETCH_OK, 200,
           OK_HEAD
           "Transfer-Encoding: Chunked\r\n\r\n6\r\nGIF89a\r\n00f\r\n\1\0\1\0\0\0\0,.......\r\n0\r\n\r\n"),
    SAMPLE(FETCH_NO_PICTURE, 0, OK_HEAD "\r\n\0\0\0\030ftypisom\0\0\0\0iso2mp41........"),
    SAMPLE(FETCH_OK, 404, "HTTP/1.1 404 Not Found\r\n\r\nnothing"),
    SAMPLE(FETCH_OK, 302, "HTTP/1.1 302 Found\r\nLocation: /y\r\n\r\n"),
    SAMPLE(FETCH_NO_PICTURE, 0, OK_HEAD "\r\n"),
    SAMPLE(FETCH_NO_PICTURE, 0, OK_HEAD "\r\n<!doctype html><html></html>"),
    SAMPLE(FETCH_NO_PICTURE, 0, OK_HEAD "\r\nshort"),
    SAMPLE(FETCH_TOO_LARGE, 0, OK_HEAD "Content-Length: 101\r\n\r\n" PICTURE),
    SAMPLE(FETCH_TOO_LARGE, 0, OK_HEAD "Content-Length: 99999999999999999999999999\r\n\r\n" PICTURE),
    SAMPLE(FETCH_TOO_LARGE, 0, OK_HEAD "Transfer-Encoding: chunked\r\n\r\nffffffffffff\r\n" PICTURE),
    SAMPLE(FETCH_TOO_LARGE, 0,
           OK_HEAD "\r\n" PICTURE PICTURE PICTURE PICTURE PICTURE "............................"),
    SAMPLE(FETCH_GARBLED, 0, ""),
    SAMPLE(FETCH_GARBLED, 0, "SSH-2.0-OpenSSH\r\n"),
    SAMPLE(FETCH_GARBLED, 0, "HTTP/2 200\r\n\r\n"),
    SAMPLE(FETCH_GARBLED, 0, "HTTP/1.1 2000 OK\r\n\r\n" PICTURE),
    SAMPLE(FETCH_GARBLED, 0, "HTTP/1.1 20x OK\r\n\r\n" PICTURE),
    SAMPLE(FETCH_GARBLED, 0, OK_HEAD "Content-Length: 21\r\n"),
    SAMPLE(FETCH_GARBLED, 0, OK_HEAD "Content-Length: 22\r\n\r\n" PICTURE),
    SAMPLE(FETCH_GARBLED, 0, OK_HEAD "Content-Length: 21\r\nContent-Length: 20\r\n\r\n" PICTURE),
    SAMPLE(FETCH_GARBLED, 0, OK_HEAD "Content-Length: -1\r\n\r\n" PICTURE),
    SAMPLE(FETCH_GARBLED, 0,
           OK_HEAD "Content-Length: 21\r\nTransfer-Encoding: chunked\r\n\r\n15\r\n" PICTURE "\r\n0\r\n\r\n"),
    SAMPLE(FETCH_GARBLED, 0, OK_HEAD "Transfer-Encoding: gzip, chunked\r\n\r\n" PICTURE),
    SAMPLE(FETCH_GARBLED, 0, OK_HEAD "Content-Encoding: gzip\r\n\r\n" PICTURE),
    SAMPLE(FETCH_GARBLED, 0, OK_HEAD "Transfer-Encoding: chunked\r\n\r\nx\r\n" PICTURE),
    SAMPLE(FETCH_GARBLED, 0, OK_HEAD "Transfer-Encoding: chunked\r\n\r\n15\r\n" PICTURE "0\r\n\r\n"),
    SAMPLE(FETCH_GARBLED, 0, OK_HEAD "Transfer-Encoding: chunked\r\n\r\n15\r\n" PICTURE "\r\n"),
    SAMPLE(FETCH_GARBLED, 0, OK_HEAD " folded: x\r\n\r\n" PICTURE),
    SAMPLE(FETCH_GARBLED, 0, OK_HEAD "no colon\r\n\r\n" PICTURE),
    SAMPLE(FETCH_GARBLED, 0, OK_HEAD "N\0L: x\r\n\r\n" PICTURE),
    SAMPLE(FETCH_GARBLED, 0,
           "HTTP/1.1 100 C\r\n\r\nHTTP/1.1 100 C\r\n\r\nHTTP/1.1 100 C\r\n\r\nHTTP/1.1 100 C\r\n\r\n"
           "HTTP/1.1 100 C\r\n\r\nHTTP/1.1 100 C\r\n\r\n" OK_HEAD "\r\n" PICTURE),
};

static void answers_are_read_alike_however_they_arrive(void **state)
{
    (void)state;
    for (size_t step = 1; step <= 4096; step *= 8)
        for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
            struct piecewise text = {samples[i].text, samples[i].size, step};
            struct answer answer;
            enum fetch_fault fault =
                answer_read(&(struct answer_source){piecewise_pull, &text}, 100, &answer);
            if (fault != samples[i].fault || (!fault && answer.status != samples[i].status))
                fail_msg("%zu by %zu: %d, %d", i, step, fault, answer.status);
            if (!fault && answer.status == 200) {
                assert_true(answer.size >= PICTURE_SIZE);
                assert_memory_equal(answer.bytes, PICTURE, 6);
            }
            free(answer.bytes);
        }
}

/* A photograph of a telephone names itself behind the bytes that tell others, and they may come alone. */
static void a_heif_whose_brand_comes_later_is_a_picture(void **state)
{
    static const char heif[] = OK_HEAD "\r\n\0\0\0\030ftypXXXX\0\0\0\0miafheic........";
    (void)state;
    for (size_t step = 1; step <= sizeof heif; step++) {
        struct piecewise text = {heif, sizeof heif - 1, step};
        struct answer answer;
        assert_int_equal(answer_read(&(struct answer_source){piecewise_pull, &text}, 100, &answer), FETCH_OK);
        assert_int_equal(answer.size, 32);
        free(answer.bytes);
    }
}

static ssize_t endless(void *context, void *bytes, size_t room)
{
    size_t *given = context;
    memset(bytes, 'x', room);
    *given += room;
    return (ssize_t)room;
}

static void a_head_without_end_is_given_up(void **state)
{
    size_t given = 0;
    struct answer answer;
    (void)state;
    assert_int_equal(answer_read(&(struct answer_source){endless, &given}, 100, &answer), FETCH_GARBLED);
    assert_in_range(given, 1, 2 * ANSWER_HEAD_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_read_alike_however_they_arrive),
        cmocka_unit_test(a_heif_whose_brand_comes_later_is_a_picture),
        cmocka_unit_test(a_head_without_end_is_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
