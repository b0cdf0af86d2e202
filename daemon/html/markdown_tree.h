/* The tree of a Markdown text while it is mended. Private to markdown*.c. */
#ifndef HTML_MARKDOWN_TREE_H
#define HTML_MARKDOWN_TREE_H

#include "markdown_inner.h"

#include <gumbo.h>

enum { NUMBER_ROOM = 96 };

struct tree {
    const char *source;
    const size_t *lines; /* where each begins */
    size_t length, line_count;
    cmark_mem *memory;
    struct scratch *scratch;
};

/* A block written as that element with these attributes, in place of a node whose children it takes. */
cmark_node *tree_replace(const struct tree *tree, cmark_node *node, GumboTag tag, const char *attributes);

#endif
