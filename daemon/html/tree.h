/* Steps over a parsed tree, which is as deep as its source wants, so never by recursion.
 *
 * Private to this floor. */
#ifndef HTML_TREE_H
#define HTML_TREE_H

#include <gumbo.h>
#include <stdbool.h>

/* Whether the node is an element, and so may have children and attributes. */
bool tree_is_element(const GumboNode *node);

/* The node behind `node` in the order of the document, within `root`: its first child, when `enters` and it
 * has one, else what stands behind it. NULL at the end. */
const GumboNode *tree_next(const GumboNode *root, const GumboNode *node, bool enters);

/* The value of an element's attribute as the parser decoded it; "" when it has none. */
const char *tree_value(const GumboNode *node, const char *name);

#endif
