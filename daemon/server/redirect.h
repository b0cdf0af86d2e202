/* What the listener answers that only sends people to https. Thread: the worker that serves the connection.
 */
#ifndef SERVER_REDIRECT_H
#define SERVER_REDIRECT_H

#include "http/request.h"

#include <stdbool.h>

struct app;
struct response;

/* The redirect, or 414 when the address is too long to be sent back: longer than any target that is read, but
 * for the host's name. Never NULL; owned by the caller. */
struct response *redirect_answer(struct app *app, struct request *request);

/* Whether this request is not sent on but answered: an authority of certificates asks by HTTP, and where
 * there is no certificate yet, or none that is valid, nobody can follow to https. */
bool redirect_is_answered_here(const struct app *app, const struct request *request);

#endif
