/* The tree of a Markdown text while it is mended. Private to markdown*.c. */
#ifndef HTML_MARKDOWN_TREE_H
#define HTML_MARKDOWN_TREE_H

#include "markdown_inner.h"

#include <gumbo.h>

enum { HEADINGS_MAX = 200 /* that get an address */, NUMBER_ROOM = 96 };

struct tree {
    const char *source;
    const size_t *lines; /* where each begins */
    size_t length, line_count;
    cmark_mem *memory;
    struct scratch *scratch;
    const char *ids[HEADINGS_MAX];
    size_t id_count;
};

/* A block written as that element with these attributes, in place of a node whose children it takes. */
cmark_node *tree_replace(const struct tree *tree, cmark_node *node, GumboTag tag, const char *attributes);

/* A heading's address is the slug of its words, so that a link to it can be written by hand. */
void tree_name_heading(struct tree *tree, cmark_node *heading);

/* "#Thời-gian" and "#th%E1%BB%9Di-gian" lead to the heading that has this slug. */
void tree_lead_to_heading(const struct tree *tree, cmark_node *link);

#endif
