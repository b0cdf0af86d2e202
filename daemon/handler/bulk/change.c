/* GET /api/changes and /api/events. Where the feed is asked: as one answer, as one that waits, and as
 * events. What a step of it is feed.c knows, what a token means change_token.c. */
#include "base/calendar.h"
#include "core/query.h"
#include "feed.h"
#include "handler/handler.h"

#include <string.h>

/* A thread that may not wait makes short answers: what those miss who were here a moment ago. */
enum { LIMIT_DEFAULT = 100, LIMIT_QUICK = 10, WAIT_MOST_S = 60 };

/* The state of the feed, and what the asker has seen of it. */
static enum err read_start(struct conn *conn, struct reply *reply, const char *name, const char *text,
                           struct change_state *state, struct change_token *token)
{
    /* Both on the caller's snapshot, so that a token is judged by the same state that its changes are
     * read from. */
    enum err err = change_state(conn, state);
    if (err)
        return err;
    /* Without a token everything public comes, as to somebody who knows nothing. */
    *token = change_token_first(state);
    err = text ? change_token_read(text, state, token) : ERR_OK;
    if (err == ERR_PARAMETER)
        reply_fault_parameter(reply, name, MESSAGE_CHANGE_TOKEN, NULL);
    return err == ERR_RESYNC ? reply_problem(reply, err, MESSAGE_CHANGE_RESYNC, NULL) : err;
}

/* Whether there are more changes behind the token than a serving thread answers with. */
static enum err is_too_many(struct conn *conn, const struct change_token *token, int limit,
                            bool *ret_too_many)
{
    struct change_list list;
    *ret_too_many = false;
    if (limit <= LIMIT_QUICK)
        return ERR_OK;
    enum err err = change_places(conn, token->sequence, token->floor, LIMIT_QUICK, &list);
    if (!err)
        *ret_too_many = list.more;
    return err;
}

/* On a serving thread ten are read at most, and more leave the answer to a thread that may wait; so do those
 * that are long. */
static enum err answer_quickly(struct conn *conn, const struct request *request, struct reply *reply,
                               const struct change_state *state, struct change_token *token, int limit,
                               struct change_list *ret_list)
{
    bool is_long = false;
    struct feed_page page;
    enum err err = is_too_many(conn, token, limit, &is_long);
    /* reply_length() sends everything above REPLY_LONG there, so this is how "too many" is said. */
    if (!err)
        err = reply_length(request, reply, is_long ? REPLY_LONG + 1 : 0);
    if (!err)
        err = feed_read(conn, state, token, limit, &page);
    if (err)
        return err;
    size_t size = 0;
    for (size_t i = 0; i < page.list.count; i++)
        size += page.list.items[i].kind == CHANGE_UPSERT ? strlen(page.list.items[i].article.body_html) : 0;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    feed_view(view, &page);
    *ret_list = page.list;
    return reply_length(request, reply, size);
}

enum err api_change_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct change_state state;
    struct change_token token = {0};
    struct change_list list;
    int64_t limit = LIMIT_DEFAULT, wait_s = 0;
    query_number(request, reply, "limit", 1, FEED_LIMIT_MOST, &limit);
    query_number(request, reply, "wait", 0, WAIT_MOST_S, &wait_s);
    /* Before anything is read, so that what is kept is never older than it is called. */
    uint64_t generation = store_generation(app->portal->store);
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = read_start(conn, reply, "since", request_parameter(request, "since"), &state, &token);
    if (!err)
        err = query_check(reply);
    /* Reading moves the token on, and who waits has to begin where the asker stands. */
    struct change_token start = token;
    const struct feed_wish wish = {(int)limit, generation};
    if (!err)
        err = request->may_wait ? feed_write(app, conn, &state, &token, &wish, reply, &list)
                                : answer_quickly(conn, request, reply, &state, &token, (int)limit, &list);
    if (err)
        return err;
    reply->text_type = "application/json";
    /* Nothing yet; the lease goes with this call, and the stream takes one of its own for each look. */
    if (!list.count && wait_s) {
        reply->stream = feed_wait(app, state.epoch, start, (int)limit, wait_s * 1000);
        return reply->stream ? ERR_OK : reply_problem(reply, ERR_UNAVAILABLE, MESSAGE_TRY_AGAIN, NULL);
    }
    reply->is_rare = list.more; /* who is up to date asks as all the others do */
    /* It changes with a commit, and states of documents with the day. */
    reply->until_ms = day_start_ms(day_add(day_of(request->now_ms), 1));
    return ERR_OK;
}

enum err api_event_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct change_state state;
    struct change_token token = {0};
    const char *since = request_parameter(request, "since"), *last = request->last_event_id;
    /* Sent by the browser itself when it connects anew (WHATWG HTML, server-sent events). */
    bool has_last = last && *last; /* the browser says what it saw last; the address says where it began */
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = read_start(conn, reply, has_last ? "Last-Event-ID" : "since", has_last ? last : since, &state,
                         &token);
    if (err)
        return err;
    reply->stream = feed_events(app, state.epoch, token);
    reply->text_type = "text/event-stream";
    return reply->stream ? ERR_OK : reply_problem(reply, ERR_UNAVAILABLE, MESSAGE_TRY_AGAIN, NULL);
}
