/* What a kind asks of what becomes public beside its facts: a file, and a number that no other of its issuer
 * and year bears. Knows no page. */
#ifndef HANDLER_DOCUMENT_RULES_H
#define HANDLER_DOCUMENT_RULES_H

#include "http/reply.h"
#include "store/article.h"

/* Notes faults of an article that is to be published or scheduled: for whom, its audience says. What
 * `is_import` brings may lack its file: a register of many years seldom has them all, and its list is what
 * people look in. Errors: INPUT, the store's. */
enum err document_require(struct conn *conn, struct reply *reply, const struct article *article,
                          bool is_import);

#endif
