/* Errors: one closed list for the whole program.
 *
 * A function that can fail because of the world returns `enum err`; a programmer's mistake is an
 * assert, kept on in release. An error is a value: it carries no text and is logged once, where it
 * is turned into an HTTP answer or ends a command. Thread: any.
 *
 * Statuses follow RFC 9110 section 15, types RFC 9457. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

enum err {
    ERR_OK = 0,
#define ERR(code, status, type, vi, en) ERR_##code,
#include "base/err.def"
#undef ERR
    ERR_COUNT
};

/* Languages in which the program speaks. */
enum lang { LANG_VI, LANG_EN, LANG_COUNT };

/* HTTP status of an error; 200 for ERR_OK. Never fails. */
int err_status(enum err err);

/* Whether the client's request is at fault and not the server: all of 4xx, and of 5xx those that refuse what
 * nobody here speaks (501, 505). */
bool err_is_clients(enum err err);

/* Last part of the problem type, such as "not-found"; "ok" for ERR_OK. Static text. */
const char *err_type(enum err err);

/* Title in a language; static UTF-8 text. */
const char *err_title(enum err err, enum lang lang);

#endif
