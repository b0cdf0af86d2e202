/* Facts as they are sent: of an article that is written, and as filters of lists. Every value is checked by
 * its row of fact.def; a fault names the fact, what is wrong and what could be chosen. Knows no page and no
 * SQL. */
#ifndef HANDLER_FACT_INPUT_H
#define HANDLER_FACT_INPUT_H

#include "core/input.h"
#include "http/request.h"
#include "store/article.h"

/* Lays the member `facts`, an object by name, over the article's: what is absent stays, null takes away,
 * `facts: null` takes all away. An article that changed its kind keeps none: then the member must be there.
 * Faults are noted. Errors: MEMORY and the store's. */
enum err fact_input(struct conn *conn, const struct input *input, struct article *article);

/* Notes a fault for each fact that the kind requires and the article lacks. INPUT when there is one. */
enum err facts_require(struct reply *reply, const struct article *article);

/* Reads the parameters kind, audience and facts.NAME into the query. Without `kind` the query keeps its
 * kinds. Faults are noted; a fact that cannot be filtered is one that says which can. Errors: MEMORY and the
 * store's; UNAUTHORIZED, FORBIDDEN (what is for staff, without a token that may read it). */
enum err fact_filter_read(struct conn *conn, const struct request *request, struct reply *reply,
                          struct article_query *query);

#endif
