/* What an element's style says about its words: how they are stressed, whether they are seen, and what Word
 * notes there about its lists and comments. Everything else in a style is dress.
 *
 * Private to this floor. */
#ifndef HTML_STYLE_H
#define HTML_STYLE_H

#include <gumbo.h>
#include <stdbool.h>
#include <stddef.h>

/* What a property says; most say nothing. INHERIT: as the element around, whatever this one is. */
enum said { SAID_NOTHING, SAID_NO, SAID_YES, SAID_INHERIT };

/* How letters are shown. */
enum lettering { LETTERS_UNSAID, LETTERS_AS_TYPED, LETTERS_UPPER, LETTERS_LOWER, LETTERS_CAPITALIZED };

/* A piece of the source, without white space around it. */
struct css_piece {
    const char *text;
    size_t length; /* 0: it says nothing */
};

enum raised { RAISED_UNSAID, RAISED_NOT, RAISED_SUB, RAISED_SUPER };

/* Word's name for a part of a document (mso-element). */
enum mso_part { MSO_NONE, MSO_COMMENT, MSO_COMMENT_LIST, MSO_MARGIN };

struct style {
    enum said bold, italic, underline, strike;
    enum said hidden;    /* not to be seen, with all that is inside */
    enum said invisible; /* the same, but what is inside can be seen again */
    enum said lines;     /* line breaks of the source are seen */
    enum said apart;     /* stands in lines of its own (YES) or within its line (NO), whatever the element */
    enum raised raised;
    enum mso_part part;
    bool is_comment_mark; /* Word's place of a comment */
    bool is_list_mark;    /* the bullet or number that Word wrote into a list paragraph */
    int list_level;       /* of a paragraph in a list of Word's, from 1; 0: none */
    char list_type;       /* of an ordered list: '1', 'a', 'A', 'i', 'I'; '\0' unsaid */
    bool is_list_gap;     /* Word's blanks between the mark of a list and its words */
    int margin;           /* how far a paragraph is moved in, in points; 0 unsaid */
    enum lettering lettering;
    /* The text that is generated; counters that begin anew, take a value and go on with the element. */
    struct css_piece content, resets, sets, steps;
};

/* Lays declarations ("font-weight:700; …", `length` bytes) over what is there: those that are important, or
 * the others. Whether any of them said something of the words. */
bool style_lay(struct style *style, const char *declarations, size_t length, bool important);

/* Lays what `more` says over what is there. */
void style_over(struct style *style, const struct style *more);

/* The same for the declarations of the style attribute. */
void style_lay_own(struct style *style, const GumboVector *attributes, bool important);

/* What the style attribute says alone; all zero when there is none. What the document's styles say is
 * sheet.h's. */
struct style style_of(const GumboVector *attributes);

#endif
