/* From a request to its answer: match, admit, handle, show.
 *
 * The server calls dispatch_admit() when the header section is complete and before a byte of the body
 * is read; if that admits, it reads the body up to the limit and calls dispatch_answer(). Every path
 * ends in exactly one response. Thread: any worker; `app` is shared and const but for what locks itself. */
#ifndef ROUTE_DISPATCH_H
#define ROUTE_DISPATCH_H

#include "http/request.h"
#include "http/response.h"

#include <stdbool.h>

struct app;
struct route;

/* What the header section decided. */
struct admission {
    const struct route *route;
    const char *pattern; /* of the route, for logs and metrics; "-" when none matched */
    size_t body_limit;   /* most bytes of body to read; 0: the request may have none */
    bool is_spooled;     /* the body may be too large for memory, and goes to request.body_file */
};

/* Matches the route, checks method, parameters' names, origin, token, role and declared length.
 * NULL admits; otherwise the refusal, owned by the caller. Fills request->actor and args. */
struct response *dispatch_admit(struct app *app, struct request *request, struct admission *ret_admission);

/* Whether the answer may take seconds, so that it is to be made on a thread that serves no connections. */
bool dispatch_takes_long(const struct request *request, const struct admission *admission);

/* Answers an admitted request whose body is whole. Never NULL. */
struct response *dispatch_answer(struct app *app, struct request *request, const struct admission *admission);

/* The same address at https: 301, or 308 where the method must stay. Never NULL. */
struct response *dispatch_redirect(struct app *app, struct request *request);

/* The answer to a request that the server itself refuses (a broken header, a body past its limit):
 * a problem document, or a page where a page was asked for. `detail` may be NULL. Never NULL. */
struct response *dispatch_refuse(struct app *app, struct request *request, enum err err, const char *detail);

#endif
