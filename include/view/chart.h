/* A chart of visits and views over time, as numbers that a template draws (SVG 2, in a field of CHART_WIDTH
 * times CHART_HEIGHT units), with the same figures as a table. Thread: one worker. */
#ifndef VIEW_CHART_H
#define VIEW_CHART_H

#include "view/view.h"

enum { CHART_WIDTH = 400, CHART_HEIGHT = 200 };

/* One day or month. */
struct chart_row {
    const char *label; /* "24/11/2026" */
    const char *mark;  /* written below its bar, or NULL */
    int64_t visits;
    int64_t views;
    int64_t machines;
};

/* Below `parent`, under a name: bars[{x,width,views{y,height},visits{y,height}}] from the first row to the
 * last, lines[{y,text}] of the scale, marks[{x,text}], and rows[{label,visits,views,machines}] from the last
 * to the first, grouped as `lang` does; most, first and last for a sentence that says what is to be seen. */
void view_chart(struct view parent, const char *name, const struct chart_row *rows, size_t count,
                enum lang lang);

#endif
