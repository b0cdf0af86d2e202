/* The frame around an answer that is too long to be held in memory. Knows parts and lines, not what
 * stands in them; what is left of one part for the next is in struct lines, and everything else is given
 * back with the part's arena. */
#include "lines.h"

#include "base/memory.h"
#include "handler/live_assets.h"
#include "http/negotiate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of one part: twenty articles with bodies of up to four megabytes of HTML, as rows and as JSON. */
enum { ARENA_MAX = 64 * 1024 * 1024 };

/* What the stream carries along. */
struct writing {
    struct lines lines;
    lines_write *write;
    struct arena *kept; /* what the filter refers to */
};

struct view lines_begin(struct lines *lines, const char *type)
{
    struct view line = view_new(lines->arena);
    if (type)
        view_text(line, "type", type);
    return line;
}

enum err lines_end(struct lines *lines, struct view line)
{
    /* Given back here in any case, so that a writer needs no way out of its own. */
    json_auto_t *owned = line.json;
    return owned && !arena_failed(lines->arena) ? view_write(owned, lines->out) : ERR_MEMORY;
}

/* Copied, as the row's text goes with the part's arena. */
void lines_after_slug(struct lines *lines, const char *slug)
{
    snprintf(lines->after_slug, sizeof lines->after_slug, "%s", slug);
}

/* One part, on a thread of the slow pool. Each has a lease and an arena of its own, so between two parts
 * a client that reads slowly holds neither memory nor a snapshot; the price is that parts are of
 * different moments. */
static enum stream_state lines_next(void *context, int64_t now_ms, struct buf *out, int64_t *ret_due_ms)
{
    struct writing *writing = context;
    struct lines *lines = &writing->lines;
    auto_arena struct arena *arena = arena_new(ARENA_MAX);
    auto_conn struct conn *conn = NULL;
    bool done = false;
    (void)now_ms, (void)ret_due_ms;
    if (!arena)
        return STREAM_BROKEN;
    lines->arena = arena;
    lines->out = out;
    /* A sitemap renders a template, which the workshop could exchange meanwhile. */
    live_assets_enter(lines->app);
    enum err err = store_lease(lines->app->portal->store, arena, &conn);
    if (!err)
        err = writing->write(lines, conn, &done);
    live_assets_leave(lines->app);
    /* The head with its 200 is long gone. Cutting the connection is the one way left to say that this is
     * not all. */
    if (err || arena_failed(arena))
        return STREAM_BROKEN;
    return done ? STREAM_END : STREAM_MORE;
}

/* Called by whoever drops the stream, sent or not. */
static void lines_end_of_source(void *context)
{
    struct writing *writing = context;
    arena_free(writing->kept);
    free(writing->lines.own);
    free(writing);
}

/* Copies the filter into an arena that lives as long as the answer. */
static enum err writing_filter(struct writing *writing, const struct article_query *filter)
{
    /* The request's arena goes when its head is sent, so what the filter refers to is copied. */
    struct fact_value *facts;
    writing->lines.filter = *filter;
    if (!filter->fact_count)
        return ERR_OK;
    writing->kept = arena_new(2 * FACTS_BYTES_MAX);
    facts = writing->kept ? arena_zero(writing->kept, filter->fact_count, sizeof *facts) : NULL;
    if (!facts)
        return ERR_MEMORY;
    for (size_t i = 0; i < filter->fact_count; i++)
        facts[i] = (struct fact_value){.fact = filter->facts[i].fact,
                                       .text = arena_text(writing->kept, filter->facts[i].text)};
    writing->lines.filter.facts = facts;
    return arena_failed(writing->kept) ? ERR_MEMORY : ERR_OK;
}

/* The answer of what was made ready, which it takes over. */
static enum err writing_begin(struct app *app, const struct request *request, struct reply *reply,
                              const char *type, struct writing *writing)
{
    /* gzip alone can be flushed piece by piece in a way that all clients read. */
    unsigned known = 1u << ENCODING_IDENTITY | 1u << ENCODING_GZIP;
    bool is_gzip = negotiate_encoding(request->accept_encoding, known) == ENCODING_GZIP;
    writing->lines.app = app;
    /* It may not be ended early at the stop of the daemon, as a shortened file would look whole; it is
     * cut instead. */
    const struct stream_source source = {lines_next, lines_end_of_source, writing, .may_end = false,
                                         .is_slow = true};
    reply->stream_coding = is_gzip ? STREAM_GZIP : STREAM_PLAIN;
    /* Takes the context over even when it gives NULL. */
    reply->stream = stream_new(app->streams, &source, reply->stream_coding);
    reply->text_type = type;
    return reply->stream ? ERR_OK : reply_problem(reply, ERR_UNAVAILABLE, MESSAGE_TRY_AGAIN, NULL);
}

static enum err writing_reply(struct app *app, const struct request *request, struct reply *reply,
                              const char *type, int64_t number, const struct article_query *filter,
                              lines_write *write)
{
    struct writing *writing = memory_new(1, sizeof *writing);
    if (!writing)
        return ERR_MEMORY;
    writing->lines.number = number;
    writing->write = write;
    if (filter && writing_filter(writing, filter)) {
        lines_end_of_source(writing);
        return ERR_MEMORY;
    }
    return writing_begin(app, request, reply, type, writing);
}

enum err parts_reply_own(struct app *app, const struct request *request, struct reply *reply,
                         const char *type, const void *own, size_t size, lines_write *write)
{
    struct writing *writing = memory_new(1, sizeof *writing);
    if (!writing)
        return ERR_MEMORY;
    writing->write = write;
    writing->lines.own = memory_new(1, size);
    if (!writing->lines.own) {
        lines_end_of_source(writing);
        return ERR_MEMORY;
    }
    memcpy(writing->lines.own, own, size);
    return writing_begin(app, request, reply, type, writing);
}

enum err parts_reply(struct app *app, const struct request *request, struct reply *reply, const char *type,
                     int64_t number, lines_write *write)
{
    return writing_reply(app, request, reply, type, number, NULL, write);
}

enum err lines_reply_filtered(struct app *app, const struct request *request, struct reply *reply,
                              const struct article_query *filter, lines_write *write)
{
    return writing_reply(app, request, reply, "application/x-ndjson", 0, filter, write);
}

enum err lines_reply(struct app *app, const struct request *request, struct reply *reply, lines_write *write)
{
    return parts_reply(app, request, reply, "application/x-ndjson", 0, write);
}
