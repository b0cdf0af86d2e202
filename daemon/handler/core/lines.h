/* Long answers, made part by part while they are sent: each part on a lease of its own, so that a slow client
 * holds no snapshot of the store. Most are JSON lines (application/x-ndjson), one is a sitemap. */
#ifndef HANDLER_LINES_H
#define HANDLER_LINES_H

#include "handler/app.h"
#include "http/reply.h"
#include "http/request.h"
#include "store/article.h"
#include "view/view.h"

/* How far an answer has come. The place is whoever's writes the parts. */
struct lines {
    struct app *app;
    int part;
    int64_t number; /* which one of its kind is written, where there are several */
    int64_t after_id;
    char after_slug[81];
    struct article_query filter; /* kinds, audiences, facts; its texts live as long as the answer */
    int64_t count;
    void *own;           /* what parts_reply_own() was given */
    struct arena *arena; /* of the part being written */
    struct buf *out;
};

/* Writes the next part; *ret_done after the last. */
typedef enum err lines_write(struct lines *lines, struct conn *conn, bool *ret_done);

/* One line: an object with member `type` (none when NULL), to be filled, written and released by lines_end().
 */
struct view lines_begin(struct lines *lines, const char *type);
enum err lines_end(struct lines *lines, struct view line);

void lines_after_slug(struct lines *lines, const char *slug);

/* Makes the answer, compressed when the client knows how. Errors: UNAVAILABLE (too many streams). */
enum err lines_reply(struct app *app, const struct request *request, struct reply *reply, lines_write *write);

/* The same of what `filter`, which is copied, lets pass. */
enum err lines_reply_filtered(struct app *app, const struct request *request, struct reply *reply,
                              const struct article_query *filter, lines_write *write);

/* The same for an answer of another type, which is the `number`th of its kind. */
enum err parts_reply(struct app *app, const struct request *request, struct reply *reply, const char *type,
                     int64_t number, lines_write *write);

/* The same with `size` bytes at `own`, without pointers, which are copied for the parts. */
enum err parts_reply_own(struct app *app, const struct request *request, struct reply *reply,
                         const char *type, const void *own, size_t size, lines_write *write);

#endif
