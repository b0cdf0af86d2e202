/* An article as a file of text: front matter that POST /api/articles reads, then the body as it was written.
 * Private to this floor. */
#ifndef LEAVING_LEAVING_MATTER_H
#define LEAVING_LEAVING_MATTER_H

#include "leaving_inner.h"

/* `article` is the API's, as staff gets it. What POST does not read, or reads otherwise, such as what a
 * scheduled article waits for, stands in lines that begin with #. Errors: MEMORY. */
enum err leaving_matter(const struct leaving *leaving, const json_t *article, struct buf *out);

/* "published", "staff", "trash" …: the folder in articles/ that the article belongs to. Static or within
 * `article`. */
const char *leaving_place(const json_t *article);

#endif
