/* An article as it would be saved from what was sent, and nothing saved: for those that show it. */
#ifndef HANDLER_ARTICLE_TRIAL_H
#define HANDLER_ARTICLE_TRIAL_H

#include "article_input.h"
#include "handler/app.h"

/* Zeroed at first; ended by article_trial_done(). */
struct article_trial {
    struct submission submission;
    struct picture_import import;
    struct article_files files;
    struct body_ahead ahead;
    struct article_draft draft;
    struct conn *conn; /* a transaction that is never committed: terms and media may be made in it */
};

void article_trial_done(struct article_trial *trial);
#define auto_article_trial CLEANUP(article_trial_done)

/* Reads what was sent into trial->draft, over the article of that id, which the request may write, or over
 * nothing (0). Errors: those of article_draft_apply() and article_to_write(). */
enum err article_try(struct app *app, const struct request *request, struct reply *reply, int64_t article_id,
                     struct article_trial *trial);

#endif
