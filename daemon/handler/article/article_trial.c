/* What a write does up to the moment of saving, in a transaction that is given up. Knows no answer. */
#include "article_trial.h"

#include "core/access.h"
#include "docx_input.h"

void article_trial_done(struct article_trial *trial)
{
    store_end(trial->conn);
    picture_import_done(&trial->import);
    submission_done(&trial->submission);
}

/* Everything that takes long, before the transaction. */
static enum err trial_prepare(struct app *app, const struct request *request, struct reply *reply,
                              int64_t article_id, struct article_trial *trial)
{
    /* Those who prepare pictures ask the request whether this is a trial, and then write no file. */
    struct request tried = *request;
    tried.actor.is_trying = true;
    enum err err = submission_read(request, reply, &trial->submission);
    if (!err)
        err = docx_input_prepare(app, &tried, reply, &trial->submission, &trial->import);
    if (!err && !trial->import.is_document)
        err = picture_import_prepare(app, &tried, reply, &trial->submission, &trial->import);
    if (!err)
        err = article_files_prepare(app, &tried, reply, &trial->submission, &trial->files);
    if (!err)
        article_draft_ahead(app->portal->store, &trial->submission, article_id, &trial->import, reply->arena,
                            &trial->ahead);
    return err;
}

enum err article_try(struct app *app, const struct request *request, struct reply *reply, int64_t article_id,
                     struct article_trial *trial)
{
    struct actor actor = actor_of(request);
    struct request named = *request;
    actor.is_trying = true;
    named.args[0] = arena_printf(reply->arena, "%lld", (long long)article_id);
    trial->draft = article_draft_blank();
    enum err err = trial_prepare(app, request, reply, article_id, trial);
    if (!err)
        err = store_begin(app->portal->store, reply->arena, &actor, &trial->conn);
    if (err)
        return err;
    store_watch(trial->conn, &reply->unsure);
    if (article_id)
        err = article_to_write(trial->conn, &named, reply, &trial->draft.article);
    trial->draft.known_body = err ? NULL : trial->draft.article.body;
    trial->draft.files = &trial->files;
    trial->draft.import = &trial->import;
    trial->draft.ahead = &trial->ahead;
    return err ? err : article_draft_apply(trial->conn, &trial->submission, reply, &trial->draft);
}
