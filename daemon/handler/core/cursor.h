/* Cursors of keyset pages: base64url of the last row's (instant, id) with a check, so that a damaged
 * one is an error and not another page. */
#ifndef HANDLER_CURSOR_H
#define HANDLER_CURSOR_H

#include "base/arena.h"
#include "base/err.h"

#include <stdint.h>

const char *cursor_write(struct arena *arena, int64_t at_ms, int64_t id);

/* Errors: CURSOR. */
enum err cursor_read(const char *text, int64_t *ret_ms, int64_t *ret_id);

#endif
