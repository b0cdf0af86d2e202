/* What the page of a kind shows beside text and facts. */
#ifndef HANDLER_KIND_PAGE_H
#define HANDLER_KIND_PAGE_H

#include "handler/app.h"
#include "http/reply.h"
#include "http/request.h"
#include "store/article.h"
#include "view/view.h"

/* Puts it under `own` of the page's view, which the kind's template asks; kinds that show nothing more have
 * none. `article` may be one that nobody saved yet. Errors: the store's. */
enum err kind_page_fill(struct app *app, struct conn *conn, const struct request *request, struct view view,
                        const struct article *article);

/* When the page becomes another by itself: a deadline, the beginning or the end of a consultation. 0: never.
 */
int64_t kind_page_turn_ms(const struct article *article, int64_t now_ms);

/* What the list of the kind is called: of kinds that share a word by a name of its own. */
const char *kind_list_name(const struct app *app, const struct request *request, enum article_kind kind);

/* Makes the text the reply's body, as a file of that type and disposition which is asked for again by its
 * ETag. Errors: MEMORY. */
enum err kind_send_file(struct reply *reply, const struct buf *text, const char *type,
                        const char *disposition);

#endif
