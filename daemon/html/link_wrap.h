/* Addresses that lead around by another page: what search engines, chats and mail write in the place of a
 * link.
 *
 * Private to this floor. Thread: any. */
#ifndef HTML_LINK_WRAP_H
#define HTML_LINK_WRAP_H

#include "base/arena.h"

/* The value of a parameter in an address's query, its percent signs read; NULL when it has none. In the
 * arena. */
const char *link_parameter(const char *address, const char *name, struct arena *arena);

/* Where the address leads in the end; NULL when it is no such address. Judged by nobody. In the arena. */
const char *link_unwrapped(const char *address, struct arena *arena);

#endif
