/* By the classes that Google Docs writes: "lst-kix_abc-1" names the list and the level, and "start" stands at
 * the first part of a level. The writer does the rest, which knows lists beside their items. */
#include "docs_list.h"

#include "tree.h"

#include <string.h>

enum { DOCS_LEVELS = 10 };

/* A list that is open among the children of one element. */
struct docs_list {
    GumboNode *node;
    const char *name; /* "lst-kix_abc" in its class, without the level */
    size_t name_length;
    int level;
    bool starts; /* is the first of its level */
};

/* Whether the node is such a list. */
static bool docs_list_of(GumboNode *node, struct docs_list *ret_list)
{
    static const char mark[] = "lst-kix_";
    if (node->type != GUMBO_NODE_ELEMENT ||
        (node->v.element.tag != GUMBO_TAG_UL && node->v.element.tag != GUMBO_TAG_OL))
        return false;
    const char *classes = tree_value(node, "class"), *name = strstr(classes, mark);
    size_t length = name ? strcspn(name, " \t\n\r\f") : 0;
    if (length < sizeof mark + 2 || name[length - 2] != '-' || name[length - 1] < '0' ||
        name[length - 1] > '9')
        return false;
    *ret_list = (struct docs_list){node, name, length - 2, name[length - 1] - '0', strstr(classes, "start")};
    return true;
}

/* Puts a node behind the last child of `parent`. */
static void append_child(GumboNode *parent, GumboNode *child, struct arena *arena)
{
    GumboVector *children = &parent->v.element.children;
    if (children->length == children->capacity) {
        unsigned capacity = children->capacity ? children->capacity * 2 : 8;
        void **data = arena_alloc(arena, capacity * sizeof *data);
        if (!data)
            return;
        if (children->length)
            memcpy(data, children->data, children->length * sizeof *data);
        children->data = data;
        children->capacity = capacity;
    }
    child->parent = parent;
    child->index_within_parent = children->length;
    children->data[children->length++] = child;
}

/* Whether `list` is the same one as `before`, which something deeper parted. */
static bool docs_list_goes_on(const struct docs_list *before, const struct docs_list *list)
{
    return !list->starts && before->node->v.element.tag == list->node->v.element.tag &&
           before->name_length == list->name_length &&
           memcmp(before->name, list->name, list->name_length) == 0;
}

/* Finds the place of a list among those that are open. False: it stays where it is. */
static bool docs_list_move(struct docs_list open[DOCS_LEVELS], size_t *count, const struct docs_list *list,
                           struct arena *arena)
{
    while (*count && open[*count - 1].level > list->level)
        --*count;
    struct docs_list *top = *count ? &open[*count - 1] : NULL;
    if (top && top->level == list->level && docs_list_goes_on(top, list)) {
        const GumboVector *items = &list->node->v.element.children;
        for (unsigned i = 0; i < items->length; i++)
            append_child(top->node, items->data[i], arena);
        return true;
    }
    *count -= top && top->level == list->level;
    bool is_inside = *count > 0;
    if (is_inside)
        append_child(open[*count - 1].node, list->node, arena);
    open[(*count)++] = *list;
    return is_inside;
}

static void docs_lists_of(GumboNode *parent, struct arena *arena)
{
    struct docs_list open[DOCS_LEVELS], list;
    GumboVector *children = &parent->v.element.children;
    size_t count = 0;
    unsigned kept = 0;
    for (unsigned i = 0; i < children->length; i++) {
        GumboNode *child = children->data[i];
        bool is_list = docs_list_of(child, &list);
        if (is_list && docs_list_move(open, &count, &list, arena))
            continue;
        if (!is_list && child->type != GUMBO_NODE_WHITESPACE && child->type != GUMBO_NODE_COMMENT)
            count = 0;
        child->index_within_parent = kept;
        children->data[kept++] = child;
    }
    children->length = kept;
}

void docs_lists_join(GumboNode *root, struct arena *arena)
{
    const GumboNode *node = root;
    /* Its parent has it without const. A list that is moved has no lists of the kind inside, so what is
     * behind it is not missed. */
    for (; node && !arena_failed(arena); node = tree_next(root, node, true)) {
        if (!tree_is_element(node) || node->v.element.children.length < 2)
            continue;
        docs_lists_of(node == root ? root : node->parent->v.element.children.data[node->index_within_parent],
                      arena);
    }
}
