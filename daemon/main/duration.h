/* Times as options give them: how long, or since when. Thread: any. */
#ifndef MAIN_DURATION_H
#define MAIN_DURATION_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

/* "90d", "12h" or "30min", in milliseconds; at most a million of a unit. Errors: INPUT. */
enum err duration_read(const char *text, int64_t *ret_ms);

/* An instant of the past: a day or a time as the API takes them (text/when.h; with `at_end` a day is its
 * end), or a duration before `now_ms`. Errors: INPUT. */
enum err duration_instant(const char *text, bool at_end, int64_t now_ms, int64_t *ret_ms);

/* An instant of the future: a duration behind `now_ms`; "18:00", which is that of the portal's today, with or
 * without a day before it ("2026-12-01 18:00"); a day, which is its end, or a time as the API takes them.
 * Whether it is over the caller looks. Errors: INPUT. */
enum err duration_ahead(const char *text, int64_t now_ms, int64_t *ret_ms);

#endif
