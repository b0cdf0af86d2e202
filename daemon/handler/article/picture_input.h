/* The picture and attachments that an article or a box refers to, or that come with the request. */
#ifndef HANDLER_PICTURE_INPUT_H
#define HANDLER_PICTURE_INPUT_H

#include "core/input.h"
#include "file_input.h"
#include "store/article.h"

/* Members `image` (a medium's id, or the prepared file part; `upload` may be NULL), `alt`, `caption`,
 * `credit`, `decorative`. */
enum err picture_input(struct conn *conn, const struct input *input, const struct article_files *files,
                       struct article *article);

/* Member `attachments`: a list of media ids or of {id, title}. */
enum err attachment_input(struct conn *conn, const struct input *input, const struct article_files *files,
                          struct article *article);

#endif
