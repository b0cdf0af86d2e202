/* Passwords as they are typed: brought to one form, and judged. Thread: any. */
#ifndef TEXT_PASSWORD_H
#define TEXT_PASSWORD_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    PASSWORD_MIN = 15,     /* characters, where it is the only proof */
    PASSWORD_MIN_TOTP = 8, /* beside one-time codes that are compulsory */
    PASSWORD_MAX = 128,
    PASSWORD_BYTES_MAX = 4 * PASSWORD_MAX,
};

/* What was typed, normalised as texts are (NFC; text/normalize.h), so that the same keys give the same on
 * every machine; "" of nothing, of what is no text, and of what is longer than any password may be. In the
 * arena. */
const char *password_typed(struct arena *arena, const char *sent);

enum password_verdict {
    PASSWORD_GOOD,
    PASSWORD_SHORT,
    PASSWORD_COMMON, /* nothing in it but what everybody tries first: such words, rows of keys, repetitions */
    PASSWORD_OWN,    /* nothing in it but that and the names that were given */
};

/* Judges what password_typed() gave, at least `least` characters. `own`: names of the account, the authority
 * …, any may be NULL. What is told as COMMON or OWN has fewer than five characters beside those. No kinds of
 * characters are asked for. */
enum password_verdict password_judge(struct arena *arena, const char *typed, size_t least,
                                     const char *const *own, size_t own_count);

/* Whether letters that are no ASCII are in it, as an input method makes them of keys. */
bool password_has_marks(const char *typed);

#endif
