/* Text whose bytes were taken for another encoding on their way, as dumps of old databases have it.
 * Ownership: results live in the arena. Thread: any. */
#ifndef TEXT_UNDOUBLE_H
#define TEXT_UNDOUBLE_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* UTF-8 that was read as Latin-1 or Windows-1252 and written as UTF-8 again, once or twice: "Tin tá»©c".
 * Every line by itself: one is undone when all of its letters go back to bytes that are UTF-8, and something
 * of it was not ASCII; a line of Vietnamese as it should be never is. The text need not be valid UTF-8.
 * False: there is no such line, and nothing is set. */
bool text_undouble(const char *text, size_t length, struct arena *arena, const char **ret_text,
                   size_t *ret_length);

/* Bytes of Windows-1252 as UTF-8; those five that it has no sign for become controls of C1. */
const char *text_from_1252(const char *bytes, size_t size, struct arena *arena, size_t *ret_length);

#endif
