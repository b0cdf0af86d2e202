/* The bullet or number of a paragraph in a list of Word's.
 *
 * Private to this floor. */
#ifndef HTML_WORD_MARK_H
#define HTML_WORD_MARK_H

#include <gumbo.h>
#include <stdbool.h>
#include <stddef.h>

enum { MARK_SIZE = 16 };

struct mark {
    char type; /* '\0': a bullet */
    int number;
    bool is_roman_too; /* a letter that is a Roman number as well */
};

/* Where it stands in its paragraph. */
struct mark_place {
    const GumboNode *element; /* which holds it and nothing else; NULL: it begins the text below */
    const GumboNode *text;
    size_t length;         /* bytes of the text up to behind it */
    char words[MARK_SIZE]; /* without blanks, cut */
};

/* Finds the mark of a paragraph of which the style says that it is in a list. False: it has none. */
bool mark_find(const GumboNode *paragraph, struct mark_place *ret_place);

/* The same where nothing says so: a mark, and behind it the blanks by which Word parts it from the words. */
bool mark_find_typed(const GumboNode *paragraph, struct mark_place *ret_place);

/* What the text of a mark says. Letters without a point are bullets of symbol fonts; words, and numbers of
 * several parts, are no mark of a list. */
bool mark_read(const char *text, struct mark *ret_mark);

/* A single letter follows what the list has; the first one that is an "i" begins Roman numbers. */
void mark_settle(struct mark *mark, char type);

#endif
