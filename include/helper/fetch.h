/* Pictures fetched from other sites, for bodies that refer to them.
 *
 * Whoever may write can name any address, so what may be reached is judged late: a child of the helper
 * resolves the name once, leaves out every address that is not public (RFC 6890 and the registries of
 * special-purpose addresses that it began), connects to the very address it judged, and asks the kernel whom
 * it is connected to. What the name resolves to later does not matter. Before it hears the first byte of the
 * other side it has given up all but that connection (confine.h). Each redirect is a new address, judged by a
 * child of its own.
 *
 * HTTP/1.1 (RFC 9112): one GET, no cookies, no coding but chunked. https is verified by the system's
 * authorities (RFC 9525). Thread: fetch_rules_read() before the first thread; helper_fetch() from any,
 * several at once. */
#ifndef HELPER_FETCH_H
#define HELPER_FETCH_H

#include "base/arena.h"
#include "base/err.h"
#include "helper/helper.h"

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

enum {
    FETCH_ADDRESS_MAX = 2000, /* bytes of an address as written */
    FETCH_REDIRECTS_MAX = 3,
    FETCH_TIME_MS = 10 * 1000, /* for one picture, redirects included */
    FETCH_ALLOWED_MAX = 16,
    FETCH_AUTHORITIES_MAX = 1000,
};

/* What may be reached beside ports 80 and 443 of public addresses. */
struct fetch_rules {
    struct fetch_end {
        struct in6_addr address; /* IPv4 as ::ffff:a.b.c.d */
        uint16_t port;
    } allowed[FETCH_ALLOWED_MAX];
    size_t allowed_count;
    char authorities[FETCH_AUTHORITIES_MAX + 1]; /* PEM file of authorities beside the system's; "" none */
};

/* Reads "ADDR:PORT" texts, IPv6 in brackets; each allows that one address and port. Errors: INPUT. */
enum err fetch_rules_read(const char *const *ends, size_t count, const char *authorities,
                          struct fetch_rules *ret_rules);

/* Why there is no picture. */
enum fetch_fault {
    FETCH_OK,
    FETCH_ADDRESS,     /* not an http or https address with a plain host */
    FETCH_NAME,        /* nobody has this name */
    FETCH_FORBIDDEN,   /* no public address, or another port */
    FETCH_UNREACHABLE, /* nobody answers there */
    FETCH_CERTIFICATE, /* its certificate is not good for this name */
    FETCH_MISSING,     /* 404 or 410 */
    FETCH_STATUS,      /* another status than 200 */
    FETCH_REDIRECTS,   /* more than FETCH_REDIRECTS_MAX */
    FETCH_TOO_LARGE,
    FETCH_TIMEOUT,
    FETCH_NO_PICTURE, /* not JPEG, PNG, WebP, GIF by its first bytes */
    FETCH_GARBLED,    /* no HTTP, or cut short */
    FETCH_FAULTS
};

struct fetched {
    enum fetch_fault fault;
    int status; /* of FETCH_STATUS */
    const void *bytes;
    size_t size;
};

/* Fetches the picture at `address`, of at most `most` bytes (1 to PICTURE_SIZE_MAX), in at most `time_ms`
 * milliseconds. What is wrong over there is in ret_fetched->fault; the bytes live in the arena. Errors:
 * UNAVAILABLE (no helper), MEMORY, INTERNAL. */
enum err helper_fetch(struct helper *helper, const struct fetch_rules *rules, const char *address,
                      size_t most, int time_ms, struct arena *arena, struct fetched *ret_fetched);

#endif
