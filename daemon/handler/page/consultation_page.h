/* What the pages of a consultation show beside its text: until when comments are taken, the form for one, and
 * what came of all of them once it is over. */
#ifndef HANDLER_CONSULTATION_PAGE_H
#define HANDLER_CONSULTATION_PAGE_H

#include "handler/app.h"
#include "http/request.h"
#include "view/consultation.h"
#include "view/view.h"

#include <jansson.h>

/* The id under which comments are kept: that of the article, and of the one that it translates. */
int64_t consultation_subject(const struct article *article);

/* Where comments on it are sent, in its language. In the arena. */
const char *consultation_comment_path(struct arena *arena, const struct article *article);

/* The members of a comment as the page's form has them. */
extern const struct opinion_member {
    const char *name, *word; /* of its label */
} opinion_members[];
extern const size_t opinion_member_count;

/* The form, with what was typed into it (NULL: nothing yet) and the mark of who may send it (NULL: it is
 * looked over first), under the names of part/opinion-form.html. */
void consultation_form_fill(struct view view, const struct request *request, const struct article *article,
                            const struct consultation *consultation, const json_t *fields, const char *mark);

/* The members of the article's page, under `own`. Errors: the store's. */
enum err consultation_fill(const struct app *app, struct conn *conn, const struct request *request,
                           struct view view, const struct article *article);

#endif
