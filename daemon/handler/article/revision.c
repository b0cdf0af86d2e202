/* /api/articles/{id}/revisions: an article's history, read, brought back, and cleansed of personal data. */
#include "store/revision.h"
#include "article_input.h"
#include "article_personal.h"
#include "article_save.h"
#include "article_status.h"
#include "article_warn.h"
#include "core/access.h"
#include "core/held.h"
#include "core/operation_body.h"
#include "core/query.h"
#include "core/warned.h"
#include "core/write.h"
#include "document_rules.h"
#include "fact_input.h"
#include "handler/handler.h"
#include "store/redaction.h"
#include "text/number.h"
#include "view/article.h"
#include "view/redaction.h"

enum { LIMIT_DEFAULT = 20, LIMIT_MOST = 100 };

/* A version that is no number is unknown, not a bad request. */
static enum err version_named(const struct request *request, struct reply *reply, int64_t *ret_version)
{
    if (number_parse(request->args[1], 1, INT64_MAX, ret_version) == ERR_OK)
        return ERR_OK;
    return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_REVISION_UNKNOWN, NULL);
}

/* The public sees what was published. */
static enum err read_visible(struct conn *conn, const struct request *request, struct reply *reply,
                             int64_t article_id, int64_t version, struct revision *ret_revision)
{
    struct revision revision;
    enum err err = revision_by_version(conn, article_id, version, &revision);
    /* By its status and audience then. A draft of a published article's past stays the staff's, and
     * looks as if it had never been. */
    if (!err && !article_is_public(&revision.article) && !sees_drafts(request))
        err = ERR_NOT_FOUND;
    if (err)
        return err == ERR_NOT_FOUND ? reply_problem(reply, err, MESSAGE_REVISION_UNKNOWN, NULL) : err;
    *ret_revision = revision;
    return ERR_OK;
}

/* One read for each: a page has at most a hundred. */
static enum err revision_api_show_rows(struct conn *conn, const struct request *request, struct reply *reply,
                                       int64_t article_id, const int64_t *versions, size_t count)
{
    struct view view = {reply->arena, reply->view};
    struct view items = view_list(view, "items");
    for (size_t i = 0; i < count; i++) {
        struct revision revision;
        enum err err = revision_by_version(conn, article_id, versions[i], &revision);
        if (err)
            return err;
        view_revision_row(view_append(items), &revision, sees_drafts(request));
    }
    return ERR_OK;
}

/* Whoever may not see the article (article_named()) does not see its past either. */
enum err api_revision_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct article article;
    int64_t limit = LIMIT_DEFAULT, before = INT64_MAX, *versions;
    size_t count;
    query_number(request, reply, "limit", 1, LIMIT_MOST, &limit);
    /* The cursor is the version itself, which never changes its place. */
    query_number(request, reply, "after", 1, INT64_MAX, &before);
    enum err err = query_check(reply);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = article_named(conn, request, reply, &article);
    if (!err)
        err = revision_versions(conn, article.id, before,
                                sees_drafts(request) ? REVISION_ANY : REVISION_PUBLISHED, (int)limit,
                                &versions, &count);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->widened = sees_drafts(request);
    err = revision_api_show_rows(conn, request, reply, article.id, versions, count);
    if (err)
        return err;
    /* Perhaps nothing follows; then the next page is empty, which costs less than counting. */
    if (count == (size_t)limit)
        reply->next = query_next(request, reply->arena,
                                 arena_printf(reply->arena, "%lld", (long long)versions[count - 1]), limit);
    view_text(view, "next", reply->next);
    return ERR_OK;
}

/* Revisions keep what was written. The HTML is made by the rules of today, so that nothing from before a
 * rule was tightened is ever shown. */
enum err api_revision_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct article article;
    struct revision revision;
    int64_t version;
    const char *fault;
    enum err err = version_named(request, reply, &version);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = article_named(conn, request, reply, &article);
    if (!err)
        err = read_visible(conn, request, reply, article.id, version, &revision);
    if (!err)
        err = article_render(conn, NULL, NULL, &revision.article, reply->lang, conn_arena(conn), &fault);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    view_revision_row(view, &revision, sees_drafts(request));
    view_revision_whole(view, &revision);
    return ERR_OK;
}

/* The present article with the content of the past: its address, status and times stay. */
static struct article with_content(const struct article *present, const struct article *past)
{
    /* A copy of the past and the exceptions below it, so that a member that articles get later is
     * content unless somebody says otherwise. */
    struct article next = *past;
    next.version = present->version;
    /* The address is no content, as others link to it. */
    next.slug = present->slug;
    next.status = present->status;
    next.audience = present->audience;
    next.once_public = present->once_public;
    next.external_id = present->external_id;
    next.withdrawn_reason = present->withdrawn_reason;
    next.created_ms = present->created_ms;
    next.published_ms = present->published_ms;
    next.due_ms = present->due_ms;
    next.deleted_ms = present->deleted_ms;
    next.pinned_until_ms = present->pinned_until_ms;
    next.created_by = present->created_by;
    return next;
}

/* The state to be saved. Rendered anew for the same reason as above, and with the pictures that are
 * still here. */
static enum err bring_back(struct conn *conn, const struct request *request, struct reply *reply,
                           int64_t version, const struct article *present, struct article *ret_next)
{
    struct revision revision = {0};
    const char *fault;
    enum err err = read_visible(conn, request, reply, present->id, version, &revision);
    if (err)
        return err;
    /* Its texts are gone; saving it would empty the article. */
    if (revision.redacted_ms)
        return reply_problem(reply, ERR_CONFLICT, MESSAGE_REVISION_REDACTED, NULL);
    if (revision.article.kind != present->kind && present->once_public)
        return reply_problem(reply, ERR_CONFLICT, MESSAGE_KIND_KEPT, NULL);
    err = article_render(conn, NULL, NULL, &revision.article, reply->lang, conn_arena(conn), &fault);
    if (!err)
        *ret_next = with_content(present, &revision.article);
    return err;
}

enum err api_revision_revert(struct app *app, const struct request *request, struct reply *reply)
{
    static const char *const members[] = {"change_note", "force", "check_reason", NULL};
    auto_conn struct conn *conn = NULL;
    struct article present = {0}, next = {0};
    struct operation_body body = {0};
    int64_t version, saved;
    enum err err = version_named(request, reply, &version);
    if (!err)
        err = operation_body_read(request, reply, members, &body);
    if (!err)
        err = article_begin(app, request, reply, PRECONDITION_OPTIONAL, &conn, &present);
    if (!err)
        err = bring_back(conn, request, reply, version, &present, &next);
    if (err)
        return err;
    /* The past has a note of its own, about another change. */
    next.change_note = body.text;
    bool is_to_be_public = next.status == STATUS_PUBLISHED || next.status == STATUS_SCHEDULED;
    if (is_to_be_public)
        err = facts_require(reply, &next);
    if (!err && is_to_be_public)
        err = document_require(conn, reply, &next, false);
    if (err)
        return err;
    article_warn(request, reply, &next, &present);
    /* Bringing back counts as writing. */
    err = second_person(app, conn, request, reply, &next, true, body.force, NULL);
    if (!err)
        err = article_personal(conn, request, reply, &next, &present, body.check_reason);
    if (!err)
        err = article_update(conn, &next, ACTION_REVERT, 0, &saved);
    return err ? err : article_finish(&conn, request, reply, present.id);
}

/* Takes texts out of a past state. The note is required and stays readable, so it must not repeat what
 * goes. */
enum err api_revision_redact(struct app *app, const struct request *request, struct reply *reply)
{
    static const char *const members[] = {"note", NULL};
    auto_conn struct conn *conn = NULL;
    struct article article;
    struct revision revision;
    struct redacted redacted;
    struct operation_body body = {0};
    int64_t version;
    /* Judged before the writer is taken. */
    enum err err = version_named(request, reply, &version);
    if (!err)
        err = operation_body_read(request, reply, members, &body);
    if (!err && !body.text)
        err = reply_fault(reply, "/note", MESSAGE_FIELD_MISSING, NULL);
    if (!err)
        err = article_begin(app, request, reply, PRECONDITION_OPTIONAL, &conn, &article);
    if (!err)
        err = revision_redact(conn, article.id, version, body.text, &redacted);
    /* The present state is changed by an edit, not by taking texts out of it. NOT_FOUND below is of the
     * version, as an unknown article has a detail already. */
    if (err == ERR_CONFLICT)
        return reply_problem(reply, err, MESSAGE_REVISION_PRESENT, NULL);
    if (!err)
        err = revision_by_version(conn, article.id, version, &revision);
    if (err)
        return err == ERR_NOT_FOUND && !reply->detail
                   ? reply_problem(reply, err, MESSAGE_REVISION_UNKNOWN, NULL)
                   : err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    view_revision_row(view, &revision, true);
    view_integer(view, "redaction_id", redacted.id);
    view_redacted(view, &redacted);
    held_show(app, reply, view, &(struct copies_asked){.redaction = redacted.id});
    /* The store takes back what is kept of this article's answers, and this answer may be taken back by
     * the next redaction. */
    reply->words_of = article.id;
    warned_forget(app->warned, article.id);
    return write_commit(&conn, request, reply);
}
