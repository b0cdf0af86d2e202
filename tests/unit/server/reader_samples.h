/* Requests and parts of some, each with what the strict reader makes of it. */
#ifndef TEST_SERVER_READER_SAMPLES_H
#define TEST_SERVER_READER_SAMPLES_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct sample {
    const char *bytes;
    size_t size;
    enum err err;
    size_t whole; /* bytes that pass */
    uint32_t faulty;
};

#define PASSES(text)                                        \
    {                                                       \
        text, sizeof(text) - 1, ERR_OK, sizeof(text) - 1, 0 \
    }
#define REFUSED(text)                                 \
    {                                                 \
        text, sizeof(text) - 1, ERR_BAD_REQUEST, 0, 1 \
    }
#define PART(text, passes, number)                                          \
    {                                                                       \
        text, sizeof(text) - 1, ERR_BAD_REQUEST, sizeof(passes) - 1, number \
    }

#define HEAD "POST / HTTP/1.1\r\nHost: a\r\n"
#define CHUNKED HEAD "Transfer-Encoding: chunked\r\n\r\n"

static const struct sample samples[] = {
    PASSES("GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    PASSES("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    PASSES("GET / HTTP/1.1\r\nHost: a\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    PASSES("GET /%E1%BA%A1?q=\xE1\xBA\xA1 HTTP/1.1\r\nHost: a\r\nX:\r\nY: a\tb \xC3\xA9\r\n\r\n"),
    PASSES(HEAD "Content-Length: 3\r\n\r\n\0\r\nGET / HTTP/1.1\r\n\r\n"),
    PASSES(HEAD "Content-Length:                             0\r\n\r\nGET / HTTP/1.1\r\n\r\n"),
    PASSES(HEAD "Transfer-Encoding: \t                       chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n"),
    PASSES(CHUNKED "3\r\nabc\r\n00A;x=\"y\"\r\n0123456789\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n"),
    PASSES(CHUNKED "3;a\r\nabc\r\n3;a=b;c;d=\"\"\r\nabc\r\n0;e=f\r\n\r\nGET / HTTP/1.1\r\n\r\n"),
    PASSES(CHUNKED "3\t;a=bcd ;c\r\nabc\r\n0 ;e=f\r\n\r\nGET / HTTP/1.1\r\n\r\n"),
    PASSES(CHUNKED "3; a = b ; \tc\t=\t\"d\"\r\nabc\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n"),
    PASSES(CHUNKED "3;a=\"b;c=\\\"\\\\ \t\xE1\xBA\xA1\"\r\nabc\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n"),
    PASSES("GET / HTTP/1.2\r\nHost: a\r\n\r\nGET / HTTP/1.9\r\n\r\n"),
    PASSES(CHUNKED "0\r\nA: b\r\nContent-Length: 5\r\n\r\nGET / HTTP/1.1\r\n\r\n"),
    PART("\r\n\r\nGET / HTTP/1.1\r\n\r\n", "\r\n", 1),
    REFUSED("\nGET / HTTP/1.1\r\n\r\n"),
    REFUSED("\rGET / HTTP/1.1\r\n\r\n"),
    REFUSED(" GET / HTTP/1.1\r\n\r\n"),
    REFUSED("GET  / HTTP/1.1\r\n\r\n"),
    REFUSED("GET /  HTTP/1.1\r\n\r\n"),
    REFUSED("GET\t/ HTTP/1.1\r\n\r\n"),
    REFUSED("GET /\tHTTP/1.1\r\n\r\n"),
    REFUSED("GET /\x01 HTTP/1.1\r\n\r\n"),
    REFUSED("GET /\x7F HTTP/1.1\r\n\r\n"),
    REFUSED("GET /\0 HTTP/1.1\r\n\r\n"),
    REFUSED("GET / HTTP/1.1 \r\n\r\n"),
    REFUSED("GET / HTTP/1.1\n\r\n"),
    REFUSED("GET / HTTP/1.1\r\r\n\r\n"),
    REFUSED("GET / HTTP/11\r\n\r\n"),
    REFUSED("GET / HTTP/1.10\r\n\r\n"),
    REFUSED("GET / http/1.1\r\n\r\n"),
    REFUSED("GET /?&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&& HTTP/1.1\r\n\r\n"),
    REFUSED("GET /?&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&a=b& HTTP/1.1\r\n\r\n"),
    REFUSED("GET / HTTP/+.1\r\n\r\n"),
    REFUSED("GET / HTTP/1.a\r\n\r\n"),
    REFUSED("GET /\r\n\r\n"),
    REFUSED("GET\r\n\r\n"),
    REFUSED("G(T / HTTP/1.1\r\n\r\n"),
    REFUSED("\x16\x03\x01\x02\r\n\r\n"),
    REFUSED("GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
    REFUSED("GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"),
    REFUSED("GET / HTTP/1.1\r\nHost: a\r\n\n"),
    REFUSED("GET / HTTP/1.1\r\nHost: a\n\n"),
    REFUSED("GET / HTTP/1.1\r\nHost: a\r\n\rX: b\r\n\r\n"),
    REFUSED("HEAD / HTTP/1.1\r\nHost: a\r\n\n"),
    REFUSED("GET / HTTP/1.1\r\nHost: a\r\rX: b\r\n\r\n"),
    REFUSED("GET / HTTP/1.1\r\nHost : a\r\n\r\n"),
    REFUSED("GET / HTTP/1.1\r\nHost\t: a\r\n\r\n"),
    REFUSED("GET / HTTP/1.1\r\nHost: a\r\nX: evil\r\n -Forwarded-For: 1\r\n\r\n"),
    REFUSED("GET / HTTP/1.1\r\nHost: a\r\nX: evil\r\n\tb\r\n\r\n"),
    REFUSED("GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n"),
    REFUSED("GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n"),
    REFUSED("GET / HTTP/1.1\r\nHost: a\r\nX@: b\r\n\r\n"),
    REFUSED("GET / HTTP/1.1\r\nHost: a\r\nX\xC3\xA9: b\r\n\r\n"),
    REFUSED("GET / HTTP/1.1\r\nHost: a\r\nX: b\0c\r\n\r\n"),
    REFUSED("GET / HTTP/1.1\r\nHost: a\r\nX\0: b\r\n\r\n"),
    REFUSED("GET / HTTP/1.1\r\nHost: a\r\nX: b\x0B"
            "c\r\n\r\n"),
    REFUSED("GET / HTTP/1.1\r\nHost: a\r\nX: \x7F\r\n\r\n"),
    REFUSED("GET / HTTP/1.1\r\nHost: a\r\nX: a long value, then a bare CR \r and more\r\n\r\n"),
    REFUSED(HEAD "Content-Length: +1\r\n\r\n"),
    REFUSED(HEAD "Content-Length: -1\r\n\r\n"),
    REFUSED(HEAD "Content-Length: 1a\r\n\r\n"),
    REFUSED(HEAD "Content-Length: 1, 1\r\n\r\n"),
    REFUSED(HEAD "Content-Length: 1 1\r\n\r\n"),
    REFUSED(HEAD "Content-Length: \r\n\r\n"),
    REFUSED(HEAD "Content-Length: 3 \r\n\r\n"),
    REFUSED(HEAD "Content-Length: 3\t\r\n\r\n"),
    REFUSED(HEAD "Content-Length: 3                   0\r\n\r\n"),
    REFUSED(HEAD "Content-Length: 123456789012345678     9\r\n\r\n"),
    REFUSED(HEAD "Transfer-Encoding: chunked \r\n\r\n"),
    REFUSED(HEAD "Transfer-Encoding: chunked              x\r\n\r\n"),
    REFUSED(HEAD "Content-Length: 1234567890123456789\r\n\r\n"),
    PART(CHUNKED "x\r\n", CHUNKED, 1),
    PART(CHUNKED "\r\n", CHUNKED, 1),
    PART(CHUNKED "-1\r\n", CHUNKED, 1),
    PART(CHUNKED "+1\r\na\r\n", CHUNKED, 1),
    PART(CHUNKED "0x1\r\na\r\n", CHUNKED, 1),
    PART(CHUNKED " 1\r\na\r\n", CHUNKED, 1),
    PART(CHUNKED "1 \r\na\r\n", CHUNKED, 1),
    PART(CHUNKED "1\na\r\n", CHUNKED, 1),
    PART(CHUNKED "1;x\n", CHUNKED, 1),
    PART(CHUNKED "1;x\0y\r\n", CHUNKED, 1),
    PART(CHUNKED "1;\r\n", CHUNKED, 1),
    PART(CHUNKED "1;;a\r\n", CHUNKED, 1),
    PART(CHUNKED "1;=b\r\n", CHUNKED, 1),
    PART(CHUNKED "1;a=\r\n", CHUNKED, 1),
    PART(CHUNKED "1;a=;b\r\n", CHUNKED, 1),
    PART(CHUNKED "1;a b\r\n", CHUNKED, 1),
    PART(CHUNKED "1;a \r\n", CHUNKED, 1),
    PART(CHUNKED "1;a=b c\r\n", CHUNKED, 1),
    PART(CHUNKED "1;a=b \r\n", CHUNKED, 1),
    PART(CHUNKED "1;a=b\"c\"\r\n", CHUNKED, 1),
    PART(CHUNKED "1;a=\"b\"c\r\n", CHUNKED, 1),
    PART(CHUNKED "1;a=\"b\r\n", CHUNKED, 1),
    PART(CHUNKED "1;a=\"b\\\r\n", CHUNKED, 1),
    PART(CHUNKED "1;a=\"b\n\"\r\n", CHUNKED, 1),
    PART(CHUNKED "1;\"a\"=b\r\n", CHUNKED, 1),
    PART(CHUNKED "1;a@b\r\n", CHUNKED, 1),
    PART(CHUNKED "1 2;a\r\n", CHUNKED, 1),
    PART(CHUNKED ";a\r\n", CHUNKED, 1),
    PART(CHUNKED "1000000000000000\r\n", CHUNKED, 1),
    PART(CHUNKED "1\r\nabc", CHUNKED "1\r\na", 1),
    PART(CHUNKED "1\r\na\n0\r\n\r\n", CHUNKED "1\r\na", 1),
    PART(CHUNKED "1\r\na\r\nx\r\n\r\n", CHUNKED "1\r\na", 1),
    PART(CHUNKED "0\r\nA : b\r\n\r\n", CHUNKED, 1),
    PART(CHUNKED "0\r\n A: b\r\n\r\n", CHUNKED, 1),
    PART(CHUNKED "0\r\n\n", CHUNKED, 1),
    PART("GET / HTTP/1.1\r\n\r\nGET  / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", 2),
};

#endif
