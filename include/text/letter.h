/* Letters: lower case and folding, for keys and slugs only; what a person wrote is never rewritten.
 *
 * Works by Unicode's own data for every script, Vietnamese's 134 accented letters among them, and
 * does not depend on the process's locale. Input is normalised text. Thread: any. */
#ifndef TEXT_LETTER_H
#define TEXT_LETTER_H

#include "base/arena.h"

#include <stdbool.h>

/* The text in lower case, normalised (NFC). "" when the arena has failed. */
const char *text_lower(const char *text, struct arena *arena);

/* The text in lower case and without any marks: "Đường Ủy ban" → "duong uy ban". Latin letters that do
 * not come apart are written out (đ d, ø o, ß ss, æ ae); compatibility forms become plain (ﬁ fi, ² 2). */
const char *text_fold(const char *text, struct arena *arena);

/* Whether a text of some length is written in capitals throughout. */
bool text_is_shouting(const char *text);

#endif
