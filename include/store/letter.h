/* Letters to the staff that wait to be sent: one of a person and day, sealed with the portal's key with its
 * head and all. What has gone, or was given up, leaves no more than that. Errors: see store.h. */
#ifndef STORE_LETTER_H
#define STORE_LETTER_H

#include "store/account.h"

enum { LETTER_DAYS = 3 /* it is tried */, LETTER_TOLD_DAYS = 7 /* that one was given up */ };

struct letter_due {
    int64_t id;
    int64_t account_id;
    int64_t created_ms;
    int64_t attempts;
    const char *letter; /* text/mail_letter.h; NULL: it was sealed with another key */
};

struct letter_counts {
    int64_t waiting;
    int64_t given_up;   /* within LETTER_TOLD_DAYS */
    int fault;          /* of the last that failed and waits, or was given up; 0 none. An enum mail_fault */
    const char *answer; /* what the relay said to it */
};

/* Puts one into the queue, unless the account has one of this day, and notes that somebody looked. `text`
 * NULL: nothing waits for its owner that day. */
enum err letter_put(struct conn *conn, int64_t account_id, int32_t day, const char *text);

/* The next that is to be tried. Errors: NOT_FOUND (none, yet). */
enum err letter_find_due(struct conn *conn, int64_t now_ms, struct letter_due *ret_due);

/* When the next is to be tried; 0: none waits. */
enum err letter_next_ms(struct conn *conn, int64_t *ret_ms);

enum err letter_note_sent(struct conn *conn, int64_t id);

/* It is tried again at `next_ms`; 0: it is given up. */
enum err letter_note_failed(struct conn *conn, int64_t id, int64_t next_ms, int fault, const char *answer);

enum err letter_count(struct conn *conn, int64_t now_ms, struct letter_counts *ret_counts);

/* Forgets those that are long done. */
enum err letter_forget(struct conn *conn);

#endif
