/* From parameters to months. Knows the calendar, and not what is asked of it. */
#include "months.h"

#include "core/query.h"
#include "text/date.h"

#include <stdio.h>
#include <string.h>

enum { HUNDRED = 100, MONTHS_A_YEAR = 12 };

enum err month_parse(const char *text, int *ret_month)
{
    int32_t day;
    char first[sizeof "2026-11-01"];
    if (strlen(text) != strlen("2026-11"))
        return ERR_INPUT;
    snprintf(first, sizeof first, "%s-01", text);
    enum err err = day_parse(first, &day);
    if (!err)
        *ret_month = (int)day_month(day);
    return err;
}

const char *month_iso(int month, char text[static MONTH_TEXT_SIZE])
{
    snprintf(text, MONTH_TEXT_SIZE, "%04u-%02u", (unsigned)(month / HUNDRED) % 10000,
             (unsigned)(month % HUNDRED));
    return text;
}

/* Whether the parameter was sent; a fault leaves *month as it was. */
static bool read_month(const struct request *request, struct reply *reply, const char *name, int *month)
{
    const char *text = request_parameter(request, name);
    char now[MONTH_TEXT_SIZE];
    if (text && month_parse(text, month))
        reply_fault_parameter(
            reply, name, MESSAGE_FIELD_NOT_MONTH,
            MESSAGE_ARGS(reply_name(reply, text), month_iso((int)day_month(day_of(request->now_ms)), now)));
    return text != NULL;
}

static int months_in(const struct month_span *span)
{
    return (span->last / HUNDRED - span->first / HUNDRED) * MONTHS_A_YEAR + span->last % HUNDRED -
           span->first % HUNDRED + 1;
}

enum err query_months(const struct request *request, struct reply *reply, struct month_span *ret_span)
{
    int now = (int)day_month(day_of(request->now_ms));
    struct month_span span = {now, now};
    bool has_first = read_month(request, reply, "from", &span.first);
    bool has_last = read_month(request, reply, "to", &span.last);
    if (has_first && !has_last && span.first > now)
        span.last = span.first;
    if (has_last && !has_first)
        span.first = span.last;
    int count = months_in(&span);
    if (count < 1 || count > MONTHS_MOST)
        reply_fault_parameter(reply, "from", MESSAGE_MONTHS_TOO_MANY,
                              MESSAGE_ARGS(arena_printf(reply->arena, "%d", MONTHS_MOST)));
    *ret_span = span;
    return query_check(reply);
}
