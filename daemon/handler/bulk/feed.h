/* Reading the change feed step by step, as answers and as streams that rest until something changes. */
#ifndef HANDLER_FEED_H
#define HANDLER_FEED_H

#include "change_token.h"
#include "handler/app.h"
#include "http/reply.h"
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

/* Moves the token behind what the page's list holds, and gives it as text in page->next. */
void feed_move(struct conn *conn, const struct change_state *state, struct change_token *token,
               struct feed_page *page);

/* The answer of /api/changes. */
void feed_view(struct view view, const struct feed_page *page);

struct feed_wish {
    int limit;           /* of entries, 1 to FEED_LIMIT_MOST */
    uint64_t generation; /* of the store, read before the connection was leased */
};

/* The same answer as reply->body and reply->packed, of entries that were kept where there are any; reads, and
 * moves the token on, as feed_read() does. What *ret_list has of articles is not whole. Errors: as
 * change_list(), and MEMORY. */
enum err feed_write(struct app *app, struct conn *conn, const struct change_state *state,
                    struct change_token *token, const struct feed_wish *wish, struct reply *reply,
                    struct change_list *ret_list);

/* What waits at most `wait_ms` for a change behind `token` and then gives the answer of /api/changes; what
 * says every change as an event (WHATWG HTML, server-sent events), for ever. NULL when there are too many
 * streams, or no memory. */
struct stream *feed_wait(struct app *app, const char *epoch, struct change_token token, int limit,
                         int64_t wait_ms);
struct stream *feed_events(struct app *app, const char *epoch, struct change_token token);

#endif
