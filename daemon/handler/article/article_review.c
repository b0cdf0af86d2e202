/* Review: what waits for a second person, what became different since the public saw it, sending back, and
 * what is said about it. Approving is publishing, which has its own operation. */
#include "store/review.h"

#include "article_save.h"
#include "article_states.h"
#include "article_status.h"
#include "core/access.h"
#include "core/input.h"
#include "core/list.h"
#include "core/operation_body.h"
#include "core/query.h"
#include "core/write.h"
#include "handler/handler.h"
#include "store/revision.h"
#include "view/article.h"

/* Words around each change; comments of one article that are shown. */
enum { REVIEW_CONTEXT_WORDS = 30, COMMENTS_SHOWN = 200, QUEUE_MOST = 100 };

static void view_comment(struct view view, const struct review_comment *comment, bool of_several)
{
    view_integer(view, "id", comment->id);
    view_integer(view, "article_id", comment->article_id);
    view_integer(view, "article_version", comment->version);
    view_time(view, "at", comment->at_ms);
    view_text(view, "by", comment->actor);
    view_text(view, "kind", review_kind_name(comment->kind));
    view_text(view, "text", comment->text);
    if (!of_several)
        return;
    view_text(view, "article_title", comment->article.title);
    view_text(view, "article_status", article_status_name(comment->article.status));
}

/* Since when it waits, and by whom it was sent; null when it does not. */
static enum err view_sent(struct conn *conn, struct view view, int64_t article_id)
{
    struct review_state state;
    enum err err = review_state(conn, article_id, &state);
    if (err)
        view_null(view, "sent");
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    struct view sent = view_object(view, "sent");
    view_integer(sent, "version", state.sent_version);
    view_time(sent, "at", state.sent_ms);
    view_text(sent, "by", state.actor);
    view_integer(view, "comment_count", state.comments);
    return ERR_OK;
}

/* Whether publishing it takes another person, or force. */
static enum err view_own(struct app *app, struct conn *conn, const struct request *request, struct view view,
                         int64_t article_id)
{
    int64_t writer = 0;
    enum err err = article_writer(conn, article_id, &writer);
    view_flag(view, "needs_force", !err && app->two_people && writer == actor_number(&request->actor));
    return err;
}

/* The queue: those that wait, the oldest first. */
enum err api_review_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct article_list found;
    int64_t limit = QUEUE_MOST;
    query_number(request, reply, "limit", 1, QUEUE_MOST, &limit);
    struct article_query query = {.limit = (int)limit,
                                  .statuses = 1U << STATUS_REVIEW,
                                  .audiences = 1U << AUDIENCE_PUBLIC | 1U << AUDIENCE_STAFF,
                                  .oldest_first = true};
    enum err err = query_check(reply);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = article_list(conn, &query, &found);
    if (err)
        return err;
    int64_t total = 0;
    err = article_count(conn, &query, &total);
    struct view view, list = list_begin(reply, &view);
    view_integer(view, "total", total);
    for (size_t i = 0; !err && i < found.count; i++) {
        struct view row = view_append(list);
        view_article_row(view_object(row, "article"), &found.items[i]);
        err = view_sent(conn, row, found.items[i].id);
        if (!err)
            err = view_own(app, conn, request, row, found.items[i].id);
    }
    return err;
}

/* Word by word; the kinds of passages are named. */
static enum err view_difference(struct view view, const char *former, const char *text)
{
    static const char *const kinds[] = {"kept", "removed", "added", "left-out"};
    struct difference difference;
    enum err err = text_difference(former, text, view.arena, &difference);
    if (!err)
        err = difference_shorten(&difference, REVIEW_CONTEXT_WORDS, view.arena);
    if (err)
        return err;
    view_integer(view, "removed", (int64_t)difference.removed);
    view_integer(view, "added", (int64_t)difference.added);
    struct view list = view_list(view, "passages");
    for (size_t i = 0; difference.removed + difference.added && i < difference.count; i++) {
        const struct passage *passage = &difference.passages[i];
        struct view item = view_append(list);
        view_text(item, "kind", kinds[passage->kind]);
        view_text(item, "text",
                  passage_shown(view.arena, passage, i + 1 < difference.count ? passage + 1 : NULL));
    }
    return ERR_OK;
}

/* Against what the public read last; null when it never read it, or reads just this. */
static enum err view_since_public(struct conn *conn, struct reply *reply, struct view view,
                                  struct article *article)
{
    int64_t *versions;
    size_t count;
    struct revision former;
    const char *before, *now;
    enum err err = revision_versions(conn, article->id, INT64_MAX, REVISION_PUBLISHED, 1, &versions, &count);
    if (!err && count)
        err = revision_by_version(conn, article->id, versions[0], &former);
    if (err)
        return err;
    bool is_comparable = count && !article_is_public(article) && !former.redacted_ms;
    if (count)
        view_integer(view, "public_version", versions[0]);
    else
        view_null(view, "public_version");
    if (!is_comparable)
        view_null(view, "difference");
    if (!is_comparable)
        return ERR_OK;
    struct view difference = view_object(view, "difference");
    err = article_state_text(conn, &former.article, reply->lang, &before);
    if (!err)
        err = article_state_text(conn, article, reply->lang, &now);
    if (!err)
        err = view_difference(difference, before, now);
    view_state_others(difference, article, &former.article);
    return err;
}

static enum err view_comments(struct conn *conn, struct view view, int64_t article_id)
{
    struct review_comment *items;
    size_t count;
    enum err err = review_comment_list(conn, article_id, COMMENTS_SHOWN, &items, &count);
    struct view list = view_list(view, "comments");
    for (size_t i = 0; !err && i < count; i++)
        view_comment(view_append(list), &items[i], false);
    return err;
}

/* All that whoever approves wants to know. */
enum err api_article_review(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct article article;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = article_named(conn, request, reply, &article);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    view_article_row(view_object(view, "article"), &article);
    err = view_sent(conn, view, article.id);
    if (!err)
        err = view_own(app, conn, request, view, article.id);
    if (!err)
        err = view_comments(conn, view, article.id);
    return err ? err : view_since_public(conn, reply, view, &article);
}

/* From review to a draft again, with what has to be mended. */
enum err api_article_send_back(struct app *app, const struct request *request, struct reply *reply)
{
    static const char *const members[] = {"note", NULL};
    auto_conn struct conn *conn = NULL;
    struct article article;
    struct operation_body body = {0};
    int64_t version, id;
    enum err err = operation_body_read(request, reply, members, &body);
    if (!err && !body.text)
        err = reply_fault(reply, "/note", MESSAGE_FIELD_MISSING, NULL);
    if (!err)
        err = article_begin(app, request, reply, PRECONDITION_OPTIONAL, &conn, &article);
    if (err)
        return err;
    if (article.status != STATUS_REVIEW)
        return reply_problem(reply, ERR_TRANSITION, MESSAGE_NOT_WAITING,
                             MESSAGE_ARGS(article_status_name(article.status)));
    const struct review_comment comment = {
        .article_id = article.id, .version = article.version, .kind = REVIEW_SENT_BACK, .text = body.text};
    article.status = STATUS_DRAFT;
    article.change_note = NULL;
    err = article_update(conn, &article, ACTION_SEND_BACK, 0, &version);
    if (!err)
        err = review_comment_add(conn, &comment, &id);
    return err ? err : article_finish(&conn, request, reply, article.id);
}

enum err api_comment_create(struct app *app, const struct request *request, struct reply *reply)
{
    static const char *const members[] = {"text", NULL};
    auto_submission struct submission submission = {0};
    auto_conn struct conn *conn = NULL;
    struct article article;
    struct review_comment comment = {.kind = REVIEW_COMMENT};
    int64_t id;
    enum err err = submission_read(request, reply, &submission);
    if (err)
        return err;
    struct input input = input_of(&submission, reply);
    input_only(&input, members);
    input_words(&input, "text", ARTICLE_NOTE_MAX, &comment.text);
    input_require(&input, "text", comment.text);
    err = input_end(&input);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (!err)
        err = article_to_write(conn, request, reply, &article);
    if (err)
        return err;
    comment.article_id = article.id;
    comment.version = article.version;
    err = review_comment_add(conn, &comment, &id);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->status = 201;
    reply->words_of = article.id;
    comment.id = id;
    comment.at_ms = conn_now_ms(conn);
    comment.actor = request->actor.name;
    view_comment(view, &comment, false);
    return write_commit(&conn, request, reply);
}

/* What others said of one's own drafts. */
enum err api_comment_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct review_comment *items;
    size_t count;
    struct number_list list;
    enum err err = number_list_begin(app, request, reply, &conn, &list);
    if (!err)
        err = review_comment_list_for(conn, actor_number(&request->actor), list.after, (int)list.limit,
                                      &items, &count);
    if (err)
        return err;
    for (size_t i = 0; i < count; i++)
        view_comment(number_list_add(&list, items[i].id), &items[i], true);
    return number_list_end(&list);
}

enum err api_comment_remove(struct app *app, const struct request *request, struct reply *reply)
{
    return write_removal(app, request, reply, review_comment_delete, MESSAGE_THING_COMMENT, "/api/comments");
}
