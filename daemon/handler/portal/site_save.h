/* Saving the site with its history, and showing it. */
#ifndef HANDLER_SITE_SAVE_H
#define HANDLER_SITE_SAVE_H

#include "handler/app.h"
#include "http/reply.h"
#include "http/submission.h"
#include "media/media_exchange.h"
#include "store/site.h"

/* Lays what was sent over the present state, saves it, notes both states, and shows what came of it.
 * `reverted`: the version that it is, or 0. Errors: INPUT with faults noted, and the store's. */
enum err site_save(struct conn *conn, const struct submission *submission, struct reply *reply,
                   const struct site *present, int64_t reverted);

/* Commits it, and then has made what its pictures need. Errors: those of write_commit(). */
enum err site_commit(struct app *app, struct conn **conn, const struct request *request, struct reply *reply);

/* Exchanges a medium among its pictures and in the addresses of its menu, and saves that as a change; whether
 * there was anything. Errors: the store's, MEMORY. */
enum err site_exchange_media(struct conn *conn, struct arena *arena, const struct media_exchange *exchange,
                             bool *ret_changed);

/* The answer that shows the present state. */
enum err site_show(struct conn *conn, struct reply *reply);

#endif
