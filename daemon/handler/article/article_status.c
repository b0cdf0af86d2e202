/* DELETE, restore, publish and withdraw. One table of what may follow what, and the operations that are
 * nothing but a step in it. Content is never touched here; what a step means for the feed, the revision
 * and the audit is the store's. */
#include "article_status.h"

#include "article_input.h"
#include "article_personal.h"
#include "article_save.h"
#include "article_warn.h"
#include "body_picture.h"
#include "core/access.h"
#include "core/input.h"
#include "core/operation_body.h"
#include "core/query.h"
#include "core/write.h"
#include "document_rules.h"
#include "fact_input.h"
#include "handler/handler.h"
#include "store/audit.h"
#include "store/review.h"
#include "store/schedule.h"
#include "view/article.h"

static const int64_t purge_after_ms = INT64_C(24) * 3600 * 1000 * TRASH_KEPT_DAYS;

#define TO(status) (1u << STATUS_##status)

/* Bits of what may follow, by present status. What was public leaves by withdrawal or the trash, never
 * straight back to a draft; what comes out of the trash is a draft, so that nothing becomes public by
 * being restored. */
static const unsigned legal[STATUS_COUNT] = {
    [STATUS_DRAFT] = TO(REVIEW) | TO(SCHEDULED) | TO(PUBLISHED) | TO(TRASHED),
    [STATUS_REVIEW] = TO(DRAFT) | TO(SCHEDULED) | TO(PUBLISHED) | TO(TRASHED),
    [STATUS_SCHEDULED] = TO(DRAFT) | TO(PUBLISHED) | TO(TRASHED),
    [STATUS_PUBLISHED] = TO(WITHDRAWN) | TO(TRASHED),
    [STATUS_WITHDRAWN] = TO(DRAFT) | TO(PUBLISHED) | TO(TRASHED),
    [STATUS_TRASHED] = TO(DRAFT),
};

/* The refusal names the legal steps, so that an editor's program need not know the table. */
static enum err transition_illegal(struct reply *reply, enum article_status from, enum article_status to)
{
    auto_buf struct buf names = BUF(256);
    for (enum article_status status = 0; status < STATUS_COUNT; status++) {
        if (!(legal[from] & 1u << status))
            continue;
        buf_text(&names, names.length ? ", " : "");
        buf_text(&names, article_status_name(status));
    }
    return reply_problem(reply, ERR_TRANSITION, MESSAGE_TRANSITION_ILLEGAL,
                         MESSAGE_ARGS(article_status_name(from), article_status_name(to), buf_str(&names)));
}

enum err status_allowed(const struct request *request, struct reply *reply, enum article_status from,
                        enum article_status to)
{
    if (from != to && !(legal[from] & 1u << to))
        return transition_illegal(reply, from, to);
    /* Withdrawing is among them, as what the public loses takes an editor as what it gains does.
     * Trashing is asked for by the route and by article_to_write(). */
    bool is_public = to != STATUS_DRAFT && to != STATUS_REVIEW && to != STATUS_TRASHED;
    if (is_public && request->actor.role < ROLE_EDITOR)
        return reply_problem(reply, ERR_FORBIDDEN, MESSAGE_ROLE_NEEDED,
                             MESSAGE_ARGS("editor", role_name(request->actor.role)));
    return ERR_OK;
}

enum err second_person(struct app *app, struct conn *conn, const struct request *request, struct reply *reply,
                       const struct article *article, bool is_writer, bool force, const char *reason)
{
    /* With is_writer this request writes the content, so whoever sends it is the writer, whatever the
     * history says. */
    int64_t writer = actor_number(&request->actor);
    bool is_public = article->status == STATUS_PUBLISHED || article->status == STATUS_SCHEDULED;
    if (!app->two_people || !is_public)
        return ERR_OK;
    enum err err = is_writer ? ERR_OK : article_writer(conn, article->id, &writer);
    if (err || writer != actor_number(&request->actor))
        return err;
    if (!force)
        return reply_problem(reply, ERR_SECOND_PERSON, MESSAGE_SECOND_PERSON, NULL);
    /* A line of its own, so that whoever reads the audit finds it by its action. */
    const char *status = article_status_name(article->status);
    err = audit_add(conn, "article.force", "article", article->id, article->version, article->version,
                    reason ? arena_printf(reply->arena, "%s: %s", status, reason) : status);
    const struct review_comment comment = {
        .article_id = article->id, .version = article->version, .kind = REVIEW_FORCED, .text = reason};
    int64_t comment_id;
    return err || !reason ? err : review_comment_add(conn, &comment, &comment_id);
}

/* PUT and PATCH may send the present status back, whichever it is; clients do when they send all they
 * were given. */
enum err status_edited(const struct request *request, struct reply *reply, const struct article *present,
                       enum article_status to)
{
    if (to == present->status)
        return ERR_OK;
    if (to != STATUS_DRAFT && to != STATUS_REVIEW)
        return reply_problem(reply, ERR_TRANSITION, MESSAGE_STATUS_BY_OPERATION,
                             MESSAGE_ARGS(article_status_name(to)));
    return status_allowed(request, reply, present->status, to);
}

/* Begins a change of status: the article, its version checked, the transition legal. */
static enum err article_status_begin(struct app *app, const struct request *request, struct reply *reply,
                                     enum article_status to, struct conn **ret_conn,
                                     struct article *ret_article)
{
    /* First the version; who edits an old state is told that, and not that the step is illegal. */
    enum err err = article_begin(app, request, reply, PRECONDITION_OPTIONAL, ret_conn, ret_article);
    /* status_allowed() takes the same status as no change, which an edit may be; an operation that does
     * nothing is a mistake of the client. */
    if (!err && ret_article->status == to)
        err = transition_illegal(reply, to, to);
    return err ? err : status_allowed(request, reply, ret_article->status, to);
}

/* Saves the step. An operation joins no group of translations, hence the 0. */
static enum err article_status_finish(struct conn **conn, const struct request *request, struct reply *reply,
                                      struct article *article, enum article_action action)
{
    int64_t version;
    enum err err = article_update(*conn, article, action, 0, &version);
    return err ? err : article_finish(conn, request, reply, article->id);
}

/* Sets what publishing now, or at a later moment, makes of the article. */
static enum article_action mark_published(struct article *article, const struct operation_body *body,
                                          int64_t now_ms)
{
    bool is_later = body->at_ms > now_ms;
    article->status = is_later ? STATUS_SCHEDULED : STATUS_PUBLISHED;
    article->due_ms = is_later ? body->at_ms : 0;
    /* An `at` in the past is the day of an older publication, and counts at the first one only. */
    if (!is_later && body->at_ms && !article->published_ms)
        article->published_ms = body->at_ms;
    article->change_note = body->text;
    article->withdrawn_reason = NULL;
    return is_later ? ACTION_SCHEDULE : ACTION_PUBLISH;
}

/* A draft may have pictures that say nothing, as a Word file brings them; the public may not. Rendered anew
 * only where there seems to be one, for that takes its time. */
static enum err require_descriptions(struct conn *conn, struct reply *reply, const struct article *article)
{
    const struct input input = {.pointer = "", .reply = reply};
    struct article shown = *article;
    const char *fault;
    if (!body_has_silent_picture(article->body))
        return ERR_OK;
    size_t warnings = reply->warning_count;
    enum err err = article_render(conn, &input, NULL, &shown, reply->lang, conn_arena(conn), &fault);
    reply->warning_count = warnings; /* told when it was saved */
    return err ? err : reply->fault_count ? ERR_INPUT : ERR_OK;
}

enum err api_article_publish(struct app *app, const struct request *request, struct reply *reply)
{
    static const char *const members[] = {"change_note", "at", "force", "force_reason", "check_reason", NULL};
    auto_conn struct conn *conn = NULL;
    struct article article;
    struct operation_body body = {0};
    enum err err = operation_body_read(request, reply, members, &body);
    /* By the request's clock and not the transaction's, as the same moment has to decide here and in
     * mark_published(). */
    bool is_later = body.at_ms > request->now_ms;
    if (!err)
        err = article_status_begin(app, request, reply, is_later ? STATUS_SCHEDULED : STATUS_PUBLISHED, &conn,
                                   &article);
    if (err)
        return err;
    /* The first publication's day is kept; one that is sent behind it would be left out without a word. */
    if (body.at_ms && !is_later && article.published_ms && body.at_ms / 1000 != article.published_ms / 1000)
        return reply_fault(reply, "/at", MESSAGE_PUBLISHED_KEPT, NULL);
    /* Before the rules are asked, which are about the status to come. */
    enum article_action action = mark_published(&article, &body, request->now_ms);
    err = facts_require(reply, &article);
    if (!err)
        err = article_require_body(reply, &article);
    if (!err)
        err = document_require(conn, reply, &article, false);
    if (!err)
        err = require_descriptions(conn, reply, &article);
    if (!err)
        err = second_person(app, conn, request, reply, &article, false, body.force, body.force_reason);
    if (!err)
        err = article_personal(conn, request, reply, &article, NULL, body.check_reason);
    if (!err)
        err = article_warn_twice(conn, reply, &article);
    return err ? err : article_status_finish(&conn, request, reply, &article, action);
}

/* The reason is required: it is what the public reads at the address from then on, and what the audit
 * keeps. */
enum err api_article_withdraw(struct app *app, const struct request *request, struct reply *reply)
{
    static const char *const members[] = {"reason", NULL};
    auto_conn struct conn *conn = NULL;
    struct article article;
    struct operation_body body = {0};
    enum err err = operation_body_read(request, reply, members, &body);
    if (!err && !body.text)
        err = reply_fault(reply, "/reason", MESSAGE_FIELD_MISSING, NULL);
    if (!err)
        err = article_status_begin(app, request, reply, STATUS_WITHDRAWN, &conn, &article);
    if (err)
        return err;
    article.status = STATUS_WITHDRAWN;
    article.withdrawn_reason = body.text;
    /* The note of the version before is not of this one. */
    article.change_note = NULL;
    return article_status_finish(&conn, request, reply, &article, ACTION_WITHDRAW);
}

enum err api_article_restore(struct app *app, const struct request *request, struct reply *reply)
{
    static const char *const members[] = {NULL};
    auto_conn struct conn *conn = NULL;
    struct article article;
    struct operation_body body;
    enum err err = operation_body_read(request, reply, members, &body);
    if (!err)
        err = article_status_begin(app, request, reply, STATUS_DRAFT, &conn, &article);
    if (err)
        return err;
    /* A withdrawn article may become a draft too, but by an edit; restoring is the way out of the trash
     * alone. */
    if (article.status != STATUS_TRASHED)
        return transition_illegal(reply, article.status, STATUS_DRAFT);
    article.status = STATUS_DRAFT;
    article.deleted_ms = article.due_ms = 0;
    article.change_note = NULL;
    return article_status_finish(&conn, request, reply, &article, ACTION_RESTORE);
}

/* DELETE ?permanent=true: for ever, with all revisions. Only out of the trash, which the store checks in
 * its own transaction. */
static enum err purge(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    /* Read below even when the beginning failed. */
    struct article article = {0};
    /* The route lets authors trash their drafts at the same address. */
    if (request->actor.role < ROLE_ADMIN)
        return reply_problem(reply, ERR_FORBIDDEN, MESSAGE_ROLE_NEEDED,
                             MESSAGE_ARGS("admin", role_name(request->actor.role)));
    enum err err = article_begin(app, request, reply, PRECONDITION_OPTIONAL, &conn, &article);
    if (!err)
        err = article_purge(conn, article.id);
    if (err == ERR_TRANSITION)
        return transition_illegal(reply, article.status, article.status);
    reply->status = 204;
    return err ? err : write_commit(&conn, request, reply);
}

enum err api_article_delete(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct article article;
    bool permanent = false;
    query_flag(request, reply, "permanent", &permanent);
    if (permanent)
        return purge(app, request, reply);
    enum err err = query_check(reply);
    if (!err)
        err = article_status_begin(app, request, reply, STATUS_TRASHED, &conn, &article);
    if (err)
        return err;
    article.status = STATUS_TRASHED;
    article.due_ms = 0;
    article.deleted_ms = conn_now_ms(conn);
    article.change_note = NULL;
    /* Kept apart, because the row that is read back belongs to article_status_finish(). */
    int64_t deleted_ms = article.deleted_ms;
    err = article_status_finish(&conn, request, reply, &article, ACTION_TRASH);
    if (err)
        return err;
    /* Added after the commit; what is kept under an Idempotency-Key lacks nothing by that, as a DELETE
     * has none. */
    struct view view = {reply->arena, reply->view};
    view_time(view, "deleted_at", deleted_ms);
    view_time(view, "purge_at", deleted_ms + purge_after_ms);
    return ERR_OK;
}
