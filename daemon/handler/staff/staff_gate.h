/* What admits to staff pages and what sign-in shares with it: cookies, transport, the way back. */
#ifndef HANDLER_STAFF_GATE_H
#define HANDLER_STAFF_GATE_H

#include "staff.h"

enum staff_transport {
    STAFF_SECURE, /* over TLS, here or at the proxy before us */
    STAFF_LOCAL,  /* in the clear, within this machine */
    STAFF_PLAIN,  /* in the clear, over a network: refused */
};
enum staff_transport staff_transport(const struct app *app, const struct request *request);

/* DEVICE says which accounts signed in here before. */
enum staff_cookie { STAFF_COOKIE_SESSION, STAFF_COOKIE_FORM, STAFF_COOKIE_DEVICE };

/* The value of one of our cookies, or NULL. Over TLS only the name counts that no other host can set. */
const char *staff_cookie(const struct app *app, const struct request *request, enum staff_cookie which);

/* A Set-Cookie line in the arena; `value` "" takes the cookie away. `max_age_s` 0: as long as the browser
 * runs. */
const char *staff_cookie_line(const struct app *app, const struct request *request, enum staff_cookie which,
                              const char *value, int64_t max_age_s);

/* What forms bear: the session's token; before there is one what a cookie of the browser's says, which is set
 * in `reply` when it has none (NULL: it is not). */
const char *staff_form_token(const struct app *app, const struct request *request, struct reply *reply);

/* `way` where it is a page of the staff, to go to after sign-in; else the desk. */
const char *staff_way_on(const struct request *request, const char *way);

#endif
