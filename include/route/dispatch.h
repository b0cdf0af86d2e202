/* From a request to its answer: match, admit, handle, show.
 *
 * The server calls dispatch_admit() when the header section is complete and before a byte of the body
 * is read; if that admits, it reads the body up to the limit and calls dispatch_try(), on the thread that
 * serves the connection and without waiting for anything; where that says DISPATCH_SLOW, dispatch_answer() on
 * a thread of the slow pool. Every path ends in exactly one response. Thread: any; `app` is shared and const
 * but for what locks itself. */
#ifndef ROUTE_DISPATCH_H
#define ROUTE_DISPATCH_H

#include "http/message.h"
#include "http/page_cache.h"
#include "http/request.h"
#include "http/response.h"

#include <stdbool.h>

struct app;
struct route;

/* What the header section decided, and how far the answer has come. */
struct admission {
    const struct route *route;
    const char *pattern;      /* of the route, for logs and metrics; "-" when none matched */
    size_t body_limit;        /* most bytes of body to read; 0: the request may have none */
    bool is_spooled;          /* the body may be too large for memory, and goes to request.body_file */
    struct page_claim *claim; /* this request makes the answer for all who wait; else NULL */
    uint64_t asked;           /* generation of the store when the request first looked for a kept answer */
    uint64_t generation;      /* of the store, before the answer was made */
    bool is_charged;          /* counted against its client's budget */
};

enum dispatched {
    DISPATCH_DONE, /* *ret_response is the answer */
    DISPATCH_WAIT, /* somebody else makes the same answer: dispatch_wait(), then try again */
    DISPATCH_SLOW, /* it takes longer: dispatch_answer() or dispatch_give_up(), on a thread that may wait */
};

/* Matches the route, checks method, parameters' names, origin, token, role and declared length.
 * NULL admits; otherwise the refusal, owned by the caller. Fills request->actor and args. */
struct response *dispatch_admit(struct app *app, struct request *request, struct admission *ret_admission);

/* Answers an admitted request whose body is whole, or says why not now. */
enum dispatched dispatch_try(struct app *app, struct request *request, struct admission *admission,
                             struct response **ret_response);

/* Calls the waiter when it is worthwhile to try again; false: it is now, and the waiter is not kept. */
bool dispatch_wait(struct app *app, const struct request *request, struct page_waiter *waiter);

/* Answers what dispatch_try() left, or what it never saw. Never NULL. May take seconds. */
struct response *dispatch_answer(struct app *app, struct request *request, struct admission *admission);

/* In place of dispatch_answer(): 503 with Retry-After. Never NULL. */
struct response *dispatch_give_up(struct app *app, struct request *request, struct admission *admission);

/* In place of both, when nobody waits for an answer any more. */
void dispatch_drop(struct admission *admission);

/* Whether the request brings pictures, whose work has a queue of its own. */
bool dispatch_brings_pictures(const struct request *request, const struct admission *admission);

/* The same address at https: 301, or 308 where the method must stay. Never NULL. */
struct response *dispatch_redirect(struct app *app, struct request *request);

/* The answer to a request that the server itself refuses (a broken header, a body past its limit):
 * a problem document, or a page where a page was asked for. `detail` may be MESSAGE_NONE. Never NULL. */
struct response *dispatch_refuse(struct app *app, struct request *request, enum err err, enum message detail);

#endif
