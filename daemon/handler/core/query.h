/* Reading query parameters, noting every fault. Names were checked by the route. */
#ifndef HANDLER_QUERY_H
#define HANDLER_QUERY_H

#include "http/reply.h"
#include "http/request.h"
#include "view/view.h"

#include <stdbool.h>
#include <stdint.h>

/* A whole number; absent leaves *number. Above `most` it is clamped, below `least` a fault. */
void query_number(const struct request *request, struct reply *reply, const char *name, int64_t least,
                  int64_t most, int64_t *number);

/* "true" or "false"; absent leaves *flag. */
void query_flag(const struct request *request, struct reply *reply, const char *name, bool *flag);

/* A cursor; *after says whether there was one. Errors: CURSOR. */
enum err query_cursor(const struct request *request, struct reply *reply, bool *after, int64_t *at_ms,
                      int64_t *id);

/* A day "2026-11-24" (its first instant, of the following day when `later` is 1) or an RFC 3339 instant. */
void query_instant(const struct request *request, struct reply *reply, const char *name, int later,
                   int64_t *at_ms);

/* Notes that the parameter is none of the choices, "a, b, c". */
void query_choice_fault(const struct request *request, struct reply *reply, const char *name,
                        const char *choices);

/* Whether the answer is to be comma-separated values: by the parameter `format` ("json", "csv"), else by
 * Accept, of which only a client that names CSV gets it. Notes that Accept decides. Errors: PARAMETER, for
 * what was noted before too. */
enum err query_wants_csv(const struct request *request, struct reply *reply, bool *ret_csv);

/* A name that a client made up: 1 to 64 letters, digits, - and _; absent gives NULL. */
const char *query_mark(const struct request *request, struct reply *reply, const char *name);

/* "vi" or "en"; absent gives NULL. */
const char *query_lang(const struct request *request, struct reply *reply);

/* ERR_PARAMETER when a fault was noted. */
enum err query_check(const struct reply *reply);

/* This request's path with the parameters that its route knows, `after` replaced by the cursor and `limit` by
 * the clamped one. */
const char *query_next(const struct request *request, struct arena *arena, const char *cursor, int64_t limit);

/* Ends a page of a list that is ordered by number: reply->next and the view's `next` lead on behind `last`,
 * the number of the last row, when the page is full; otherwise there is no more. */
void query_end_by_number(const struct request *request, struct reply *reply, struct view view, bool is_full,
                         int64_t last, int64_t limit);

#endif
