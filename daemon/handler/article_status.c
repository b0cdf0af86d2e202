/* DELETE, restore, publish and withdraw. */
#include "article_status.h"

#include "access.h"
#include "handler/handler.h"
#include "input.h"
#include "view/article.h"
#include "write.h"

static const int64_t purge_after_ms = INT64_C(90) * 24 * 3600 * 1000;

#define TO(status) (1u << STATUS_##status)

static const unsigned legal[STATUS_COUNT] = {
    [STATUS_DRAFT] = TO(REVIEW) | TO(SCHEDULED) | TO(PUBLISHED) | TO(TRASHED),
    [STATUS_REVIEW] = TO(DRAFT) | TO(SCHEDULED) | TO(PUBLISHED) | TO(TRASHED),
    [STATUS_SCHEDULED] = TO(DRAFT) | TO(PUBLISHED) | TO(TRASHED),
    [STATUS_PUBLISHED] = TO(WITHDRAWN) | TO(TRASHED),
    [STATUS_WITHDRAWN] = TO(DRAFT) | TO(PUBLISHED) | TO(TRASHED),
    [STATUS_TRASHED] = TO(DRAFT),
};

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
    bool is_public = to != STATUS_DRAFT && to != STATUS_REVIEW && to != STATUS_TRASHED;
    if (is_public && request->actor.role < ROLE_EDITOR)
        return reply_problem(reply, ERR_FORBIDDEN, MESSAGE_ROLE_NEEDED,
                             MESSAGE_ARGS("editor", role_name(request->actor.role)));
    return ERR_OK;
}

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
static enum err begin(struct app *app, const struct request *request, struct reply *reply,
                      enum article_status to, struct conn **ret_conn, struct article *ret_article)
{
    enum err err = write_begin(app, request, reply, ret_conn);
    if (!err)
        err = article_to_write(*ret_conn, request, reply, ret_article);
    if (!err)
        err = version_check(request, reply, ret_article->version, ret_article->updated_ms,
                            PRECONDITION_OPTIONAL);
    if (!err && ret_article->status == to)
        err = transition_illegal(reply, to, to);
    return err ? err : status_allowed(request, reply, ret_article->status, to);
}

static enum err finish(struct conn **conn, const struct request *request, struct reply *reply,
                       struct article *article, enum article_action action)
{
    int64_t version;
    enum err err = article_update(*conn, article, action, 0, &version);
    return err ? err : article_finish(conn, request, reply, article->id);
}

/* Reads the few members that an operation on an article takes; an empty body is fine. */
static enum err read_members(const struct request *request, struct reply *reply, const char *const *names,
                             const char **note, int64_t *at_ms)
{
    auto_submission struct submission submission = {0};
    if (!request->body_size)
        return ERR_OK;
    enum err err = submission_read(request, reply, &submission);
    if (err)
        return err;
    struct input input = input_of(&submission, reply);
    input_only(&input, names);
    input_text(&input, names[0], TEXT_BLOCK, ARTICLE_NOTE_MAX, note);
    if (at_ms)
        input_time(&input, "at", at_ms);
    return input_end(&input);
}

enum err article_publish(struct app *app, const struct request *request, struct reply *reply)
{
    static const char *const members[] = {"change_note", "at", NULL};
    auto_conn struct conn *conn = NULL;
    struct article article;
    const char *note = NULL;
    int64_t at_ms = 0;
    enum err err = read_members(request, reply, members, &note, &at_ms);
    if (!err && at_ms > request->now_ms)
        return reply_problem(reply, ERR_NOT_IMPLEMENTED, MESSAGE_NOT_YET, MESSAGE_ARGS("at"));
    if (!err)
        err = begin(app, request, reply, STATUS_PUBLISHED, &conn, &article);
    if (err)
        return err;
    if (article.status == STATUS_SCHEDULED)
        article.published_ms = 0;
    if (at_ms && !article.published_ms)
        article.published_ms = at_ms;
    article.status = STATUS_PUBLISHED;
    article.change_note = note;
    article.withdrawn_reason = NULL;
    return finish(&conn, request, reply, &article, ACTION_PUBLISH);
}

enum err article_withdraw(struct app *app, const struct request *request, struct reply *reply)
{
    static const char *const members[] = {"reason", NULL};
    auto_conn struct conn *conn = NULL;
    struct article article;
    const char *reason = NULL;
    enum err err = read_members(request, reply, members, &reason, NULL);
    if (!err && !reason)
        err = reply_fault(reply, "/reason", MESSAGE_FIELD_MISSING, NULL);
    if (!err)
        err = begin(app, request, reply, STATUS_WITHDRAWN, &conn, &article);
    if (err)
        return err;
    article.status = STATUS_WITHDRAWN;
    article.withdrawn_reason = reason;
    article.change_note = NULL;
    return finish(&conn, request, reply, &article, ACTION_WITHDRAW);
}

enum err article_restore(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct article article;
    enum err err = begin(app, request, reply, STATUS_DRAFT, &conn, &article);
    if (err)
        return err;
    if (article.status != STATUS_TRASHED)
        return transition_illegal(reply, article.status, STATUS_DRAFT);
    article.status = STATUS_DRAFT;
    article.deleted_ms = 0;
    article.change_note = NULL;
    return finish(&conn, request, reply, &article, ACTION_RESTORE);
}

static enum err purge(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct article article = {0};
    if (request->actor.role < ROLE_ADMIN)
        return reply_problem(reply, ERR_FORBIDDEN, MESSAGE_ROLE_NEEDED,
                             MESSAGE_ARGS("admin", role_name(request->actor.role)));
    enum err err = write_begin(app, request, reply, &conn);
    if (!err)
        err = article_to_write(conn, request, reply, &article);
    if (!err)
        err = version_check(request, reply, article.version, article.updated_ms, PRECONDITION_OPTIONAL);
    if (!err)
        err = article_purge(conn, article.id);
    if (err == ERR_TRANSITION)
        return transition_illegal(reply, article.status, article.status);
    reply->status = 204;
    return err ? err : write_commit(&conn, request, reply);
}

enum err article_delete(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct article article;
    const char *permanent = request_parameter(request, "permanent");
    if (permanent && permanent[0] == 't')
        return purge(app, request, reply);
    enum err err = begin(app, request, reply, STATUS_TRASHED, &conn, &article);
    if (err)
        return err;
    article.status = STATUS_TRASHED;
    article.deleted_ms = conn_now_ms(conn);
    article.change_note = NULL;
    int64_t deleted_ms = article.deleted_ms;
    err = finish(&conn, request, reply, &article, ACTION_TRASH);
    if (err)
        return err;
    struct view view = {reply->arena, reply->view};
    view_time(view, "deleted_at", deleted_ms);
    view_time(view, "purge_at", deleted_ms + purge_after_ms);
    return ERR_OK;
}
