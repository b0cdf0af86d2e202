/* What becomes public in the library must bring: an album pictures, a recording its file, and what is said in
 * it in letters. Knows no page. */
#ifndef HANDLER_LIBRARY_RULES_H
#define HANDLER_LIBRARY_RULES_H

#include "http/reply.h"
#include "store/article.h"

/* Notes faults of an article that is to be published or scheduled; of other kinds none. Errors: INPUT,
 * MEMORY. */
enum err library_require(struct reply *reply, const struct article *article);

/* Notes a fault at a length that is not written as one. */
void library_check_duration(struct reply *reply, const struct article *article);

#endif
