/* The whole article as the answer to a request, shared by reading and writing. */
#ifndef HANDLER_ARTICLE_REPLY_H
#define HANDLER_ARTICLE_REPLY_H

#include "http/reply.h"
#include "http/request.h"
#include "store/article.h"

enum err article_reply(const struct request *request, struct reply *reply, const struct article *article);

#endif
