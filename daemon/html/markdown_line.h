/* One line of Markdown on its way through markdown_source.c. Private to markdown*.c. */
#ifndef HTML_MARKDOWN_LINE_H
#define HTML_MARKDOWN_LINE_H

#include "markdown_inner.h"

/* Digits of an item's number; the cleaner keeps no longer one. */
enum { LINE_DIGITS_MAX = 5 };

/* A line on its way: from `at` on, which stands at column `typed` of it and `written` of the result. */
struct markdown_line {
    const char *text;
    size_t size, at, typed, written;
};

/* Passes over white space, wide spaces of typography among it; the columns it took. */
size_t line_take_blanks(struct markdown_line *line);

/* What is left of the line. */
const char *line_rest(const struct markdown_line *line);
size_t line_left(const struct markdown_line *line);

/* The digits of a number that the line begins with and that a list would show as another one ("01."); 0:
 * none. */
size_t line_odd_number(const struct markdown_line *line);

/* The bytes of an item's sign, "-" or "12.", with white space or nothing behind it; 0 when there is none. */
size_t line_sign(const struct markdown_line *line);

/* A row of "-", "*" or "=" and nothing else: a rule, or what makes a heading of the line before. Of "_" it is
 * a blank to fill in. */
bool line_is_rule(const struct markdown_line *line);

/* The length of a fence's mark; 0 when the line opens none. */
size_t line_fence(const struct markdown_line *line);

bool line_is_heading(const struct markdown_line *line);

/* A line that people begin anew by a sign of their own, or by an emoji: it is not joined to the one before.
 */
bool line_has_own_sign(const struct markdown_line *line);

/* What cmark takes for the beginning of a block even behind a paragraph's line. */
bool line_begins_block(const struct markdown_line *line);

/* What ends the raw HTML that begins here, when that is not a blank line; else NULL. Static text. */
const char *line_raw_end(const struct markdown_line *line);

/* Whether raw HTML begins here that ends at the next blank line; within a paragraph only some does. */
bool line_begins_html(const struct markdown_line *line, bool is_in_words);

/* Whether a text holds another, in any case of letters. */
bool text_holds(const char *text, size_t size, const char *what);

#endif
