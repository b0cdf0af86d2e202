/* An article looked over before it is published. */
#ifndef HANDLER_ARTICLE_FINDINGS_H
#define HANDLER_ARTICLE_FINDINGS_H

#include "handler/app.h"
#include "store/article.h"
#include "view/finding.h"

/* Everything of finding.def that is found in the article, which need not be saved (then its id is 0). Nobody
 * outside is asked: of links what is known already. Errors: MEMORY, and the store's. */
enum err article_findings(struct app *app, struct conn *conn, const struct article *article, int64_t now_ms,
                          struct findings *findings);

#endif
