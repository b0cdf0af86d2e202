/* Telling a hub (WebSub) that a feed changed. Private to this floor. Thread: the job's. */
#ifndef HANDLER_HUB_PING_H
#define HANDLER_HUB_PING_H

#include "handler/push_job.h"

/* Tells the hub of one feed that is due, in all its forms. Errors: NOT_FOUND (none is), and those of
 * helper_post() and the store. */
enum err hub_ping_send(const struct push_job_options *options);

#endif
