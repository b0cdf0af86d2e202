/* Where a text names a person: a name or a number as somebody asks for it, found however it was typed. A name
 * is a row of words that are the same but for capitals and the place of their tone marks; a number of six
 * digits or more is the same digits, whatever divides them (0912 345 678, 0912.345.678).
 *
 * Ownership: all in the arena given. Thread: any. */
#ifndef TEXT_MENTION_H
#define TEXT_MENTION_H

#include "base/arena.h"
#include "base/err.h"
#include "text/word.h"

#include <stdbool.h>
#include <stddef.h>

enum { MENTION_WORDS_MAX = 12, MENTION_DIGITS_LEAST = 6, MENTION_DIGITS_MAX = 32 };

struct mention {
    char digits[MENTION_DIGITS_MAX + 1]; /* of a number; else "" */
    struct word words[MENTION_WORDS_MAX];
    size_t word_count;
};

/* What stands in its place when it is taken out. */
#define MENTION_MASK "[…]"

/* Errors: INPUT (a single letter, no word at all, or too many). */
enum err mention_of(const char *find, struct mention *ret_mention);

/* The next place at or behind *at, which moves behind it; false: none. */
bool mention_next(const struct mention *mention, const char *text, size_t *at, size_t *ret_start);

/* Whether a text, which may be NULL, names it. */
bool mention_is_in(const struct mention *mention, const char *text);

/* The text with every place masked; the same pointer when there is none, NULL for NULL. */
const char *mention_masked(const struct mention *mention, const char *text, struct arena *arena);

#endif
