/* By the nodes' own places; see tree.h. Knows no meaning of any element. */
#include "tree.h"

bool tree_is_element(const GumboNode *node)
{
    return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE;
}

const GumboNode *tree_next(const GumboNode *root, const GumboNode *node, bool enters)
{
    if (enters && tree_is_element(node) && node->v.element.children.length)
        return node->v.element.children.data[0];
    while (node != root && node->index_within_parent + 1 >= node->parent->v.element.children.length)
        node = node->parent;
    return node == root ? NULL : node->parent->v.element.children.data[node->index_within_parent + 1];
}

const char *tree_value(const GumboNode *node, const char *name)
{
    const GumboVector *attributes = &node->v.element.attributes;
    const GumboAttribute *attribute = attributes->length ? gumbo_get_attribute(attributes, name) : NULL;
    return attribute ? attribute->value : "";
}
