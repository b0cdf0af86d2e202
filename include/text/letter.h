/* Lower and upper case by Unicode's own data, for every script and whatever the process's locale; what a
 * person wrote is never rewritten. Input is normalised text. Thread: any. */
#ifndef TEXT_LETTER_H
#define TEXT_LETTER_H

#include "base/arena.h"

#include <stdbool.h>

/* The text in lower case, normalised (NFC). "" when the arena has failed. */
const char *text_lower(const char *text, struct arena *arena);

/* Whether a text of some length is written in capitals throughout. */
bool text_is_shouting(const char *text);

#endif
