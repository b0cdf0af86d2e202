/* Excerpts: plain text shortened for descriptions, lists and subtitles. Thread: any. */
#ifndef TEXT_EXCERPT_H
#define TEXT_EXCERPT_H

#include "base/arena.h"

#include <stddef.h>

/* At most `most` characters (code points, 2 or more) of normalised plain text, newlines and runs of
 * spaces as one space, cut at the end of a word with "…" behind it when anything is left out; a single
 * word longer than that is cut inside, never inside a letter with its marks. "" for an empty text or a
 * failed arena. */
const char *text_excerpt(const char *text, size_t most, struct arena *arena);

/* What somebody sent, to be named in an error: at most `most` bytes (4 or more) of it, cut at a character's
 * edge with "…" behind when anything is left out; what is not UTF-8, and control characters, become U+FFFD.
 * "" for a failed arena. */
const char *text_shown(const char *bytes, size_t size, size_t most, struct arena *arena);

/* How many words a text has as word processors count them: what stands between blanks is one, be it a sign
 * alone. `length` in bytes. */
size_t text_word_count(const char *text, size_t length);

#endif
