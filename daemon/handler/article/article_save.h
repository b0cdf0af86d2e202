/* The beginning and the end of every write of an article. Thread: one worker. */
#ifndef HANDLER_ARTICLE_SAVE_H
#define HANDLER_ARTICLE_SAVE_H

#include "core/access.h"
#include "handler/app.h"
#include "http/reply.h"
#include "http/request.h"
#include "store/article.h"

/* Begins a write of the article that the route names, its precondition met. */
enum err article_begin(struct app *app, const struct request *request, struct reply *reply,
                       enum precondition need, struct conn **ret_conn, struct article *ret_article);

/* Reads the article back, makes it the reply, and commits. */
enum err article_finish(struct conn **conn, const struct request *request, struct reply *reply, int64_t id);

#endif
