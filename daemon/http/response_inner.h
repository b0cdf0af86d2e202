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
    size_t size;                      /* of what it was made with */
    atomic_size_t grown;              /* of the forms that were made since */
    struct response_account *account; /* where that is counted, or NULL */
    atomic_uint have;                 /* encodings, as a bit set: those that are made or can be */
    char etag[RESPONSE_ETAG_SIZE];    /* base, "" none */
    struct stream *stream;            /* borrowed from the full response, or NULL */
    const char *body; /* of the form that the others can be made of, which is always there; or NULL */
    size_t body_size;
    size_t plain_size; /* of the plain form */
    enum encoding body_encoding;
    _Atomic(struct form *) forms[ENCODING_COUNT]; /* NULL where there is none yet */
};

/* One encoding as the library sends it. */
struct form {
    struct MHD_Response *full;
    struct MHD_Response *not_modified; /* NULL where there is nothing to compare with */
};

void form_free(struct form *form);

/* What every answer bears, what a 304 has as well, and what the 200 alone has. False when the library has no
 * memory. */
bool response_add_security(struct MHD_Response *to, const struct response_parts *parts);
bool response_add_validators(struct MHD_Response *to, const struct response_parts *parts,
                             enum encoding encoding, bool varies);
bool response_add_rest(struct MHD_Response *to, const struct response_parts *parts, enum encoding encoding);

/* Encodings as headers name them: "-gz" behind a tag, "gzip". */
extern const char *const response_etag_suffixes[ENCODING_COUNT];
extern const char *const response_encoding_names[ENCODING_COUNT];

/* Bytes that the library and malloc() take for a response beside its body. */
size_t response_cost_of(struct MHD_Response *made);

/* A body in memory that the library frees with the response. NULL, and the bytes freed, when that fails. */
struct MHD_Response *response_of_bytes(char *bytes, size_t size);
/* The library's object for a 304 whose 200 would have so many bytes. NULL without memory. */
struct MHD_Response *response_of_nothing(uint64_t size);

/* The form of that encoding, made now where somebody wants it first; NULL when memory lacks, or when it does
 * not pay, and then it is not tried again. */
struct form *response_form(struct response *response, enum encoding encoding);

/* What response_last_resort() gives, without a reference of the caller's own. */
struct response *response_last_resort_borrowed(void);

/* Takes what a response has grown by out of its account. */
void response_count_out(struct response *response);

/* The Content-Security-Policy of a kind; static text. */
const char *response_policy(enum response_kind kind);

#endif
