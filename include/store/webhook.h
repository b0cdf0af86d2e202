/* Webhooks: other machines that are told what becomes of public articles, and the journal of what each is to
 * be told. A change is noted in the transaction that makes it (store/change.h), so each is in the journal
 * once; it leaves the journal when the target took it, and may be told twice with the same message id when
 * the daemon dies in between. The journal names the article and holds no word of it.
 *
 * Of the secret only what is sealed with the portal's key is kept. Rows live in the connection's arena.
 * Errors: see store.h. Thread: the connection's. */
#ifndef STORE_WEBHOOK_H
#define STORE_WEBHOOK_H

#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    WEBHOOKS_MOST = 20,
    WEBHOOK_NAME_MAX = 200,
    WEBHOOK_URL_MAX = 2000,
    WEBHOOK_KEY_SIZE = 32,
    WEBHOOK_SECRET_SIZE = 64, /* of the text, its NUL included */
    PUSH_DAYS = 3,            /* it is tried */
    PUSH_KEPT_DAYS = 30,      /* that it was there */
};

enum push_event {
    PUSH_PUBLISHED, /* the public sees it, and did not before */
    PUSH_CHANGED,   /* the public saw it and sees it still: itself, or something that it shows */
    PUSH_WITHDRAWN, /* the public lost it */
    PUSH_DELETED,   /* likewise, into the trash or for ever */
    PUSH_TRIAL,
    PUSH_EVENTS
};
enum { PUSH_EVENTS_ALL = (1u << PUSH_TRIAL) - 1 };

enum push_state { PUSH_WAITS, PUSH_TAKEN, PUSH_GIVEN_UP, PUSH_STATES };

/* Why one is off. */
enum webhook_end { WEBHOOK_ON, WEBHOOK_OFF, WEBHOOK_GONE, WEBHOOK_RESTORED, WEBHOOK_ENDS };

struct webhook {
    int64_t id, version;
    const char *name;
    const char *url;
    unsigned events; /* bit set of 1u << PUSH_…, but the trial's */
    bool is_on;
    enum webhook_end ended;
    int64_t created_ms;
    int64_t taken_ms; /* 0: never */
    int64_t failures; /* in a row */
    int64_t quiet_ms; /* it is asked nothing before */
    int64_t waiting;  /* how much it is still to be told */
};

/* A line of the journal. */
struct push {
    int64_t id, webhook_id, sequence, article_id;
    enum push_event event;
    enum push_state state;
    int64_t made_ms, attempts, next_ms, tried_ms;
    int status; /* of the last attempt; 0: nothing was answered */
    int fault;  /* an enum fetch_fault then */
    const char *message;
};

struct push_due {
    struct push push;
    int64_t failures; /* the webhook's */
    const char *url;
    const char *secret; /* as it was given; NULL: it was sealed with another key */
};

/* "article.published" …, static; PUSH_EVENTS for a name that is none. */
const char *push_event_name(enum push_event event);
enum push_event push_event_of(const char *name);

/* "whsec_" and base64 of WEBHOOK_KEY_SIZE random bytes, drawn before the transaction. */
void webhook_secret_draw(char ret_secret[static WEBHOOK_SECRET_SIZE]);

enum err webhook_list(struct conn *conn, struct webhook **ret_items, size_t *ret_count);

/* Errors: NOT_FOUND. */
enum err webhook_by_id(struct conn *conn, int64_t id, struct webhook *ret_webhook);

/* Takes name, url, events, is_on of the row. Errors: TOO_LARGE (there are WEBHOOKS_MOST). */
enum err webhook_insert(struct conn *conn, const struct webhook *webhook, const char *secret,
                        int64_t *ret_id);

/* Likewise. One that is switched off is told nothing of what waits; one that is switched on is asked at once.
 * Errors: NOT_FOUND. */
enum err webhook_update(struct conn *conn, const struct webhook *webhook);

/* With its journal. Errors: NOT_FOUND. */
enum err webhook_delete(struct conn *conn, int64_t id);

/* Notes a trial, which goes to this one alone. */
enum err webhook_try(struct conn *conn, int64_t id, int64_t *ret_push_id);

/* ---- the journal */

/* Notes for all that want it what became of an article, within the transaction that does it. */
enum err push_note(struct conn *conn, int64_t article_id, int64_t sequence, bool was_public, bool is_public);

/* At most `limit` with numbers below `before` (0: all), the newest first. */
enum err push_list(struct conn *conn, int64_t webhook_id, int64_t before, int limit, struct push **ret_items,
                   size_t *ret_count);

/* Errors: NOT_FOUND, also for one of another webhook. */
enum err push_by_id(struct conn *conn, int64_t webhook_id, int64_t id, struct push *ret_push);

/* What is over waits anew, under its own message id and for PUSH_DAYS; what waits is tried now. */
enum err push_again(struct conn *conn, int64_t webhook_id, int64_t id);

/* What is to be tried next. Errors: NOT_FOUND (nothing, yet). */
enum err push_find_due(struct conn *conn, int64_t now_ms, struct push_due *ret_due);

/* When something is to be tried; INT64_MAX: nothing waits. */
enum err push_next_ms(struct conn *conn, int64_t *ret_ms);

/* The target took it; what it missed while it was away is tried soon. */
enum err push_note_taken(struct conn *conn, const struct push_due *due, int status);

/* It did not. Tried again at `next_ms`, 0: given up; nothing is asked of the target before `quiet_ms`, 0:
 * at once. */
enum err push_note_failed(struct conn *conn, const struct push_due *due, int status, int fault,
                          int64_t next_ms, int64_t quiet_ms);

/* The target says that it is gone for good: it is off, and nothing waits for it. Another address that it was
 * given meanwhile is asked instead. */
enum err push_note_gone(struct conn *conn, const struct push_due *due, int status);

/* Forgets what is long over. */
enum err push_forget(struct conn *conn);

struct push_counts {
    int64_t webhooks;
    int64_t waiting;
    int64_t given_up; /* tried last within a week */
    int64_t off;      /* by themselves: gone, or restored */
};

enum err push_count(struct conn *conn, struct push_counts *ret_counts);

#endif
