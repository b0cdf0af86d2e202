/* What letters to citizens say. Private to this floor. Thread: who has the connection, between
 * live_assets_enter() and live_assets_leave(). */
#ifndef HANDLER_DIGEST_LETTER_H
#define HANDLER_DIGEST_LETTER_H

#include "handler/app.h"
#include "store/digest.h"

/* The letter with the link that makes what was asked count, in the connection's arena. */
enum err digest_link_letter(const struct app *app, struct conn *conn, const char *to, enum lang lang,
                            const char *code, const char **ret_letter);

/* The letter of what was published until `until_ms` and they were not told of; NULL: nothing was. */
enum err digest_letter(const struct app *app, struct conn *conn, const struct subscriber *to,
                       int64_t until_ms, const char **ret_letter);

#endif
