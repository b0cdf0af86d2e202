/* The life of an article: which change of status is legal, and for whom. */
#ifndef HANDLER_ARTICLE_STATUS_H
#define HANDLER_ARTICLE_STATUS_H

#include "core/access.h"
#include "handler/app.h"
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

/* The rule of two people, where the setting asks for it: who makes an article public, as it stands in
 * `article`, may not be who wrote it last (`is_writer`: with this very request), unless they say force, which
 * is put on record, with `reason` (or NULL) beside it and among the article's comments. Errors:
 * SECOND_PERSON. */
enum err second_person(struct app *app, struct conn *conn, const struct request *request, struct reply *reply,
                       const struct article *article, bool is_writer, bool force, const char *reason);

#endif
