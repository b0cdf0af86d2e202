/* Webhooks and what was sent to them, as the API says them. Knows no secret. */
#include "view/webhook.h"

#include "helper/fetch.h"

void view_webhook(struct view view, const struct webhook *webhook)
{
    static const char *const ends[WEBHOOK_ENDS] = {
        [WEBHOOK_OFF] = "switched_off", [WEBHOOK_GONE] = "gone", [WEBHOOK_RESTORED] = "restored"};
    view_integer(view, "id", webhook->id);
    view_integer(view, "version", webhook->version);
    view_text(view, "name", webhook->name);
    view_text(view, "url", webhook->url);
    struct view events = view_list(view, "events");
    for (int event = 0; event < PUSH_TRIAL; event++)
        if (webhook->events >> event & 1)
            view_append_text(events, push_event_name((enum push_event)event));
    view_flag(view, "is_on", webhook->is_on);
    view_text(view, "off_reason", webhook->is_on ? NULL : ends[webhook->ended]);
    view_time(view, "created_at", webhook->created_ms);
    view_time(view, "last_taken_at", webhook->taken_ms);
    view_integer(view, "failures", webhook->failures);
    view_integer(view, "waiting", webhook->waiting);
}

/* Why nothing was answered. */
static const char *push_fault_name(int fault)
{
    static const char *const names[FETCH_FAULTS] = {
        [FETCH_ADDRESS] = "address",         [FETCH_NAME] = "name",       [FETCH_FORBIDDEN] = "forbidden",
        [FETCH_UNREACHABLE] = "unreachable", [FETCH_CERTIFICATE] = "tls", [FETCH_TIMEOUT] = "timeout",
        [FETCH_GARBLED] = "garbled",
    };
    return fault > FETCH_OK && fault < FETCH_FAULTS && names[fault] ? names[fault] : "garbled";
}

void view_push(struct view view, const struct push *push)
{
    static const char *const states[PUSH_STATES] = {
        [PUSH_WAITS] = "waiting", [PUSH_TAKEN] = "taken", [PUSH_GIVEN_UP] = "given_up"};
    view_integer(view, "id", push->id);
    view_text(view, "message_id", push->message);
    view_text(view, "event", push_event_name(push->event));
    if (push->article_id)
        view_integer(view, "article_id", push->article_id);
    else
        view_null(view, "article_id");
    view_text(view, "state", states[push->state]);
    view_time(view, "created_at", push->made_ms);
    view_integer(view, "attempts", push->attempts);
    view_time(view, "last_tried_at", push->tried_ms);
    view_time(view, "next_try_at", push->state == PUSH_WAITS ? push->next_ms : 0);
    if (push->status)
        view_integer(view, "status", push->status);
    else
        view_null(view, "status");
    view_text(view, "fault", push->fault ? push_fault_name(push->fault) : NULL);
}
