/* A request to the daemon that runs on a data folder, over its control socket: plain HTTP/1.1 (RFC 9112),
 * one request a connection, as admin. */
#ifndef MAIN_CONTROL_H
#define MAIN_CONTROL_H

#include "base/buf.h"
#include "base/err.h"

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
