/* The gate: what a request's head must mean before anything is done with it; how its bytes must stand is the
 * strict reader's affair (reader.h). The library lets through what RFC 9112 forbids (two Content-Lengths,
 * Content-Length beside Transfer-Encoding, several Hosts …), which is how requests are smuggled past
 * proxies. A refusal closes the connection.
 *
 * The gate is a pure function over the header fields as they were read. Thread: any. */
#ifndef SERVER_GATE_H
#define SERVER_GATE_H

#include "base/err.h"
#include "http/message.h"

#include <stdbool.h>
#include <stddef.h>

enum { GATE_FIELDS_MAX = 100 }; /* far above what browsers send */

/* What was seen of a head, field by field. */
struct head {
    const char *version; /* "HTTP/1.0" … "HTTP/1.9" */
    unsigned hosts, content_lengths, transfer_encodings;
    const char *host, *content_length, *transfer_encoding, *content_encoding, *expect;
    bool repeated; /* a field that may stand once only stood twice */
    size_t fields;
};

/* Notes one field; `name` ends with NUL behind its `name_size` bytes. NULL is an empty value. */
void gate_field(struct head *head, const char *name, size_t name_size, const char *value);

/* Whether the text is a host with perhaps a port, as Host and the authority of a target may have it. */
bool gate_is_host(const char *host);

/* OK when chunked is the one coding of this value of Transfer-Encoding, or why the request is refused;
 * *ret_detail then names the fault. Errors: BAD_REQUEST, NOT_IMPLEMENTED. */
enum err gate_codings(const char *codings, enum message *ret_detail);

/* OK, or why the request is refused; *ret_detail then names the fault. Errors:
 * BAD_REQUEST, NOT_IMPLEMENTED, MEDIA_TYPE, EXPECTATION, HEADERS. */
enum err gate_check(const struct head *head, enum message *ret_detail);

#endif
