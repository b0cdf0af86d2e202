/* What one cell of a week's table says: one thing that is on, or several below each other. Private to this
 * floor. */
#ifndef TEXT_WEEK_SPLIT_H
#define TEXT_WEEK_SPLIT_H

#include "text/week_table.h"
#include "week_cell.h"

enum { WEEK_CELL_MOST = 40 };

/* One of them, with the time that stands before it. */
struct week_part {
    enum week_half half;
    struct week_time time;
    bool is_timed;
    const char *words[WEEK_COLUMN_COUNT]; /* WEEK_WHAT, and what labels say ("Địa điểm: …"); NULL none */
};

/* Splits a cell; at most WEEK_CELL_MOST, what is beyond stands in the last, which *ret_is_more says. Returns
 * how many. */
size_t week_split(struct arena *arena, const char *cell, enum week_half half, struct week_part *parts,
                  bool *ret_is_more);

/* How many lines with words a cell has, and the one of a number (0 the first) without signs before it. */
size_t week_lines(const char *cell);
const char *week_line(struct arena *arena, const char *cell, size_t number);

/* The whole cell on one line, its lines divided by "; ". */
const char *week_joined(struct arena *arena, const char *cell);

/* Which column a word or two name ("chủ trì", "thời gian"); WEEK_NONE for none. Signs around them do not
 * matter. */
enum week_column week_heading(struct arena *arena, const char *words);

/* The same where more words may stand in it ("Lãnh đạo chủ trì, tham dự"). */
enum week_column week_heading_within(struct arena *arena, const char *words);

/* The words by their fold keys, a blank between. */
const char *week_fold(struct arena *arena, const char *text);

#endif
