/* Webhooks and deliveries in the API's shapes. Thread: one worker. */
#ifndef VIEW_WEBHOOK_H
#define VIEW_WEBHOOK_H

#include "store/webhook.h"
#include "view/view.h"

void view_webhook(struct view view, const struct webhook *webhook);
void view_push(struct view view, const struct push *push);

#endif
