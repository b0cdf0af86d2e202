/* The life of an article: which change of status is legal, and for whom. */
#ifndef HANDLER_ARTICLE_STATUS_H
#define HANDLER_ARTICLE_STATUS_H

#include "http/reply.h"
#include "http/request.h"
#include "store/article.h"

/* Whether `from` may become `to` at all (the same status counts as yes), and by this request's role:
 * what the public sees takes an editor. Errors: TRANSITION naming the legal ones, FORBIDDEN. */
enum err status_allowed(const struct request *request, struct reply *reply, enum article_status from,
                        enum article_status to);

/* The same for PUT and PATCH, which set only draft and review. */
enum err status_edited(const struct request *request, struct reply *reply, const struct article *present,
                       enum article_status to);

/* Reads the article back, makes it the reply, and commits. */
enum err article_finish(struct conn **conn, const struct request *request, struct reply *reply, int64_t id);

#endif
