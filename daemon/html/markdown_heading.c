/* Addresses of headings, and the links that lead to them. */
#include "element.h"
#include "markdown_tree.h"
#include "text/slug.h"

#include <stdio.h>
#include <string.h>

/* The words of a heading, at most `room` bytes with NUL. */
static void heading_words(cmark_node *heading, char *words, size_t room)
{
    cmark_iter *iter = cmark_iter_new(heading);
    size_t length = 0;
    while (cmark_iter_next(iter) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        bool is_words =
            cmark_node_get_type(node) == CMARK_NODE_TEXT || cmark_node_get_type(node) == CMARK_NODE_CODE;
        const char *literal = is_words ? cmark_node_get_literal(node) : NULL;
        size_t size = literal ? strlen(literal) : 0;
        if (length + size >= room)
            break;
        memcpy(words + length, literal ? literal : "", size);
        length += size;
    }
    words[length] = '\0';
    cmark_iter_free(iter);
}

static bool tree_has_id(const struct tree *tree, const char *id)
{
    for (size_t i = 0; i < tree->id_count; i++)
        if (strcmp(tree->ids[i], id) == 0)
            return true;
    return false;
}

/* A heading's address is the slug of its words, so that a link to it can be written by hand. It is not
 * written here: headings get their ids where they are shown (outline.c), and links find them by their words
 * (part.c). */
void tree_name_heading(struct tree *tree, cmark_node *heading)
{
    char words[1024];
    struct arena *arena = tree->scratch->arena;
    if (tree->id_count == HEADINGS_MAX)
        return;
    heading_words(heading, words, sizeof words);
    const char *slug = slug_from_title(words, arena), *id = slug;
    if (!*slug)
        return;
    for (int64_t n = 1; tree_has_id(tree, id) && n <= HEADINGS_MAX; n++)
        id = slug_numbered(slug, n, arena);
    tree->ids[tree->id_count++] = id;
}

static int tree_hex(char c)
{
    return c >= '0' && c <= '9'                     ? c - '0'
           : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                    : -1;
}

/* "#Thời-gian" and "#th%E1%BB%9Di-gian" lead to the heading that has this slug. */
void tree_lead_to_heading(const struct tree *tree, cmark_node *link)
{
    const char *url = cmark_node_get_url(link);
    char words[512];
    size_t length = 0;
    if (url[0] != '#')
        return;
    for (const char *p = url + 1; *p && length + 1 < sizeof words; length++) {
        int high = *p == '%' ? tree_hex(p[1]) : -1, low = high >= 0 ? tree_hex(p[2]) : -1;
        words[length] = low >= 0 ? (char)(high * 16 + low) : *p;
        p += low >= 0 ? 3 : 1;
    }
    words[length] = '\0';
    const char *slug = slug_from_title(words, tree->scratch->arena);
    if (!*slug || !tree_has_id(tree, slug))
        return;
    char *address = scratch_alloc(tree->scratch, strlen(slug) + 2);
    snprintf(address, strlen(slug) + 2, "#%s", slug);
    cmark_node_set_url(link, address);
}
