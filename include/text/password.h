/* Passwords as they are typed: brought to one form, and judged. Thread: any. */
#ifndef TEXT_PASSWORD_H
#define TEXT_PASSWORD_H

#include "base/arena.h"

enum {
    PASSWORD_MIN = 15,     /* characters, where it is the only proof */
    PASSWORD_MIN_TOTP = 8, /* beside one-time codes */
    PASSWORD_MAX = 128,
    PASSWORD_BYTES_MAX = 4 * PASSWORD_MAX,
};

/* What was typed, normalised as texts are (NFC; text/normalize.h), so that the same keys give the same on
 * every machine; "" of nothing, of what is no text, and of what is longer than any password may be. In the
 * arena. */
const char *password_typed(struct arena *arena, const char *sent);

#endif
