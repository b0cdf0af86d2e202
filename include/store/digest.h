/* Citizens who have what is new sent to them by mail. An address is sealed with the portal's key and known
 * again by a keyed hash; nothing counts until the link of a letter to it was opened, and who leaves is gone
 * with everything that was kept of them. Rows live in the connection's arena. Errors: see store.h. Thread:
 * the connection's. */
#ifndef STORE_DIGEST_H
#define STORE_DIGEST_H

#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    DIGEST_ASK_HOURS = 48,    /* a link is good */
    DIGEST_ASKS_MOST = 1000,  /* wait to be confirmed, of all */
    DIGEST_LETTER_DAYS = 3,   /* a letter is tried */
    DIGEST_REFUSALS_MOST = 3, /* in a row, then the address is forgotten */
    DIGEST_CATEGORIES_MOST = 50,
    DIGEST_CODE_SIZE = 64, /* of a code as text, its NUL included */
};

/* What somebody wants. */
struct digest_choice {
    enum lang lang;
    bool is_weekly;
    const char *categories; /* "[3,8]", ids; NULL: all */
};

struct subscriber {
    int64_t id;
    const char *address; /* NULL: it was sealed with another key */
    struct digest_choice choice;
    int64_t told_ms; /* of what was published before they were told */
    const char *leave_code;
};

/* A letter that waits. */
struct citizen_letter {
    int64_t id, subscriber_id; /* 0: of one that only asked */
    int64_t created_ms, attempts;
    const char *letter; /* text/mail_letter.h; NULL: it was sealed with another key */
};

/* Draws a code, which stands in a link. */
void digest_code_draw(char ret_code[static DIGEST_CODE_SIZE]);

/* Notes that somebody asked, whoever it was: *ret_id 0 when this address has asked within the hour,
 * with whatever "+tag". Errors: TOO_MANY (DIGEST_ASKS_MOST wait). */
enum err digest_ask(struct conn *conn, const char *address, const struct digest_choice *choice,
                    const char *code, int64_t *ret_id);

/* Whether a code is good. Errors: NOT_FOUND. */
enum err digest_find_ask(struct conn *conn, const char *code);

/* What was asked counts from now on, in place of what this address had before. Errors: NOT_FOUND. */
enum err digest_confirm(struct conn *conn, const char *code);

/* Whether a code of `leave_code` is somebody's. Errors: NOT_FOUND. */
enum err digest_find_leave(struct conn *conn, const char *code, int64_t *ret_id);

/* They are gone, with what waits for them. */
enum err digest_leave(struct conn *conn, int64_t id);

/* At most `limit` who were not told of all that was published before `daily_ms`, or `weekly_ms`. */
enum err digest_list_due(struct conn *conn, int64_t daily_ms, int64_t weekly_ms, int limit,
                         struct subscriber **ret_items, size_t *ret_count);

/* They were told of what was published before. `letter` NULL: nothing was new. */
enum err digest_told(struct conn *conn, const struct subscriber *one, int64_t told_ms, const char *letter);

/* Puts the letter of one who asked into the queue. */
enum err digest_put_link(struct conn *conn, int64_t ask_id, const char *letter);

/* Words were taken back from the public: what waits for subscribers may bear them. It goes, and they are as
 * if they had not been told, so that it is made anew. */
enum err digest_take_back(struct conn *conn);

/* A number that is another one once anything was taken back; of letters that were made before nobody knows
 * what they bear. */
enum err digest_state(struct conn *conn, int64_t *ret_state);

/* The next that is to be tried: links to confirm before all others. Errors: NOT_FOUND. */
enum err digest_find_letter(struct conn *conn, int64_t now_ms, struct citizen_letter *ret_letter);

/* Nothing is kept of one that was taken. */
enum err digest_letter_taken(struct conn *conn, const struct citizen_letter *letter);

/* Tried again at `next_ms`; 0: given up. `is_refused`: for whom it is; after DIGEST_REFUSALS_MOST of them
 * they are forgotten. */
enum err digest_letter_failed(struct conn *conn, const struct citizen_letter *letter, int64_t next_ms,
                              bool is_refused);

struct digest_counts {
    int64_t subscribers, weekly;
    int64_t waiting; /* letters */
};

enum err digest_count(struct conn *conn, struct digest_counts *ret_counts);

/* Whether digest_forget() has anything to do. */
enum err digest_find_over(struct conn *conn, bool is_sending, bool *ret_over);

/* Forgets what nobody confirmed in time; and every letter when none is sent any more (`is_sending` false). */
enum err digest_forget(struct conn *conn, bool is_sending);

#endif
