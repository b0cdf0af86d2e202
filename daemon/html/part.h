/* Parts of a body that links lead to: ids and named anchors, under names of their own, so that none of them
 * is one of the page's. A link to a heading's words finds the heading.
 *
 * Private to this floor. Thread: one body's. */
#ifndef HTML_PART_H
#define HTML_PART_H

#include "base/arena.h"

#include <gumbo.h>
#include <stdbool.h>

struct parts;

/* A part as it is to be written. */
struct part {
    const char *name; /* NULL: it has none */
    bool is_linked;   /* some link of the body leads there */
};

/* Looks at all names and links of a tree. NULL when memory ends. */
struct parts *parts_collect(const GumboNode *root, struct arena *arena);

/* Whether links and places of the HTML that was written of the tree agree: each link that was written leads
 * to a place that was, and to each place that a link leads to one was. True when memory ends; the arena
 * failed then. */
bool parts_agree(struct parts *parts, const char *html);

/* The same tree looked at anew, behind parts_agree(): without links to places that were not written, and
 * without those that were not written themselves. NULL when memory ends. */
struct parts *parts_again(struct parts *former, const GumboNode *root);

/* The name of an element; each is given once, another element of the same name gets a number. */
struct part parts_take(struct parts *parts, const GumboNode *node);

/* The address ("#name") of the part that a link names ("#typed"); NULL when there is none. */
const char *parts_link(struct parts *parts, const char *typed);

#endif
