/* Bytes of a saved page as UTF-8: by the mark at their beginning, by what the page says of itself, by what
 * they are. Thread: one. */
#ifndef COMING_SAVED_TEXT_H
#define COMING_SAVED_TEXT_H

#include "base/arena.h"

#include <stddef.h>

/* In the arena, without NUL. *ret_legacy is the old encoding that words were typed in (text/legacy.h) and are
 * not any more, NULL none. */
const char *saved_decode(struct arena *arena, const char *bytes, size_t size, const char **ret_legacy);

#endif
