/* What a webhook's message says, made when it is sent. Private to this floor. Thread: the job's. */
#ifndef HANDLER_PUSH_BODY_H
#define HANDLER_PUSH_BODY_H

#include "base/buf.h"
#include "store/webhook.h"

/* Of an article only what the public sees of it at this moment; null when that is nothing any more. Errors:
 * MEMORY, the store's. */
enum err push_body(struct conn *conn, const struct push *push, const char *base_url, struct buf *ret_body);

#endif
