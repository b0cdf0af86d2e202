/* The connection over which something is fetched, plain or TLS. Private to this floor. */
#ifndef HELPER_FETCH_LINE_H
#define HELPER_FETCH_LINE_H

#include "bytes.h"
#include "fetch_url.h"

#include <gnutls/gnutls.h>
#include <stddef.h>
#include <sys/types.h>

struct fetch_line {
    int socket;
    gnutls_session_t session; /* NULL: plain */
};

/* Makes TLS ready on a connected socket: the system's authorities are read from their file, and trusted
 * beside those in `authorities` (PEM; empty: none). Plain needs nothing. */
enum fetch_fault fetch_line_prepare(const struct fetch_url *url, struct span authorities, int socket,
                                    struct fetch_line *ret_line);

/* Shakes hands; the other side must be who the address names. */
enum fetch_fault fetch_line_open(struct fetch_line *line);

/* False when it broke. */
bool fetch_line_send(struct fetch_line *line, const char *text, size_t size);

/* 0 at the end, < 0 when it broke. */
ssize_t fetch_line_receive(void *line, void *bytes, size_t room);

#endif
