/* POST /api/preview: the page that an article would have, by the same renderer, and nothing saved. */
#include "article_input.h"
#include "core/access.h"
#include "docx_input.h"
#include "handler/handler.h"
#include "page/page.h"
#include "view/article.h"

enum err api_article_preview(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    auto_picture_import struct picture_import import = {.arena = NULL};
    auto_conn struct conn *conn = NULL;
    struct article_files files;
    struct body_ahead ahead = {.is_there = false};
    struct article_draft draft = article_draft_blank();
    struct actor actor = actor_of(request);
    /* Terms and media may be made on the way, so it takes a transaction; conn's cleanup aborts it. */
    actor.is_trying = true;
    /* Those who prepare pictures ask the request whether this is a trial, and then write no file. */
    struct request tried = *request;
    tried.actor.is_trying = true;
    enum err err = submission_read(request, reply, &submission);
    if (!err)
        err = docx_input_prepare(app, &tried, reply, &submission, &import);
    if (!err && !import.is_document)
        err = picture_import_prepare(app, &tried, reply, &submission, &import);
    if (!err)
        err = article_files_prepare(app, &tried, reply, &submission, &files);
    draft.files = &files;
    draft.import = &import;
    if (!err)
        article_draft_ahead(app->portal->store, &submission, 0, &import, reply->arena, &ahead);
    draft.ahead = &ahead;
    if (!err)
        err = store_begin(app->portal->store, reply->arena, &actor, &conn);
    if (!err)
        store_watch(conn, &reply->unsure);
    if (!err)
        err = article_draft_apply(conn, &submission, reply, &draft);
    if (err)
        return err;
    /* The page shows dates, and the draft may have none. */
    draft.article.published_ms = draft.article.updated_ms = conn_now_ms(conn);
    reply->page_path = article_path(reply->arena, &draft.article);
    /* The page's language and its links follow from its path. */
    struct request shown = *request;
    shown.path = reply->page_path;
    return article_page_fill(app, conn, &shown, reply, &draft.article);
}
