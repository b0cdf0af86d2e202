/* What the letter to who asked says. Private to this floor. Thread: who has the connection, between
 * live_assets_enter() and live_assets_leave(). */
#ifndef HANDLER_ANSWER_LETTER_H
#define HANDLER_ANSWER_LETTER_H

#include "handler/app.h"
#include "store/petition_letter.h"

/* The letter (text/mail_letter.h) in both languages, in the connection's arena. Errors: MEMORY, the store's.
 */
enum err answer_letter(const struct app *app, struct conn *conn, const struct petition_letter *to,
                       const char **ret_letter);

#endif
