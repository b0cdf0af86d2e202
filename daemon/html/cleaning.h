/* What the parts of the cleaner share while they walk over one body.
 *
 * Private to this floor. Thread: one. */
#ifndef HTML_CLEANING_H
#define HTML_CLEANING_H

#include "part.h"
#include "scratch.h"
#include "style.h"
#include "word_list.h"
#include "writer.h"

struct cleaning {
    struct writer writer;
    struct scratch *scratch;
    struct word_list list;
    struct parts *parts;
    unsigned quotes;  /* quotations that are open */
    bool draws_words; /* the drawing that is open has some */
};

/* A node of the parsed tree on the way through it. */
struct visit {
    const GumboNode *node;
    unsigned next;    /* child to visit next */
    unsigned serial;  /* the block it opened in the writer */
    unsigned inlines; /* inline elements it opened, and stresses it ended */
    enum { OPENED_NOTHING, OPENED_BLOCK, OPENED_APART } opened;
    bool is_quote;     /* has marks around it */
    bool is_invisible; /* words inside are not seen */
    bool keeps_lines;  /* line breaks and blanks inside are seen */
    bool is_gap;       /* fills a line up between the mark of a list and its words */
};

/* Begins what the element is to become, and notes in the visit what has to be ended. */
void cleaning_enter(struct cleaning *cleaning, struct visit *visit, const struct style *style);

/* Ends it. */
void cleaning_leave(struct cleaning *cleaning, const struct visit *visit);

/* Words of a text node, as the elements around them are seen. */
void cleaning_text(struct cleaning *cleaning, const struct visit *visit, const GumboNode *node,
                   const char *text);

/* A film, sound or frame: a link, when it shows a page that is known, else a warning. */
void cleaning_embed(struct cleaning *cleaning, const GumboNode *node);

#endif
