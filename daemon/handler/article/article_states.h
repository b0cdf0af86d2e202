/* Two states of an article, compared by their words and by what else they show. */
#ifndef HANDLER_ARTICLE_STATES_H
#define HANDLER_ARTICLE_STATES_H

#include "store/article.h"
#include "text/difference.h"
#include "view/view.h"

/* All words of a state as one text: title, lead, facts and body, rendered by today's rules, in the
 * connection's arena. body_html and body_text of the article are gone then. Errors: those of
 * article_render(). */
enum err article_state_text(struct conn *conn, struct article *article, enum lang lang,
                            const char **ret_text);

/* Says which other things became different: other_category, other_image, other_tags, other_files. */
void view_state_others(struct view view, const struct article *article, const struct article *former);

/* The text of a passage as it is to be shown before `next` (or NULL), in the arena. */
const char *passage_shown(struct arena *arena, const struct passage *passage, const struct passage *next);

#endif
