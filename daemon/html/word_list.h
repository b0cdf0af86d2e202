/* Lists as Word copies them: paragraphs that name a level and bring their bullet or number as text.
 *
 * Private to this floor. Thread: one body's. */
#ifndef HTML_WORD_LIST_H
#define HTML_WORD_LIST_H

#include "style.h"
#include "writer.h"

#include <gumbo.h>
#include <stdbool.h>

enum { WORD_LIST_LEVELS = 9 };

struct word_list {
    struct {
        unsigned serial, item; /* of the list and its last item in the writer */
        int level;
        char type; /* '\0': bullets */
        int next;  /* the number that comes next */
    } lists[WORD_LIST_LEVELS];
    size_t depth;            /* lists that are open */
    const GumboNode *parent; /* in which their paragraphs stand */
    const GumboNode *mark;   /* the mark that became a number or bullet and is not to be written, */
    const GumboNode *typed;  /* ... or the text that begins with it, */
    size_t typed_length;     /* ... so many bytes long */
};

/* The level of a paragraph: as its style says it or, where Word left that out, by its mark and its margin. 0:
 * it is in no list. */
int word_list_level(const GumboNode *node, const struct style *style);

/* Begins an item for the paragraph, in the list of its level. False: it is none, or its mark ("Điều 1.",
 * "1.1.") is no number that a list could have; then it is a paragraph like others. */
bool word_list_item(struct word_list *list, struct writer *writer, const GumboNode *node,
                    const struct style *style);

/* Ends the lists before a node that is no part of them. */
void word_list_before(struct word_list *list, struct writer *writer, const GumboNode *node);

/* Ends the lists that stand in this node. */
void word_list_leave(struct word_list *list, struct writer *writer, const GumboNode *node);

#endif
