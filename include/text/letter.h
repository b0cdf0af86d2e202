/* Lower and upper case by Unicode's own data, for every script and whatever the process's locale; what a
 * person wrote is never rewritten. Input is normalised text. Thread: any. */
#ifndef TEXT_LETTER_H
#define TEXT_LETTER_H

#include "base/arena.h"

#include <stdbool.h>

/* The text in lower case, normalised (NFC). "" when the arena has failed. */
const char *text_lower(const char *text, struct arena *arena);

/* The same in capitals, and with a capital at the beginning of each word. */
const char *text_upper(const char *text, struct arena *arena);
const char *text_capitalized(const char *text, struct arena *arena);

/* Whether a text of some length is written in capitals throughout. */
bool text_is_shouting(const char *text);

#endif
