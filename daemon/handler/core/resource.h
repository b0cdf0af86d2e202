/* The things of the API that are shown, made, changed and removed by id and all in the same way:
 * categories, tags, boxes. What differs between them is a table of functions. */
#ifndef HANDLER_RESOURCE_H
#define HANDLER_RESOURCE_H

#include "handler/app.h"
#include "http/reply.h"
#include "http/request.h"
#include "http/submission.h"
#include "view/view.h"

#include <stddef.h>

struct resource {
    enum message thing; /* for details: MESSAGE_THING_… */
    const char
        *kind; /* its former states are kept under this name (store/thing_state.h); NULL: they are not */
    void (*bare)(json_t *state); /* takes words of other things out of a state; NULL: there are none */
    const char *path;            /* of the list: "/api/categories" */
    size_t row_size;
    bool shows_articles; /* its view has titles of articles */
    void (*blank)(void *row);
    enum err (*load)(struct conn *conn, int64_t id, void *ret_row);
    /* Lays what was sent over the row; faults are noted in the reply. */
    enum err (*apply)(struct conn *conn, const struct submission *submission, struct reply *reply, void *row);
    enum err (*insert)(struct conn *conn, const void *row, int64_t *ret_id);
    enum err (*update)(struct conn *conn, const void *row);
    enum err (*remove)(struct conn *conn, int64_t id);
    /* Says at which member the store's refusal belongs. */
    enum err (*explain)(struct reply *reply, enum err err, const void *row);
    void (*show)(struct view view, const void *row);
    int64_t (*version)(const void *row);
    /* Takes out of a row what this request may not see, and notes until when; NULL when all may see all. */
    bool (*hide)(const struct request *request, struct reply *reply, void *row);
    /* Fills the reply with the page that shows it best, read on this connection; NULL when none does. */
    enum err (*page)(struct app *app, struct conn *conn, const struct request *request, struct reply *reply,
                     const void *row);
    enum err (*list)(struct conn *conn, const char *lang, void **ret_rows, size_t *ret_count);
    /* Of things of which two become one (resource_merge()): by a slug, also one of the past; what is said at
     * /into of one that there is not; all of the first is the second's. Errors of `merge`: INPUT, told by
     * `cannot_merge` with the second's slug. */
    enum err (*by_slug)(struct conn *conn, const char *slug, void *ret_row, int64_t *ret_id);
    enum err (*unknown)(struct conn *conn, struct reply *reply, const char *pointer, const char *slug);
    enum err (*merge)(struct conn *conn, int64_t id, int64_t into);
    enum message cannot_merge;
};

enum err resource_show(struct app *app, const struct request *request, struct reply *reply,
                       const struct resource *resource);
enum err resource_create(struct app *app, const struct request *request, struct reply *reply,
                         const struct resource *resource);
enum err resource_change(struct app *app, const struct request *request, struct reply *reply,
                         const struct resource *resource);
/* Answers with the page of one (?id=) as it would be with what was sent, or of a new one; in a transaction
 * that is never committed. */
enum err resource_preview(struct app *app, const struct request *request, struct reply *reply,
                          const struct resource *resource);
enum err resource_remove(struct app *app, const struct request *request, struct reply *reply,
                         const struct resource *resource);

/* Makes one of two: the address names the one that goes, whose version If-Match is of, the member `into` is
 * the slug of the one that stays, which is the answer. */
enum err resource_merge(struct app *app, const struct request *request, struct reply *reply,
                        const struct resource *resource);

/* Answers GET on the list: all rows of a language, or of all. */
enum err resource_list_show(struct app *app, const struct request *request, struct reply *reply,
                            const struct resource *resource);

/* A slug that another has or had, said at /slug: what `explain` of most things does. */
enum err resource_slug_taken(struct reply *reply, enum err err, const char *slug);

#endif
