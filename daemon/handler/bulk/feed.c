/* Steps along the feed. Must not know who asks: the public state is the same for all. Every step has a
 * lease of its own; followers keep a token and no snapshot. */
#include "feed.h"

#include "base/memory.h"
#include "view/article.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Events of one piece. A comment line each fifteen seconds keeps proxies from closing an idle connection
 * and shows the daemon that a client has gone. An epoch is shorter than its room; the arena bounds one
 * step. */
enum {
    EVENTS_AT_ONCE = 20,
    HEARTBEAT_MS = 15000,
    EPOCH_SIZE = 65,
    ARENA_MAX = 64 * 1024 * 1024,
};

enum err feed_read(struct conn *conn, const struct change_state *state, struct change_token *token, int limit,
                   struct feed_page *ret_page)
{
    struct feed_page page;
    enum err err = change_list(conn, token->sequence, token->floor, limit, &page.list);
    if (err)
        return err;
    feed_move(conn, state, token, &page);
    *ret_page = page;
    return ERR_OK;
}

void feed_move(struct conn *conn, const struct change_state *state, struct change_token *token,
               struct feed_page *page)
{
    /* All of this snapshot is known once nothing is left of it. */
    token->sequence = page->list.more ? page->list.items[page->list.count - 1].sequence : state->sequence;
    page->next = change_token_write(conn_arena(conn), state, token);
}

/* The answer's members; `next` is there even when nothing changed. */
void feed_view(struct view view, const struct feed_page *page)
{
    struct view changes = view_list(view, "changes");
    for (size_t i = 0; i < page->list.count; i++)
        view_change(view_append(changes), &page->list.items[i]);
    view_text(view, "next", page->next);
    view_flag(view, "more", page->list.more);
}

/* Somebody who follows the feed on a connection of their own. */
struct follower {
    struct app *app;
    char epoch[EPOCH_SIZE];
    struct change_token token;
    int limit;
    int64_t due_ms; /* monotonic: the feed_end of waiting, or the next heartbeat */
    bool is_greeted;
};

static void feed_end(void *context)
{
    free(context);
}

/* One step for a follower, with the memory it needs; the follower's token moves only when it succeeds. */
static enum err feed_step(struct follower *follower, struct arena *arena, struct feed_page *page)
{
    auto_conn struct conn *conn = NULL;
    struct change_state state;
    struct change_token token = follower->token;
    enum err err = store_lease(follower->app->portal->store, arena, &conn);
    if (!err)
        err = change_state(conn, &state);
    /* The database was exchanged under a follower who goes on; the numbers mean nothing any more. */
    if (!err && (strcmp(state.epoch, follower->epoch) != 0))
        return ERR_RESYNC;
    if (!err)
        err = feed_read(conn, &state, &token, follower->limit, page);
    /* Before the token moves, or changes would be passed over that could not be written. */
    if (!err && arena_failed(arena))
        err = ERR_MEMORY;
    if (!err)
        follower->token = token;
    return err;
}

/* One answer, late. It rests until something changed or its time is over; in the end it gives what there
 * is, even nothing. */
static enum stream_state wait_next(void *context, int64_t now_ms, struct buf *out, int64_t *ret_due_ms)
{
    struct follower *follower = context;
    auto_arena struct arena *arena = arena_new(ARENA_MAX);
    struct feed_page page;
    if (!arena || feed_step(follower, arena, &page))
        return STREAM_BROKEN;
    *ret_due_ms = follower->due_ms;
    /* When all streams end now_ms is later than any moment, so an empty answer is given and nobody is
     * cut off. */
    if (!page.list.count && now_ms < follower->due_ms)
        return STREAM_REST;
    struct view view = view_new(arena);
    feed_view(view, &page);
    json_auto_t *owned = view.json;
    return !arena_failed(arena) && !view_write(owned, out) ? STREAM_END : STREAM_BROKEN;
}

/* One event: its token, its type, the change itself. */
static enum err write_event(struct arena *arena, const struct change *change, const char *id, struct buf *out)
{
    struct view view = view_new(arena);
    json_auto_t *owned = view.json;
    view_change(view, change);
    /* JSON of ours is one line, so one data field holds it; the empty line behind it ends the event. */
    buf_printf(out, "id: %s\nevent: %s\ndata: ", id, view_change_name(change));
    enum err err = arena_failed(arena) ? ERR_MEMORY : view_write(owned, out);
    buf_char(out, '\n');
    return err;
}

/* Every event bears the token of its own place, so that a reader cut off in the middle misses nothing. */
static enum err write_events(struct follower *follower, struct arena *arena, const struct feed_page *page,
                             struct buf *out)
{
    const struct change_state state = {.epoch = follower->epoch};
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < page->list.count; i++) {
        const struct change *change = &page->list.items[i];
        struct change_token token = {change->sequence, follower->token.floor};
        /* The last one bears the step's own token, which may be ahead of the change's number. */
        bool is_last = i + 1 == page->list.count && !page->list.more;
        err =
            write_event(arena, change, is_last ? page->next : change_token_write(arena, &state, &token), out);
    }
    return err;
}

static enum stream_state events_next(void *context, int64_t now_ms, struct buf *out, int64_t *ret_due_ms)
{
    struct follower *follower = context;
    auto_arena struct arena *arena = arena_new(ARENA_MAX);
    struct feed_page page;
    if (!arena || feed_step(follower, arena, &page) || write_events(follower, arena, &page, out))
        return STREAM_BROKEN;
    /* Sends the head on its way at once, and how long a browser shall wait before it connects anew. */
    if (!follower->is_greeted)
        buf_text(out, "retry: 3000\n\n");
    else if (!out->length && now_ms >= follower->due_ms)
        buf_text(out, ":\n\n");
    follower->is_greeted = true;
    /* At the end of all streams the moment is INT64_MAX, and the sum would overflow. */
    if (out->length && now_ms < INT64_MAX - HEARTBEAT_MS)
        follower->due_ms = now_ms + HEARTBEAT_MS;
    *ret_due_ms = follower->due_ms;
    return page.list.more ? STREAM_MORE : STREAM_REST;
}

/* Makes a stream of a follower. stream_new() takes it over, and frees it when there are too many. */
static struct stream *feed_follow(struct app *app, const char *epoch, struct follower start,
                                  enum stream_state (*next)(void *, int64_t, struct buf *, int64_t *))
{
    struct follower *follower = memory_new(1, sizeof *follower);
    if (!follower)
        return NULL;
    *follower = start;
    follower->app = app;
    /* Copied, as the text lives in the arena of the request. */
    snprintf(follower->epoch, sizeof follower->epoch, "%s", epoch);
    const struct stream_source source = {next, feed_end, follower, .may_end = next == events_next,
                                         .is_slow = true};
    struct stream *stream = stream_new(app->streams, &source, STREAM_PLAIN);
    if (stream)
        store_nudge(app->portal->store); /* whoever looks after followers may be asleep for want of any */
    return stream;
}

/* The limit of time is monotonic, so a clock that is set does not lengthen the wait. */
struct stream *feed_wait(struct app *app, const char *epoch, struct change_token token, int limit,
                         int64_t wait_ms)
{
    const struct follower start = {
        .token = token, .limit = limit, .due_ms = clock_monotonic_ms(app->clock) + wait_ms};
    return feed_follow(app, epoch, start, wait_next);
}

struct stream *feed_events(struct app *app, const char *epoch, struct change_token token)
{
    /* due_ms 0 makes the first heartbeat due at once, but the greeting takes its place. */
    const struct follower start = {.token = token, .limit = EVENTS_AT_ONCE};
    return feed_follow(app, epoch, start, events_next);
}
