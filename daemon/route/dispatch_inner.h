/* What admitting (dispatch.c) and answering (answer.c) have in common. Thread: any. */
#ifndef ROUTE_DISPATCH_INNER_H
#define ROUTE_DISPATCH_INNER_H

#include "http/reply.h"
#include "http/throttle.h"
#include "route/dispatch.h"

/* An empty reply to the request. */
struct reply dispatch_reply(const struct request *request);

bool dispatch_is_write(const struct request *request);

/* Notes when the client may come again; ERR_OK when it may now. */
enum err dispatch_throttle(struct app *app, const struct request *request, struct reply *reply,
                           enum throttle_kind kind);

/* Logs and shows a failure; `route` is NULL where none matched. Never NULL. */
struct response *dispatch_fail(struct app *app, struct request *request, struct reply *reply,
                               const struct route *route, enum err err);

#endif
