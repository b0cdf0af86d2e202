/* What the facts of a kind must be together, beside what each must be by itself. */
#ifndef HANDLER_KIND_CHECK_H
#define HANDLER_KIND_CHECK_H

#include "http/reply.h"
#include "store/article.h"

/* Notes a fault at each fact that contradicts another: an event that ends before it begins. */
void kind_check(struct reply *reply, const struct article *article);

/* Notes a fault where an article would be taken down by itself whose kind has an archive. */
void kind_check_expiry(struct reply *reply, const struct article *article);

#endif
