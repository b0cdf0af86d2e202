/* What is allowed but an editor should know before it is public. */
#ifndef HANDLER_ARTICLE_WARN_H
#define HANDLER_ARTICLE_WARN_H

#include "http/reply.h"
#include "http/request.h"
#include "store/article.h"

/* In a trial, notes warnings about `next`, which follows `present` (NULL: it is new). */
void article_warn(const struct request *request, struct reply *reply, const struct article *next,
                  const struct article *present);

/* Also when it is saved: warns of another published article with the same title and text. Errors: the
 * store's. */
enum err article_warn_twice(struct conn *conn, struct reply *reply, const struct article *next);

/* Notes a fault at /body when `article` would be public and nothing of its body is left: all of what was
 * sent was left out. A title alone may be published. Errors: INPUT. */
enum err article_require_body(struct reply *reply, const struct article *article);

#endif
