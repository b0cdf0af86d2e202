/* What the parts of the cleaner share while they walk over one body.
 *
 * Private to this floor. Thread: one. */
#ifndef HTML_CLEANING_H
#define HTML_CLEANING_H

#include "generated.h"
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
    struct counters counters;
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
    bool is_spelled;   /* a list whose numbers are words in its items, which are no list's then */
    char number_type;  /* the kind of number that is generated before the items of a list; '\0': none */
    int number;        /* of the next item of an ordered list */
    enum lettering lettering;
};

/* What stands before the words of an element because a style generates it; of `parent`, which is around it,
 * the number of the next item goes on. To be asked before cleaning_enter(), which writes what is no text. */
struct generated {
    const char *text; /* "" for none */
    struct style style;
};

void cleaning_count_page(struct cleaning *cleaning, const GumboNode *body);
void cleaning_count(struct cleaning *cleaning, struct visit *visit, struct visit *parent,
                    const struct style *style, struct generated *ret_before);

/* Writes generated text: what cleaning_count() found, and what stands behind the words. */
void cleaning_generate(struct cleaning *cleaning, const struct visit *visit, const struct generated *text);
void cleaning_generate_end(struct cleaning *cleaning, const struct visit *visit);

/* The kind of an ordered list's numbers: that of the text generated before its first item, else as the styles
 * of the list and its items say. */
char cleaning_list_type(struct cleaning *cleaning, const struct visit *visit, const struct style *style);

/* Begins and ends what a style says of words alone. */
void cleaning_enter_style(struct cleaning *cleaning, struct visit *visit, const struct style *style);

/* Begins what the element is to become, and notes in the visit what has to be ended. */
void cleaning_enter(struct cleaning *cleaning, struct visit *visit, const struct visit *parent,
                    const struct style *style);

/* Ends it. */
void cleaning_leave(struct cleaning *cleaning, const struct visit *visit);

/* Words of a text node, as the elements around them are seen. */
void cleaning_text(struct cleaning *cleaning, const struct visit *visit, const GumboNode *node,
                   const char *text);

/* A film, sound or frame: a link, when it shows a page that is known, else a warning. */
void cleaning_embed(struct cleaning *cleaning, const GumboNode *node);

#endif
