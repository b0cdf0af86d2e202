/* Reading the change feed step by step, as answers and as streams that rest until something changes. */
#ifndef HANDLER_FEED_H
#define HANDLER_FEED_H

#include "change_token.h"
#include "handler/app.h"
#include "http/stream.h"
#include "view/view.h"

enum { FEED_LIMIT_MOST = 100 };

/* One step of the feed. */
struct feed_page {
    struct change_list list;
    const char *next; /* token behind it */
};

/* Reads the changes behind `token` and moves it on, on one snapshot. */
enum err feed_read(struct conn *conn, const struct change_state *state, struct change_token *token, int limit,
                   struct feed_page *ret_page);

/* The answer of /api/changes. */
void feed_view(struct view view, const struct feed_page *page);

/* What waits at most `wait_ms` for a change behind `token` and then gives the answer of /api/changes; what
 * says every change as an event (WHATWG HTML, server-sent events), for ever. NULL when there are too many
 * streams, or no memory. */
struct stream *feed_wait(struct app *app, const char *epoch, struct change_token token, int limit,
                         int64_t wait_ms);
struct stream *feed_events(struct app *app, const char *epoch, struct change_token token);

#endif
