/* Letters that tell whoever asked that a question is answered, refused or forwarded. Only that one waits is
 * kept; it is made when it is sent, and goes with the person. Errors: see store.h; thread: the connection's.
 */
#ifndef STORE_PETITION_LETTER_H
#define STORE_PETITION_LETTER_H

#include "store/petition.h"

enum { PETITION_LETTER_DAYS = 3 /* it is tried */ };

struct petition_letter {
    int64_t petition_id;
    int64_t created_ms, attempts;
    const char *mail; /* NULL: it was sealed with another key */
    enum petition_state state;
    int64_t answer_id; /* the article that answers it; 0 none */
    int64_t received_ms;
    const char *unit; /* of one that was forwarded, to whom */
};

/* The next that is to be tried. Errors: NOT_FOUND (none, yet). */
enum err petition_letter_find(struct conn *conn, int64_t now_ms, struct petition_letter *ret_letter);

/* When the next is to be tried. Errors: NOT_FOUND (none waits). */
enum err petition_letter_next_ms(struct conn *conn, int64_t *ret_ms);

/* It was taken, or is given up; nothing of it is left. Writer only. */
enum err petition_letter_done(struct conn *conn, int64_t petition_id);

/* It is tried again at `next_ms`. Writer only. */
enum err petition_letter_later(struct conn *conn, int64_t petition_id, int64_t next_ms);

/* None is sent from here: those that wait go. Writer only. */
enum err petition_letters_drop(struct conn *conn);

#endif
