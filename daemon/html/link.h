/* Addresses of links as people write them, completed where only one thing can be meant.
 *
 * Private to this floor. Thread: any. */
#ifndef HTML_LINK_H
#define HTML_LINK_H

#include "base/arena.h"
#include "html/safe.h"

#include <stdbool.h>

/* An address as a browser would understand it: white space around it gone, what standards have no place for
 * percent-encoded. Judged by nobody. In the arena. */
const char *link_mended(const char *text, struct arena *arena);

/* An address for this use, mended and checked; NULL when it is refused. */
const char *link_checked(const char *text, enum url_use use, struct arena *arena);

/* The address of a link, checked. "www.a.vn", "//a.vn" and "a@b.vn" are completed, which *ret_is_completed
 * says; NULL for what leads nowhere from here: an address relative to a page that is not known, a file of
 * somebody's disk, a program. */
const char *link_address(const char *text, struct arena *arena, bool *ret_is_completed);

#endif
