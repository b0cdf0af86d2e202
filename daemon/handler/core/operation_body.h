/* What may be said with an operation on an article, in a body that may be missing. */
#ifndef HANDLER_OPERATION_BODY_H
#define HANDLER_OPERATION_BODY_H

#include "http/reply.h"
#include "http/request.h"

struct operation_body {
    const char *text;         /* the first member: a note or a reason; NULL absent */
    int64_t at_ms;            /* member `at` */
    bool force;               /* member `force` */
    const char *check_reason; /* member `check_reason`, or NULL */
    const char *force_reason; /* member `force_reason`, or NULL */
};

/* Reads what is there; members beside `names` (ended by NULL) are faults. An empty body is fine. Errors:
 * those of submission_read(), INPUT. */
enum err operation_body_read(const struct request *request, struct reply *reply, const char *const *names,
                             struct operation_body *ret_body);

#endif
