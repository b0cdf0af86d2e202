/* The dictionaries of a piece of PDF, each with the few values that count here. Private to this floor. */
#ifndef HELPER_PDF_DICTIONARY_H
#define HELPER_PDF_DICTIONARY_H

#include "pdf_text.h"

enum pdf_key {
    PDF_KEY_TYPE,
    PDF_KEY_SUBTYPE,
    PDF_KEY_ACTION, /* S */
    PDF_KEY_FLAGS,  /* F */
    PDF_KEY_CONTENTS,
    PDF_KEY_VALUE, /* V */
    PDF_KEY_AUTHOR,
    PDF_KEY_FILES,  /* EF */
    PDF_KEY_SCRIPT, /* JS */
    PDF_KEY_FILTER,
    PDF_KEY_LENGTH,
    PDF_KEY_COUNT,
    PDF_KEY_PARENT,
    PDF_KEYS
};

/* What stands behind a key: the first piece; of an array the first name in it. */
struct pdf_value {
    struct pdf_token token; /* PDF_NOTHING: the key is not there */
    bool is_reference;      /* "12 0 R": it stands elsewhere */
    unsigned names;         /* in an array */
};

struct pdf_dictionary {
    struct pdf_value values[PDF_KEYS];
};

/* Who is told of each dictionary at its end, the inner ones first. */
typedef void pdf_heard(void *context, const struct pdf_dictionary *dictionary);

/* Reads a text that holds no streams. The outermost dictionary that ended last, which describes the stream
 * behind the text, is told by *ret_last, empty without one. What stands outside of dictionaries is taken for
 * one. */
void pdf_read(struct span text, pdf_heard *heard, void *context, struct pdf_dictionary *ret_last);

#endif
