/* What the parts of showing share. */
#ifndef ROUTE_SHOW_INNER_H
#define ROUTE_SHOW_INNER_H

#include "base/buf.h"
#include "handler/handler.h"
#include "http/response.h"
#include "route/route.h"

/* Headers that any reply may ask for; to a failure and a write the id by which its line of the log is found.
 */
void show_headers(struct response_parts *parts, const struct request *request, const struct reply *reply);

/* Writes JSON as the request wants it: in one line, or indented. Errors: MEMORY. */
enum err show_write(const struct request *request, const json_t *json, struct buf *out);

/* Takes the bytes out of `out` and makes the response. */
enum err show_finish(struct response_parts *parts, struct buf *out, struct response **ret_response);

/* The reply's view through its template and within the frame; `route` is NULL for an error's page. */
enum err show_page(struct app *app, struct request *request, struct reply *reply, const struct route *route,
                   struct response **ret_response);

/* A file of the media folder, or of the interface, that the reply names. */
enum err show_media_file(struct app *app, struct request *request, struct reply *reply,
                         struct response **ret_response);
enum err show_asset(struct app *app, struct request *request, struct reply *reply, const struct route *route,
                    struct response **ret_response);

#endif
