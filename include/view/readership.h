/* What is read and who wrote it, in the API's shapes; and the same as comma-separated values for people, with
 * the mark of text/csv.h and headings in their language. `base` is the portal's public address, "" unknown.
 * Thread: one worker. */
#ifndef VIEW_READERSHIP_H
#define VIEW_READERSHIP_H

#include "base/buf.h"
#include "store/byline.h"
#include "view/view.h"

void view_read_article(struct view view, const struct read_article *item);
void view_read_category(struct view view, const struct read_category *item);
void view_byline(struct view view, const struct byline *item);

/* Below `view` a list `authors`: of each author articles, words and pictures together. `items` are in
 * byline_list()'s order. */
void view_byline_sums(struct view view, const struct byline *items, size_t count);

void csv_read_articles(struct buf *out, const struct read_article *items, size_t count, const char *base,
                       enum lang lang);
void csv_read_categories(struct buf *out, const struct read_category *items, size_t count, enum lang lang);
void csv_bylines(struct buf *out, const struct byline *items, size_t count, const char *base, enum lang lang);

#endif
