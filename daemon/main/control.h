/* A request to the daemon that runs on a data folder, over its control socket: plain HTTP/1.1 (RFC 9112),
 * one request a connection, as admin. */
#ifndef MAIN_CONTROL_H
#define MAIN_CONTROL_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>

/* What is sent, and who takes what comes back. */
struct control_call {
    const char *directory; /* the data folder */
    const char *method, *path;
    const char *type;       /* Content-Type, or NULL without a body */
    const struct buf *body; /* or NULL: */
    int file;               /* the body's file, from its beginning; 0 none */
    /* Gets the answer's body piece by piece; false ends the conversation. */
    bool (*take)(void *context, int status, const char *bytes, size_t size);
    void *context;
};

/* Sends the call and reads the whole answer; *ret_status is its status. `fault` receives one line.
 * Errors: NOT_FOUND (no daemon listens there; no fault is written), UNAVAILABLE (it does, and the
 * conversation failed or was cut). */
enum err control_send(const struct control_call *call, struct buf *fault, int *ret_status);

/* Says in one line who may use the folder's portal, and how to be that one. Gives UNAVAILABLE. */
enum err control_not_permitted(const char *directory, struct buf *fault);

struct control_answer {
    int status;
    struct buf body; /* released by the caller with buf_done() */
};

/* Sends `json` (NULL: no body) and reads the whole answer, at most 4 MiB. `fault` receives one line.
 * Errors: NOT_FOUND (no daemon listens there; no fault is written), UNAVAILABLE (it does, and the
 * conversation failed), TOO_LARGE. */
enum err control_request(const char *directory, const char *method, const char *path, const char *json,
                         struct buf *fault, struct control_answer *ret_answer);

/* The answer's problem as one line: its errors' details, else its detail, else its title. */
void control_problem(const struct control_answer *answer, struct buf *fault);

#endif
