/* Sentences of plain text: what ends with a full stop, a question or exclamation mark, three dots, a
 * semicolon before white space, or with a line or a cell of a table. Thread: any. */
#ifndef TEXT_SENTENCE_H
#define TEXT_SENTENCE_H

#include <stdbool.h>
#include <stddef.h>

struct sentence {
    size_t start, end; /* bytes of the text */
    size_t words;      /* of Vietnamese: syllables */
};

/* The next sentence with words at or behind *at, which moves behind it; false: there is none. */
bool sentence_next(const char *text, size_t length, size_t *at, struct sentence *ret_sentence);

#endif
