/* JSON in its one canonical form, that of RFC 8785 (JCS): members in the order of their names as UTF-16, no
 * white space, the shortest escapes, so that two who have the same value have the same bytes. Of numbers
 * integers alone, up to 2^53 - 1. Must not know what is said in it. Thread: any. */
#ifndef BASE_CANONICAL_JSON_H
#define BASE_CANONICAL_JSON_H

#include "base/buf.h"
#include "base/err.h"

#include <jansson.h>

/* A text with its quotes, NUL-terminated, valid UTF-8. Failure is the buffer's sticky one. */
void canonical_text(struct buf *out, const char *text);

/* The value, however it was written. Errors: INPUT (a fraction, an integer that not every reader keeps,
 * nested deeper than 32), MEMORY (also past the buffer's limit). */
enum err canonical_json(json_t *value, struct buf *out);

#endif
