/* The emergency line above every page: one at a time, with an end. Each wording is a row that stays as
 * history, with who put it there and who ended it. Begin and end come by themselves (store/schedule.h), and
 * pages that show it say until when they do. Errors: see store.h. Thread: the connection's. */
#ifndef STORE_ALERT_H
#define STORE_ALERT_H

#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Letters of a text; bytes of its link; how long it stands unless its end is told, and at most. */
enum { ALERT_TEXT_MAX = 300, ALERT_URL_MAX = 2000, ALERT_USUAL_HOURS = 24, ALERT_DAYS_MAX = 30 };

enum alert_level { ALERT_INFO, ALERT_WARNING, ALERT_DANGER, ALERT_LEVEL_COUNT };

/* "info", "warning", "danger", NULL: by the number of the level. */
extern const char *const alert_level_names[ALERT_LEVEL_COUNT + 1];

struct alert {
    int64_t version; /* of the wording; rises with each that anybody put there; 0: there is none */
    int64_t id;      /* of the line, which stays the same while its Vietnamese text does */
    enum alert_level level;
    const char *text;
    const char *text_en;     /* or NULL */
    const char *url;         /* or NULL */
    int64_t from_ms;         /* from this instant on it shows, */
    int64_t until_ms;        /* until this one */
    int64_t set_ms;          /* when this wording was put there */
    const char *set_by;      /* and by whom */
    int64_t ended_ms;        /* 0: it stands, or waits for its time */
    const char *ended_by;    /* "timer" when its time was over */
    bool is_known_to_public; /* the change feed says it */
};

/* Whether it shows at that instant. */
bool alert_is_shown(const struct alert *alert, int64_t now_ms);

/* The line that stands or waits, at the moment of the lease; version 0 where there is none. */
enum err alert_standing(struct conn *conn, struct alert *ret_alert);

/* The line as the public sees it at the moment of the lease: version 0 while none shows. *until_ms is brought
 * forward to the instant at which that changes by itself (0: never). */
enum err alert_live(struct conn *conn, struct alert *ret_alert, int64_t *until_ms);

/* Newest wording first, those below version `before` (0: all); `limit` 1 to 1000. */
enum err alert_history(struct conn *conn, int64_t before, int limit, struct alert **ret_items,
                       size_t *ret_count);

/* Puts it in place of what stands: level, texts, url, from_ms and until_ms are taken. Writer only. */
enum err alert_set(struct conn *conn, const struct alert *alert);

/* Takes away what stands or waits. Errors: NOT_FOUND. Writer only. */
enum err alert_end(struct conn *conn);

/* Exchanges the words of a wording, whichever it is, for those of `alert` (its text, text_en and url): a
 * person is to be named no more. Errors: NOT_FOUND. Writer only. */
enum err alert_reword(struct conn *conn, const struct alert *alert);

/* One wording. Errors: NOT_FOUND. */
enum err alert_by_version(struct conn *conn, int64_t version, struct alert *ret_alert);

/* ---- for the timer (store/schedule.h) */

/* The instant at which the line begins or ends, which may be over; INT64_MAX when nothing waits. */
enum err alert_next(struct conn *conn, int64_t *ret_due_ms);

/* Begins and ends what is due; *ret_due_ms is when it was, 0: nothing. Writer only. */
enum err alert_run(struct conn *conn, int64_t *ret_due_ms);

/* ---- for the change feed (store/change.h) */

/* The number of what last became of the line; 0: nothing ever. */
enum err alert_sequence(struct conn *conn, int64_t *ret_sequence);

#endif
