/* The syntax of PDF's objects (ISO 32000-1, 7.2 and 7.3), as far as names, texts, numbers and how they nest.
 * Private to this floor. */
#ifndef HELPER_PDF_TEXT_H
#define HELPER_PDF_TEXT_H

#include "bytes.h"

#include <stdbool.h>

enum pdf_kind {
    PDF_NOTHING,
    PDF_NAME,
    PDF_STRING, /* in parentheses or angles, which are part of its text */
    PDF_NUMBER,
    PDF_WORD, /* true, R, obj … */
    PDF_DICTIONARY,
    PDF_ARRAY,
    PDF_DICTIONARY_END,
    PDF_ARRAY_END
};

/* A piece of the text; a name is without its slash. */
struct pdf_token {
    enum pdf_kind kind;
    struct span text;
};

/* The next piece, behind white space and comments; false at the end. What makes no sense is passed over. */
bool pdf_next(struct span *rest, struct pdf_token *ret_token);

/* Whether a name or word is this one. */
bool pdf_is(const struct pdf_token *token, const char *word);

/* A number's value, cut to whole ones; 0 for what is none. */
int64_t pdf_integer(const struct pdf_token *token);

/* The bytes of a string with its escapes undone, as far as there is room; their number. */
size_t pdf_string(const struct pdf_token *token, unsigned char *to, size_t room);

/* UTF-16 (big-endian) of the characters below U+10000 as UTF-8, at most three bytes for two; the others,
 * which no name has, are left out. The number of bytes. */
size_t pdf_as_utf8(struct span wide, char *to);

#endif
