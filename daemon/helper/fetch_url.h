/* Addresses that pictures are fetched from (RFC 3986, as browsers read them). Private to this floor. */
#ifndef HELPER_FETCH_URL_H
#define HELPER_FETCH_URL_H

#include "helper/probe.h"

#include <stdbool.h>
#include <stddef.h>

enum { FETCH_HOST_MAX = 253, FETCH_TARGET_MAX = 3 * FETCH_ADDRESS_MAX };

struct fetch_url {
    bool is_tls;
    bool is_literal; /* the host is an IPv6 address, here without its brackets */
    uint16_t port;
    char host[FETCH_HOST_MAX + 1];
    char target[FETCH_TARGET_MAX + 1]; /* path and query, as they are sent */
};

/* Reads an address; one without scheme ("//host/…") is https. Letters beyond ASCII and spaces are
 * percent-encoded in the path; a host has none. False: another scheme, a user name, control characters, no
 * host, a port out of range, or too long. */
bool fetch_url_read(const char *text, struct fetch_url *ret_url);

/* Reads where `from` leads to by its Location (RFC 9110 section 10.2.2): an address, or a path of its site.
 */
bool fetch_url_follow(const struct fetch_url *from, const char *location, struct fetch_url *ret_url);

/* Whether a name of who asks ends within its array and can stand in a header; "" can. */
bool fetch_agent_is_sound(const char *agent);

/* Writes it as one text, "https://host:8443/path?query". False: it is longer than `size` bytes. */
bool fetch_url_write(const struct fetch_url *url, char *text, size_t size);

/* Whether it is one that the functions above can have given: for those that come from another process. */
bool fetch_url_is_sound(const struct fetch_url *url);

#endif
