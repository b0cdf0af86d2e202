/* What webhooks and their journal share. Private to this room. */
#ifndef STORE_WEBHOOK_INNER_H
#define STORE_WEBHOOK_INNER_H

#include "secret.h"

#include "store/webhook.h"

/* What their secrets are sealed for. */
#define WEBHOOK_SEAL "webhook"

/* Nothing waits for one that is off. */
enum err webhook_drop_waiting(struct conn *conn, int64_t id);

#endif
