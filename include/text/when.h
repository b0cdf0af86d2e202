/* Moments as people give them: an instant, a bare day, an address's `+` that became a blank. Thread: any. */
#ifndef TEXT_WHEN_H
#define TEXT_WHEN_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

/* An RFC 3339 date-time (text/date.h), also one whose `+` of the offset is a blank, as a query has it that
 * was not escaped; or a day such as 2026-11-24, which is its beginning in the portal's zone, or, with
 * `at_end`, its end. *ret_is_day says which. Errors: INPUT. */
enum err when_read(const char *text, bool at_end, int64_t *ret_ms, bool *ret_is_day);

/* A day alone, as 2026-11-24 or as people of this country write it: 24/11/2026, 4.1.2026, 24-11-2026. Errors:
 * INPUT. */
enum err day_read(const char *text, int32_t *ret_day);

/* What whoever sent such a text most likely meant, written so that it can be read: the time with the portal's
 * offset behind it, a day first as 2026-11-24; an example where nothing can be made of it. */
const char *when_remedy(const char *text, struct arena *arena);

/* The same where a day alone is wanted. */
const char *day_remedy(const char *text, struct arena *arena);

#endif
