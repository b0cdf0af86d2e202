/* Saving the site with its history, and showing it. */
#ifndef HANDLER_SITE_SAVE_H
#define HANDLER_SITE_SAVE_H

#include "handler/app.h"
#include "http/reply.h"
#include "http/submission.h"
#include "store/site.h"

/* Lays what was sent over the present state, saves it, notes both states, and shows what came of it.
 * `reverted`: the version that it is, or 0. Errors: INPUT with faults noted, and the store's. */
enum err site_save(struct conn *conn, const struct submission *submission, struct reply *reply,
                   const struct site *present, int64_t reverted);

/* Commits it, and then has made what its pictures need. Errors: those of write_commit(). */
enum err site_commit(struct app *app, struct conn **conn, const struct request *request, struct reply *reply);

/* The answer that shows the present state. */
enum err site_show(struct conn *conn, struct reply *reply);

#endif
