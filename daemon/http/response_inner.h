/* What a response is made of, for those who make it and those who send it. */
#ifndef HTTP_RESPONSE_INNER_H
#define HTTP_RESPONSE_INNER_H

#include "http/negotiate.h"
#include "http/response.h"
#include "http/transmit.h"

#include <stdatomic.h>

struct response {
    atomic_int references;
    int status;
    int64_t subject;
    int64_t until_ms;
    int64_t modified_ms;
    size_t size;
    unsigned have;                             /* encodings, as a bit set */
    char etag[RESPONSE_ETAG_SIZE];             /* base, "" none */
    struct stream *stream;                     /* borrowed from the full response, or NULL */
    struct MHD_Response *full[ENCODING_COUNT]; /* NULL where there is none */
    struct MHD_Response *not_modified[ENCODING_COUNT];
};

/* The Content-Security-Policy of a kind; static text. */
const char *response_policy(enum response_kind kind);

#endif
