/* Showing: how a reply becomes a response, by what its route says. */
#ifndef ROUTE_SHOW_H
#define ROUTE_SHOW_H

#include "http/reply.h"
#include "http/request.h"
#include "http/response.h"
#include "route/route.h"

/* Renders the reply's view through its template, or as JSON, or sends its file. Errors leave
 * *ret_response alone and are shown by show_error(). */
enum err show_reply(struct app *app, struct request *request, struct reply *reply, const struct route *route,
                    struct response **ret_response);

/* Whether the answer is equal for all readers and kept ready: a search is not, for hardly anybody asks for
 * the same again, and what was kept of searches would drive out the pages; nor is what may have to wait. */
bool show_is_kept(const struct request *request, const struct route *route);

/* A problem document, or an error page with the portal's frame; a plain one when even that fails. Never
 * NULL. */
struct response *show_error(struct app *app, struct request *request, struct reply *reply, enum answer answer,
                            enum err err);

/* The reply's Location, for good: 301, or 308 where the method must stay. Never NULL. */
struct response *show_redirect(const struct request *request, struct reply *reply);

/* The reply's Location, once: 303. Never NULL. */
struct response *show_see_other(const struct request *request, struct reply *reply);

/* 204 with Allow. Never NULL. */
struct response *show_options(struct app *app, const struct reply *reply);

/* The client's address shortened for the log: IPv4 to /24, IPv6 to /48. */
const char *show_short_address(const struct request *request);

#endif
