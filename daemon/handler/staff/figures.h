/* Months as the pages of figures choose them: /quan-tri/so-lieu and what belongs to it. Thread: one worker
 * each. */
#ifndef HANDLER_FIGURES_H
#define HANDLER_FIGURES_H

#include "portal/months.h"
#include "staff_show.h"

/* The months that the page is of, as the API has them. */
struct figures_span {
    int first, last;
    char from[MONTH_TEXT_SIZE], to[MONTH_TEXT_SIZE];
};

/* What was chosen by `tu` and `den`; anything else is the present month, so that no address is broken. */
void figures_span_read(const struct request *request, struct figures_span *ret_span);

/* The month so many before another. */
int month_before(int month, int count);

/* "Tháng 11/2026". In the arena. */
const char *figures_month_text(const struct app *app, const struct request *request, int month);

/* The form of months of the page at `path` (below /quan-tri), and what its tables are of. */
void figures_span_show(const struct app *app, const struct request *request, struct view view,
                       const struct figures_span *span, const char *path);

/* A question for those months, whose texts are the span's. */
struct staff_question figures_question(handler *handle, const struct figures_span *span);

/* Where a table ("bai", "chuyen-muc" …) is to be had as a file. In the arena. */
const char *figures_file_path(const struct request *request, const struct figures_span *span,
                              const char *table);

#endif
