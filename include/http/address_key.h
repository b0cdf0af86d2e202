/* Addresses of a former portal, so written that two ways to write one address are the same text: what is
 * stored, and what is looked for.
 *
 * The key is the path without its host, without slashes and ".html" at its end, in small letters, unescaped
 * but for controls, spaces, '%', '?' and '#'; behind it the query, its parameters in the order of their
 * names, those left out that networks put behind addresses. Ownership: in the arena. Thread: any. */
#ifndef HTTP_ADDRESS_KEY_H
#define HTTP_ADDRESS_KEY_H

#include "http/request.h"

enum { ADDRESS_KEY_MAX = 1000 /* bytes */ };

/* The key of a request, and that of its path alone (NULL when the query says nothing, or the path is "/").
 * NULL: the address can be none that is stored: too long, or "/" by itself. */
const char *address_key(struct arena *arena, const char *path, const struct field *parameters, size_t count,
                        const char **ret_shorter);

/* The key of an address as a person or a file has it: "https://host/path?query#part" or "/path",
 * percent-encoded or not. NULL: it is none: no path, too long, not UTF-8, another scheme. */
const char *address_key_of(struct arena *arena, const char *text);

/* Whether a parameter whose name is the `length` bytes was put behind an address by a network, and means
 * nothing here.
 */
bool address_is_tracker(const char *name, size_t length);

#endif
