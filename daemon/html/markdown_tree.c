/* What cmark's tree lacks: lists in their order, numbers as they were typed, addresses of headings, tasks,
 * bare links. Nodes are only made and moved; all they hold is in the scratch. */
#include "markdown_tree.h"
#include "autolink.h"
#include "element.h"

#include <stdio.h>
#include <string.h>

static cmark_node *tree_node(const struct tree *tree, cmark_node_type type)
{
    return cmark_node_new_with_mem(type, tree->memory);
}

/* A copy that lives as long as the tree. */
static char *tree_text(const struct tree *tree, const char *text, size_t length)
{
    char *copy = scratch_alloc(tree->scratch, length + 1);
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

static void insert_text(const struct tree *tree, cmark_node *before, const char *text, size_t length)
{
    if (!length)
        return;
    cmark_node *node = tree_node(tree, CMARK_NODE_TEXT);
    cmark_node_set_literal(node, tree_text(tree, text, length));
    cmark_node_insert_before(before, node);
}

static size_t *lines_of(const char *source, size_t length, struct scratch *scratch, size_t *ret_count)
{
    size_t count = 1;
    for (size_t i = 0; i < length; i++)
        count += source[i] == '\n';
    size_t *lines = scratch_alloc(scratch, count * sizeof *lines);
    lines[0] = 0;
    for (size_t i = 0, line = 1; i < length; i++)
        if (source[i] == '\n')
            lines[line++] = i + 1;
    *ret_count = count;
    return lines;
}

/* The source where the node begins; "" when it cannot be told. */
static const char *source_at(const struct tree *tree, cmark_node *node)
{
    int line = cmark_node_get_start_line(node), column = cmark_node_get_start_column(node);
    if (line < 1 || column < 1 || (size_t)line > tree->line_count)
        return "";
    size_t at = tree->lines[line - 1] + (size_t)column - 1;
    return at < tree->length ? tree->source + at : "";
}

/* The sign of a list of bullets; '\0' for all else. */
static char bullet_of(const struct tree *tree, cmark_node *list)
{
    if (cmark_node_get_type(list) != CMARK_NODE_LIST || cmark_node_get_list_type(list) != CMARK_BULLET_LIST)
        return '\0';
    return *source_at(tree, cmark_node_first_child(list));
}

static void move_children(cmark_node *from, cmark_node *to)
{
    for (cmark_node *child = cmark_node_first_child(from), *next; child; child = next) {
        next = cmark_node_next(child);
        cmark_node_append_child(to, child);
    }
}

/* Minutes of meetings have "-" for points and "+" for what is below them, at the same indent. CommonMark
 * begins a list with each sign; here they become one, with the others inside. */
static void nest_bullets(const struct tree *tree, cmark_node *parent)
{
    for (cmark_node *list = cmark_node_first_child(parent), *next; list; list = next) {
        next = cmark_node_next(list);
        if (!next || bullet_of(tree, list) != '-')
            continue;
        char sign = bullet_of(tree, next);
        cmark_node *last = cmark_node_last_child(list);
        bool has_inner = cmark_node_last_child(last) && bullet_of(tree, cmark_node_last_child(last)) == '+';
        if (sign == '+')
            cmark_node_append_child(last, next);
        else if (sign == '-' && has_inner)
            move_children(next, list);
        else
            continue;
        if (sign == '-')
            cmark_node_unlink(next);
        /* The same list once more, with what comes behind it now. */
        next = list;
    }
}

cmark_node *tree_replace(const struct tree *tree, cmark_node *node, GumboTag tag, const char *attributes)
{
    cmark_node *block = tree_node(tree, CMARK_NODE_CUSTOM_BLOCK);
    const char *name = tag == GUMBO_TAG_UNKNOWN ? "" : gumbo_normalized_tagname(tag);
    char *begin = scratch_alloc(tree->scratch, strlen(attributes) + NUMBER_ROOM);
    char *end = scratch_alloc(tree->scratch, NUMBER_ROOM);
    snprintf(begin, strlen(attributes) + NUMBER_ROOM, *name ? "<%s%s>" : "%s%s", name, attributes);
    snprintf(end, NUMBER_ROOM, *name ? "</%s>" : "%s", name);
    cmark_node_set_on_enter(block, begin);
    cmark_node_set_on_exit(block, end);
    cmark_node_insert_before(node, block);
    move_children(node, block);
    cmark_node_unlink(node);
    return block;
}

/* The number before an item as it was typed; -1 when it cannot be told. */
static int typed_number(const struct tree *tree, cmark_node *item)
{
    const char *p = source_at(tree, item);
    size_t digits = strspn(p, "0123456789");
    int number = 0;
    for (size_t i = 0; i < digits && i < 9; i++)
        number = number * 10 + (p[i] - '0');
    return digits && digits <= 9 ? number : -1;
}

static bool counts_up(const struct tree *tree, cmark_node *list)
{
    int expected = cmark_node_get_list_start(list);
    for (cmark_node *item = cmark_node_first_child(list); item; item = cmark_node_next(item), expected++)
        if (typed_number(tree, item) >= 0 && typed_number(tree, item) != expected)
            return false;
    return true;
}

/* An item with its number; in a tight list its lines stand without a paragraph, as cmark would have it. */
static void number_item(const struct tree *tree, cmark_node *item, bool is_tight)
{
    char attributes[NUMBER_ROOM] = "";
    int number = typed_number(tree, item);
    if (number >= 0)
        snprintf(attributes, sizeof attributes, " value=\"%d\"", number);
    for (cmark_node *child = cmark_node_first_child(item), *next; child && is_tight; child = next) {
        next = cmark_node_next(child);
        if (cmark_node_get_type(child) == CMARK_NODE_PARAGRAPH)
            tree_replace(tree, child, GUMBO_TAG_UNKNOWN, "");
    }
    tree_replace(tree, item, GUMBO_TAG_LI, attributes);
}

/* "1. 3. 5." stays so. */
static void keep_numbers(const struct tree *tree, cmark_node *list)
{
    bool is_tight = cmark_node_get_list_tight(list);
    if (counts_up(tree, list))
        return;
    cmark_node *block = tree_node(tree, CMARK_NODE_CUSTOM_BLOCK);
    cmark_node_insert_before(list, block);
    for (cmark_node *item = cmark_node_first_child(list), *next; item; item = next) {
        next = cmark_node_next(item);
        cmark_node_append_child(block, item);
        number_item(tree, item, is_tight);
    }
    cmark_node_unlink(list);
    tree_replace(tree, block, GUMBO_TAG_OL, "");
}

/* Without the backslashes that markdown_write_words() put before signs. */
static char *unescape(const struct tree *tree, const char *text, size_t length)
{
    char *plain = tree_text(tree, text, length);
    size_t kept = 0;
    for (size_t i = 0; i < length; i++)
        if (text[i] != '\\' || i + 1 == length || !strchr("_*~[.)", text[i + 1]))
            plain[kept++] = text[i];
    plain[kept] = '\0';
    return plain;
}

/* Code without a fence, which markdown_prepare() could not know for some: its lines are a paragraph. */
static void make_words(const struct tree *tree, cmark_node *code)
{
    cmark_node *paragraph = tree_node(tree, CMARK_NODE_PARAGRAPH);
    cmark_node_insert_before(code, paragraph);
    for (const char *line = cmark_node_get_literal(code); *line; line += strspn(line, "\n")) {
        size_t length = strcspn(line, "\n"), indent = strspn(line, " \t");
        if (indent < length) {
            cmark_node *end = tree_node(tree, CMARK_NODE_LINEBREAK);
            cmark_node_append_child(paragraph, end);
            const char *words = unescape(tree, line + indent, length - indent);
            insert_text(tree, end, words, strlen(words));
        }
        line += length;
    }
    cmark_node_unlink(code);
}

static bool is_in_link(cmark_node *node)
{
    while (node && cmark_node_get_type(node) != CMARK_NODE_LINK &&
           cmark_node_get_type(node) != CMARK_NODE_IMAGE)
        node = cmark_node_parent(node);
    return node != NULL;
}

/* The bare addresses of a text become links around themselves. */
static void link_addresses(const struct tree *tree, cmark_node *node)
{
    const char *text = cmark_node_get_literal(node);
    size_t length = strlen(text), at = 0;
    struct autolink link;
    if (!autolink_next(text, length, 0, &link) || is_in_link(node))
        return;
    do {
        size_t prefix = strlen(link.prefix), size = link.end - link.start;
        char *url = scratch_alloc(tree->scratch, prefix + size + 1);
        snprintf(url, prefix + size + 1, "%s%.*s", link.prefix, (int)size, text + link.start);
        insert_text(tree, node, text + at, link.start - at);
        cmark_node *made = tree_node(tree, CMARK_NODE_LINK), *words = tree_node(tree, CMARK_NODE_TEXT);
        cmark_node_set_url(made, url);
        cmark_node_set_literal(words, tree_text(tree, text + link.start, size));
        cmark_node_append_child(made, words);
        cmark_node_insert_before(node, made);
        at = link.end;
    } while (autolink_next(text, length, at, &link));
    cmark_node_set_literal(node, tree_text(tree, text + at, length - at));
}

/* "[ ] " and "[x] " at the beginning of an item: a box to see, for nobody can tick it. */
static void show_task(const struct tree *tree, cmark_node *node)
{
    const char *text = cmark_node_get_literal(node);
    cmark_node *paragraph = cmark_node_parent(node), *item = paragraph ? cmark_node_parent(paragraph) : NULL;
    if (text[0] != '[' || !text[1] || !strchr(" xX", text[1]) || text[2] != ']' || text[3] != ' ' || !item ||
        cmark_node_get_type(item) != CMARK_NODE_ITEM || cmark_node_previous(node) ||
        cmark_node_previous(paragraph))
        return;
    const char *box = text[1] == ' ' ? "☐" : "☑";
    char *shown = scratch_alloc(tree->scratch, strlen(text) + 1);
    snprintf(shown, strlen(text) + 1, "%s%s", box, text + 3);
    cmark_node_set_literal(node, shown);
}

/* In brackets, so that the number does not run into the word before it where there is text alone. */
static void bracket_reference(const struct tree *tree, cmark_node *reference)
{
    const char *number = cmark_node_get_literal(reference);
    char *shown = scratch_alloc(tree->scratch, strlen(number) + 3);
    snprintf(shown, strlen(number) + 3, "(%s)", number);
    cmark_node_set_literal(reference, shown);
}

/* A line that markdown_prepare() saw to begin a paragraph: two breaks, of which the cleaner makes one. */
static void begin_paragraph(const struct tree *tree, cmark_node *node)
{
    static const char mark[] = "\u00A0";
    const char *text = cmark_node_get_literal(node);
    cmark_node *before = cmark_node_previous(node);
    if (strncmp(text, mark, sizeof mark - 1) != 0)
        return;
    cmark_node_set_literal(node, tree_text(tree, text + sizeof mark - 1, strlen(text) - (sizeof mark - 1)));
    if (!before || cmark_node_get_type(before) != CMARK_NODE_SOFTBREAK)
        return;
    for (int i = 0; i < 2; i++)
        cmark_node_insert_before(before, tree_node(tree, CMARK_NODE_LINEBREAK));
    cmark_node_unlink(before);
}

/* Leaves at their only event, blocks when all within them is done: both may then be exchanged. */
static void mend_node(struct tree *tree, cmark_node *node, bool is_exit)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
        begin_paragraph(tree, node);
        show_task(tree, node);
        link_addresses(tree, node);
        break;
    case CMARK_NODE_CODE_BLOCK: {
        int length, offset;
        char character;
        if (!cmark_node_get_fenced(node, &length, &offset, &character))
            make_words(tree, node);
        break;
    }
    case CMARK_NODE_FOOTNOTE_REFERENCE:
        if (!is_exit)
            bracket_reference(tree, node);
        break;
    case CMARK_NODE_LIST:
        if (is_exit && cmark_node_get_list_type(node) == CMARK_ORDERED_LIST)
            keep_numbers(tree, node);
        break;
    case CMARK_NODE_DOCUMENT:
    case CMARK_NODE_BLOCK_QUOTE:
    case CMARK_NODE_ITEM:
    case CMARK_NODE_FOOTNOTE_DEFINITION:
        if (is_exit)
            nest_bullets(tree, node);
        break;
    default:
        break;
    }
}

void markdown_mend_tree(cmark_node *document, const char *source, size_t length, cmark_mem *memory,
                        struct scratch *scratch)
{
    struct tree tree = {.source = source, .length = length, .memory = memory, .scratch = scratch};
    cmark_event_type event;
    tree.lines = lines_of(source, length, scratch, &tree.line_count);
    cmark_consolidate_text_nodes(document);
    cmark_iter *iter = cmark_iter_new(document);
    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE)
        mend_node(&tree, cmark_iter_get_node(iter), event == CMARK_EVENT_EXIT);
}
