/* Months as parameters: `from` and `to`, "2026-11", of the portal's zone. */
#ifndef HANDLER_MONTHS_H
#define HANDLER_MONTHS_H

#include "http/reply.h"
#include "http/request.h"
#include "store/readership.h"

/* So many months at once. */
enum { MONTHS_MOST = 24 };

/* "2026-11", NUL included. */
enum { MONTH_TEXT_SIZE = 16 };

/* Reads a month "2026-11" to 202611. Errors: INPUT. */
enum err month_parse(const char *text, int *ret_month);

/* A month as parameters have it. */
const char *month_iso(int month, char text[static MONTH_TEXT_SIZE]);

/* The months that are asked for, at most MONTHS_MOST: without `to` up to the present one, without `from` one
 * alone. Faults are noted. Errors: PARAMETER, for what was noted before too. */
enum err query_months(const struct request *request, struct reply *reply, struct month_span *ret_span);

#endif
