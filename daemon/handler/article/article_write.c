/* POST, PUT and PATCH of articles. How POST, PUT and PATCH differ: in the state that what was sent is
 * laid over, and in whether a version must be named. What is read is article_input.c's, what a save
 * means the store's. */
#include "article_input.h"
#include "article_personal.h"
#include "article_save.h"
#include "article_status.h"
#include "article_warn.h"
#include "core/access.h"
#include "core/input.h"
#include "core/query.h"
#include "core/write.h"
#include "docx_input.h"
#include "handler/handler.h"
#include "store/working_copy.h"
#include "text/number.h"

/* Reads what was sent, makes ready the files that came with it and the pictures to be fetched, and notes what
 * is to be done with texts in an old encoding. */
static enum err read_submission(struct app *app, const struct request *request, struct reply *reply,
                                struct submission *submission, struct article_files *files,
                                struct picture_import *import)
{
    bool converts_legacy = false;
    query_flag(request, reply, "convert_legacy", &converts_legacy);
    enum err err = query_check(reply);
    /* Everything that takes long, reading the body, fetching, decoding, comes before the transaction, so
     * that nobody waits for the writer behind a picture. */
    if (!err)
        err = submission_read(request, reply, submission);
    submission->converts_legacy = converts_legacy;
    if (!err)
        err = docx_input_prepare(app, request, reply, submission, import);
    if (!err && !import->is_document)
        err = picture_import_prepare(app, request, reply, submission, import);
    if (err)
        return err;
    return article_files_prepare(app, request, reply, submission, files);
}

/* A slug or external id that another article took is the one conflict an update can meet. */
static enum err article_write_explain(struct conn *conn, struct reply *reply, enum err err,
                                      const struct article *article)
{
    struct article owner;
    /* A slug that is taken has been explained where it was read. */
    if (err != ERR_CONFLICT || reply->detail || !article->external_id)
        return err;
    if (article_by_external_id(conn, article->external_id, &owner))
        return err;
    const char *id = arena_printf(reply->arena, "%lld", (long long)owner.id);
    reply_fault(reply, "/external_id", MESSAGE_EXTERNAL_ID_TAKEN, MESSAGE_ARGS(article->external_id, id));
    return reply_problem(reply, err, MESSAGE_EXTERNAL_ID_TAKEN, MESSAGE_ARGS(article->external_id, id));
}

/* What stands on top of the front page is an editor's to say. One that is pinned already stays so. */
static enum err article_write_may_pin(const struct request *request, struct reply *reply,
                                      const struct article *article, bool was_pinned)
{
    if (!article->pinned || was_pinned || request->actor.role >= ROLE_EDITOR)
        return ERR_OK;
    reply_fault(reply, "/pinned", MESSAGE_ROLE_NEEDED,
                MESSAGE_ARGS("editor", role_name(request->actor.role)));
    return reply_problem(reply, ERR_FORBIDDEN, MESSAGE_ROLE_NEEDED,
                         MESSAGE_ARGS("editor", role_name(request->actor.role)));
}

/* Who writes in some categories alone keeps drafts without one, and nothing in another. */
static enum err article_write_may_be_there(const struct request *request, struct reply *reply,
                                           const struct article *article)
{
    bool is_draft = article->status == STATUS_DRAFT && !article->category;
    if (is_draft || category_may_be_written(request, article->category))
        return ERR_OK;
    return reply_fault(reply, "/category", MESSAGE_CATEGORY_NOT_YOURS, NULL);
}

/* The working copy that a new article was made of (?working_copy=) goes with the same commit; one that went
 * already is no fault. */
static enum err article_write_take_copy(struct conn *conn, const struct request *request, struct reply *reply)
{
    int64_t id = 0;
    query_number(request, reply, "working_copy", 1, INT64_MAX, &id);
    enum err err = query_check(reply);
    if (!err && id)
        err = working_copy_delete(conn, id);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err api_article_create(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    auto_picture_import struct picture_import import = {.arena = NULL};
    auto_conn struct conn *conn = NULL;
    struct article_files files;
    struct body_ahead ahead;
    int64_t id;
    enum err err = read_submission(app, request, reply, &submission, &files, &import);
    if (!err)
        article_draft_ahead(app->portal->store, &submission, 0, &import, reply->arena, &ahead);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (err)
        return err;
    struct article_draft draft = article_draft_blank();
    draft.files = &files;
    draft.import = &import;
    draft.ahead = &ahead;
    draft.is_new = true;
    err = article_draft_apply(conn, &submission, reply, &draft);
    /* One that was withdrawn elsewhere was public there. */
    enum article_status from = draft.article.status == STATUS_WITHDRAWN ? STATUS_PUBLISHED : STATUS_DRAFT;
    if (!err)
        err = status_allowed(request, reply, from, draft.article.status);
    if (!err)
        err = article_write_may_pin(request, reply, &draft.article, false);
    if (!err)
        err = article_write_may_be_there(request, reply, &draft.article);
    if (err)
        return err;
    draft.article.created_by = actor_number(&request->actor);
    /* Inserted before the rule of two people is asked, whose line in the audit needs the id; a refusal
     * takes it all back. */
    err = article_insert(conn, &draft.article, draft.translation_of, &id);
    err = article_write_explain(conn, reply, err, &draft.article);
    draft.article.id = err ? 0 : id;
    if (!err)
        err = second_person(app, conn, request, reply, &draft.article, true, draft.force, NULL);
    if (!err)
        err = article_personal(conn, request, reply, &draft.article, NULL, draft.check_reason);
    if (err)
        return err;
    /* Behind all that could refuse, so that warnings are of an article that would be saved. */
    article_warn(request, reply, &draft.article, NULL);
    err = article_warn_twice(conn, reply, &draft.article);
    if (!err)
        err = article_write_take_copy(conn, request, reply);
    if (err)
        return err;
    reply->status = 201;
    reply->location = arena_printf(reply->arena, "/api/articles/%lld", (long long)id);
    return article_finish(&conn, request, reply, id);
}

/* Saves `draft` as the next state of `present`. */
static enum err article_write_save(struct app *app, struct conn **conn, const struct request *request,
                                   struct reply *reply, const struct article *present,
                                   struct article_draft *draft)
{
    int64_t version;
    const char *writing = query_mark(request, reply, "writing");
    enum err err = query_check(reply);
    if (!err)
        err = status_edited(request, reply, present, draft->article.status);
    if (!err)
        err = article_write_may_pin(request, reply, &draft->article, present->pinned);
    if (!err)
        err = article_write_may_be_there(request, reply, &draft->article);
    if (!err)
        err = second_person(app, *conn, request, reply, &draft->article, true, draft->force, NULL);
    if (!err)
        err = article_personal(*conn, request, reply, &draft->article, present, draft->check_reason);
    if (err)
        return err;
    /* Whoever takes a scheduled article back to a draft takes the moment with it. */
    if (draft->article.status != STATUS_SCHEDULED)
        draft->article.due_ms = 0;
    article_warn(request, reply, &draft->article, present);
    err = article_warn_twice(*conn, reply, &draft->article);
    if (err)
        return err;
    err = article_update(*conn, &draft->article, ACTION_EDIT, draft->translation_of, &version);
    err = article_write_explain(*conn, reply, err, &draft->article);
    /* What the same person was writing is in it now: in this form, where it says which (?writing=). */
    if (!err && draft->says_texts)
        err = working_copy_drop(*conn, present->id, writing);
    return err ? err : article_finish(conn, request, reply, present->id);
}

/* PUT names the version it replaces (428 without): it overwrites what it does not say. */
enum err api_article_replace(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    auto_picture_import struct picture_import import = {.arena = NULL};
    auto_conn struct conn *conn = NULL;
    struct article present;
    struct article_files files;
    struct body_ahead ahead;
    enum err err = read_submission(app, request, reply, &submission, &files, &import);
    if (!err)
        article_draft_ahead(app->portal->store, &submission, 0, &import, reply->arena, &ahead);
    if (!err)
        err = article_begin(app, request, reply, PRECONDITION_REQUIRED, &conn, &present);
    if (err)
        return err;
    struct article_draft draft = article_draft_anew(&present);
    draft.known_body = present.body;
    draft.files = &files;
    draft.import = &import;
    draft.ahead = &ahead;
    err = article_draft_apply(conn, &submission, reply, &draft);
    return err ? err : article_write_save(app, &conn, request, reply, &present, &draft);
}

/* PATCH touches only what it says, so If-Match is a choice. The present article is read in the
 * transaction, and what was sent is laid over it there. */
enum err api_article_change(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    auto_picture_import struct picture_import import = {.arena = NULL};
    auto_conn struct conn *conn = NULL;
    struct article present;
    struct article_files files;
    struct body_ahead ahead = {.is_there = false};
    int64_t id = 0;
    enum err err = read_submission(app, request, reply, &submission, &files, &import);
    if (!err && !number_parse(request->args[0], 1, INT64_MAX, &id))
        article_draft_ahead(app->portal->store, &submission, id, &import, reply->arena, &ahead);
    if (!err)
        err = article_begin(app, request, reply, PRECONDITION_OPTIONAL, &conn, &present);
    if (err)
        return err;
    struct article_draft draft = {
        .article = present, .files = &files, .import = &import, .ahead = &ahead, .known_body = present.body};
    err = article_draft_apply(conn, &submission, reply, &draft);
    return err ? err : article_write_save(app, &conn, request, reply, &present, &draft);
}
