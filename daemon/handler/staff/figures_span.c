/* Which months: read from an address, offered in a form, asked of the API. Knows no figure. */
#include "figures.h"

#include "text/date.h"

#include <string.h>

enum { MONTHS_OFFERED = 24, HUNDRED = 100, MONTHS_A_YEAR = 12 };

int month_before(int month, int count)
{
    int index = month / HUNDRED * MONTHS_A_YEAR + month % HUNDRED - 1 - count;
    return index / MONTHS_A_YEAR * HUNDRED + index % MONTHS_A_YEAR + 1;
}

void figures_span_read(const struct request *request, struct figures_span *span)
{
    int now = (int)day_month(day_of(request->now_ms));
    const char *from = request_parameter(request, "tu"), *to = request_parameter(request, "den");
    span->first = span->last = now;
    if (from && month_parse(from, &span->first))
        span->first = now;
    if (to && month_parse(to, &span->last))
        span->last = now;
    if (to && !from)
        span->first = span->last;
    if (span->last < span->first)
        span->last = span->first;
    if (month_before(span->last, MONTHS_MOST - 1) > span->first)
        span->first = month_before(span->last, MONTHS_MOST - 1);
    month_iso(span->first, span->from);
    month_iso(span->last, span->to);
}

const char *figures_month_text(const struct app *app, const struct request *request, int month)
{
    return staff_says(app, request, "figures.month", arena_printf(request->arena, "%d", month % HUNDRED),
                      arena_printf(request->arena, "%d", month / HUNDRED));
}

/* The choices of one of the two fields, the newest first; a month further back that was asked for is one too.
 */
static void show_months(const struct app *app, const struct request *request, struct view view,
                        const char *name, int chosen)
{
    int now = (int)day_month(day_of(request->now_ms));
    bool is_offered = chosen <= now && chosen > month_before(now, MONTHS_OFFERED);
    struct view list = view_list(view, name);
    for (int i = is_offered ? 0 : -1; i < MONTHS_OFFERED; i++) {
        char value[MONTH_TEXT_SIZE];
        int month = i < 0 ? chosen : month_before(now, i);
        struct view choice = view_append(list);
        view_text(choice, "value", month_iso(month, value));
        view_text(choice, "label", figures_month_text(app, request, month));
        view_flag(choice, "is_chosen", month == chosen);
    }
}

/* The form of months, and what the tables have in common. */
void figures_span_show(const struct app *app, const struct request *request, struct view view,
                       const struct figures_span *span, const char *path)
{
    view_url(view, "action_url", safe_url_trusted(staff_path(request, "%s", path)));
    show_months(app, request, view, "from_months", span->first);
    show_months(app, request, view, "to_months", span->last);
    const char *first = figures_month_text(app, request, span->first);
    view_text(view, "period",
              span->first == span->last ? first
                                        : staff_says(app, request, "figures.period", first,
                                                     figures_month_text(app, request, span->last)));
}

/* A question for those months. */
struct staff_question figures_question(handler *handle, const struct figures_span *span)
{
    return (struct staff_question){.handle = handle,
                                   .method = METHOD_GET,
                                   .parameters = {{"from", span->from}, {"to", span->to}},
                                   .parameter_count = 2};
}

/* Where a table is to be had as a file. */
const char *figures_file_path(const struct request *request, const struct figures_span *span,
                              const char *table)
{
    return staff_path(request, "/so-lieu.csv?bang=%s&tu=%s&den=%s", table, span->from, span->to);
}
