/* The steps of Markdown on its way to HTML, each in a file of its own. Private to markdown*.c. */
#ifndef HTML_MARKDOWN_INNER_H
#define HTML_MARKDOWN_INNER_H

#include "base/buf.h"
#include "scratch.h"

#include <cmark-gfm.h>
#include <stdbool.h>
#include <stddef.h>

/* Stands for a bar that parts no cells, while cmark works. The source holds no such character. */
enum { PLAIN_BAR = '\x02' };

/* Takes control characters other than newline and tab out of the source; the length that is left. */
size_t markdown_drop_controls(char *text, size_t length);

/* Makes plain the bars of tables that are beyond the limits, of lines that have too many, and of a row behind
 * its last column; the first line of the former two, from 1, or 0. In place. */
size_t markdown_plain_bars(char *text, size_t length);

/* Brings the bars back; in addresses they stand escaped. */
void markdown_restore_bars(char *html);

/* Whether `[label]:` at `at` defines what is referred to elsewhere in the text. Cheap as long as the text has
 * no more than BODY_BRACKETS_MAX brackets. */
struct labels {
    const char *text;
    struct label {
        size_t at, size; /* behind the bracket; up to the next one */
        bool is_definition;
    } * items;
    size_t count;
    bool has_no_footnotes; /* set by who wants none: they are text then */
};
struct labels markdown_labels(const char *text, size_t length, struct arena *arena);
bool markdown_is_referred(const struct labels *labels, size_t at);

/* The source as cmark is to read it, line for line: what an indent, a row of "_" or a sign of a list means to
 * people. The number of footnotes that are defined. */
size_t markdown_prepare(const char *text, size_t length, const struct labels *labels, struct buf *out);

/* One line's words, without a newline: blanks to fill in and addresses hold no emphasis. */
void markdown_write_words(struct buf *out, const char *text, size_t size);

/* Puts into the tree what cmark does not know. `source` is the prepared text; `memory` gives memory that is
 * never released one by one. Leaves by scratch_alloc() when there is none. */
void markdown_mend_tree(cmark_node *document, const char *source, size_t length, cmark_mem *memory,
                        struct scratch *scratch);

/* HTML in which raw HTML may stand: what looks like a tag and is none, or would swallow all that follows,
 * becomes text. */
void markdown_mend_html(const char *html, size_t length, struct buf *out);

#endif
