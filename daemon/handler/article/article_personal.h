/* Personal data in an article: where it is, and what publishing it takes. */
#ifndef HANDLER_ARTICLE_PERSONAL_H
#define HANDLER_ARTICLE_PERSONAL_H

#include "http/reply.h"
#include "http/request.h"
#include "store/article.h"
#include "text/personal.h"

/* A text of an article that the public reads. */
struct article_text {
    const char *pointer; /* JSON pointer */
    const char *text;
};

enum { ARTICLE_TEXTS_MOST = 48 };

/* All of them, those that are there; how many. */
size_t article_texts(struct arena *arena, const struct article *article,
                     struct article_text texts[static ARTICLE_TEXTS_MOST]);

/* What the portal says of how to reach it. */
enum err article_own_numbers(struct conn *conn, struct arena *arena, struct personal_known *ret_known);

/* The words around [start, end) of a text, in one line, with "…" where something is left out. */
const char *article_words_around(struct arena *arena, const char *text, size_t start, size_t end);

/* Asked when `next` is saved, before the commit; `present` is what it follows, or NULL. Where it will be
 * public with personal data that the public has not had so far, that is a line of the audit, with the reason
 * if there is one. Without a reason a client of the API is warned of each place; a person on a staff page is
 * refused, with the places as faults. A reason over nothing is left alone. Errors: INPUT, and the store's. */
enum err article_personal(struct conn *conn, const struct request *request, struct reply *reply,
                          const struct article *next, const struct article *present, const char *reason);

#endif
