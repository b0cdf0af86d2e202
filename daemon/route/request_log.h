/* What the log says of a request: its id, which the answer bears too, the route's pattern and ids; never a
 * query, a token, a slug or a segment that is somebody's secret. The client's address is shortened to its
 * block: the law wants logs kept, not who read what; who wrote stands in the audit (store/audit.h).
 * Thread: who serves the request. */
#ifndef ROUTE_REQUEST_LOG_H
#define ROUTE_REQUEST_LOG_H

#include "base/log.h"
#include "route/route.h"

/* What a thread is at while it serves the request: errors that are logged meanwhile say whose they are.
 * `route` may be NULL, and may become known meanwhile. */
struct request_log {
    struct log_context context, *former;
    struct request *request;
    const struct route **route;
};

void request_log_enter(struct request_log *log, struct request *request, const struct route **route);
void request_log_leave(struct request_log *log);

/* One line for each failure and each write, here and nowhere else; none where what failed has told so
 * already. Gives the request its id. `route` is NULL where none matched. */
void request_log_write(struct request *request, const struct route *route, int status, enum log_level level);

/* The first 80 bytes of a path that is no address of the portal, up to the end of a character, with "*" where
 * a route would have an argument that is no number, and for whatever looks like a token; NUL-terminated. */
enum { REQUEST_LOG_PATH = 80, REQUEST_LOG_PATH_SIZE = REQUEST_LOG_PATH + 1 };
void request_log_path(const char *path, char text[static REQUEST_LOG_PATH_SIZE]);

#endif
