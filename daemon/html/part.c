/* A table of names, by hash: an office's HTML has thousands. It is filled from the whole tree before anything
 * is written, since a link may stand before its part. */
#include "part.h"

#include "base/buf.h"
#include "scratch.h"
#include "text/number.h"
#include "text/slug.h"
#include "tree.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Names of the source get this before them, unless they have it; those of headings are outline.c's. */
static const char prefix[] = "phan-", heading_prefix[] = "muc-";

enum { NAME_SIZE_MAX = 100, HEADINGS_MAX = 1000 };

struct part_entry {
    const char *typed;     /* as the source has it */
    const char *name;      /* as it is written; NULL: only linked so far, no element has it */
    const GumboNode *node; /* the first element that has it */
    const char *heading;   /* for what no element has: the name of the heading with such words */
    bool is_linked;
    bool is_gone;             /* was not written when the tree was before */
    bool is_written;          /* is a name that is written, not one of the source */
    bool has_place, has_link; /* of such a name, what stands in the HTML */
};

struct parts {
    struct part_entry *entries;
    size_t count, capacity; /* capacity is a power of two */
    struct arena *arena;
};

static uint32_t part_hash(const char *text)
{
    uint32_t hash = 2166136261u;
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 16777619u;
    return hash;
}

/* Names of the source and names that are written share the table and are told apart. */
static struct part_entry *part_slot(struct part_entry *entries, size_t capacity, const char *typed,
                                    bool is_written)
{
    size_t at = part_hash(typed) & (capacity - 1);
    while (entries[at].typed &&
           (entries[at].is_written != is_written || strcmp(entries[at].typed, typed) != 0))
        at = (at + 1) & (capacity - 1);
    return &entries[at];
}

static bool parts_grow(struct parts *parts)
{
    size_t capacity = parts->capacity ? parts->capacity * 2 : 64;
    struct part_entry *entries = arena_zero(parts->arena, capacity, sizeof *entries);
    if (!entries)
        return false;
    for (size_t i = 0; i < parts->capacity; i++)
        if (parts->entries[i].typed)
            *part_slot(entries, capacity, parts->entries[i].typed, parts->entries[i].is_written) =
                parts->entries[i];
    parts->entries = entries;
    parts->capacity = capacity;
    return true;
}

/* The entry of a name, made when there is none; NULL when memory ends. */
static struct part_entry *part_entry(struct parts *parts, const char *typed, bool is_written)
{
    if (2 * parts->count >= parts->capacity && !parts_grow(parts))
        return NULL;
    struct part_entry *entry = part_slot(parts->entries, parts->capacity, typed, is_written);
    if (!entry->typed) {
        *entry = (struct part_entry){.typed = typed, .is_written = is_written};
        parts->count++;
    }
    return entry;
}

static const char *part_value(const GumboNode *node, const char *name)
{
    const GumboVector *attributes = &node->v.element.attributes;
    const GumboAttribute *attribute = attributes->length ? gumbo_get_attribute(attributes, name) : NULL;
    return attribute && *attribute->value ? attribute->value : NULL;
}

/* What an element is called. Word names places of its own in every text it copies. */
static const char *part_typed(const GumboNode *node)
{
    const char *id = part_value(node, "id");
    const char *name = !id && node->v.element.tag == GUMBO_TAG_A ? part_value(node, "name") : NULL;
    return id ? id : name;
}

static bool is_heading_node(const GumboNode *node)
{
    return node->type == GUMBO_NODE_ELEMENT && node->v.element.tag >= GUMBO_TAG_H1 &&
           node->v.element.tag <= GUMBO_TAG_H6;
}

/* What stands behind the "#" of an address, its percent signs read; NULL for other addresses. */
static const char *fragment_of(const char *address, struct arena *arena)
{
    address += strspn(address, " \t\n\r\f");
    if (*address != '#' || !address[1])
        return NULL;
    char *copy = arena_alloc(arena, strlen(address));
    size_t length = 0;
    if (!copy)
        return NULL;
    for (const char *at = address + 1; *at; at++) {
        int high = *at == '%' ? number_hex_digit(at[1]) : -1, low = high >= 0 ? number_hex_digit(at[2]) : -1;
        bool is_byte = low >= 0 && high * 16 + low > 0;
        copy[length++] = is_byte ? (char)(high * 16 + low) : *at;
        at += is_byte ? 2 : 0;
    }
    while (length && strchr(" \t\n\r\f", copy[length - 1]))
        length--;
    copy[length] = '\0';
    return copy;
}

/* Letters, digits and signs that an address can show stay. */
static const char *part_name(const char *typed, struct arena *arena)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    char name[NAME_SIZE_MAX + sizeof prefix];
    bool has_prefix = strncmp(typed, prefix, sizeof prefix - 1) == 0 ||
                      strncmp(typed, heading_prefix, sizeof heading_prefix - 1) == 0;
    size_t length = has_prefix ? 0 : sizeof prefix - 1;
    memcpy(name, prefix, length);
    for (; *typed && length < NAME_SIZE_MAX; typed++)
        name[length++] = *typed & 0x80 || strchr(letters, *typed) ? *typed : '-';
    /* Not within a character. */
    while (*typed && length && (*typed & 0xC0) == 0x80) {
        typed--;
        length--;
    }
    return arena_copy(arena, name, length);
}

/* A name that is not written yet; numbered where it is. */
static const char *part_unique(struct parts *parts, const char *typed)
{
    const char *stem = part_name(typed, parts->arena), *name = stem;
    for (int number = 2;; number++) {
        struct part_entry *entry = part_entry(parts, name, true);
        if (!entry)
            return NULL;
        if (!entry->name) {
            entry->name = name;
            return name;
        }
        name = arena_printf(parts->arena, "%s-%d", stem, number);
    }
}

/* False when memory ends. */
static bool part_look(struct parts *parts, const GumboNode *node)
{
    if (node->type != GUMBO_NODE_ELEMENT || !node->v.element.attributes.length)
        return true;
    const char *typed = part_typed(node);
    struct part_entry *entry = typed ? part_entry(parts, typed, false) : NULL;
    if (typed && !entry)
        return false;
    if (entry && !entry->node) {
        entry->node = node;
        const char *name = part_unique(parts, typed);
        /* The table may have grown. */
        entry = part_entry(parts, typed, false);
        if (!entry || !name)
            return false;
        entry->name = name;
    }
    const char *address = node->v.element.tag == GUMBO_TAG_A ? part_value(node, "href") : NULL;
    const char *fragment = address ? fragment_of(address, parts->arena) : NULL;
    entry = fragment ? part_entry(parts, fragment, false) : NULL;
    if (entry)
        entry->is_linked = true;
    return !arena_failed(parts->arena);
}

/* The words of a heading, as far as an address has room for them. */
static const char *heading_slug(const GumboNode *heading, struct arena *arena)
{
    enum { WORDS_MAX = 1024 };
    auto_buf struct buf words = BUF(WORDS_MAX);
    for (const GumboNode *node = heading; node; node = tree_next(heading, node, true))
        if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE)
            buf_text(&words, node->v.text.text);
    return slug_from_title(scratch_text(&words, arena), arena);
}

/* Headings are linked to by their words, as other programs do and as outline.c names them. */
static void headings_look(struct parts *parts, const GumboNode *root)
{
    size_t count = 0;
    for (const GumboNode *node = root; node && count < HEADINGS_MAX; node = tree_next(root, node, true)) {
        if (!is_heading_node(node))
            continue;
        const char *slug = heading_slug(node, parts->arena);
        for (size_t i = 0; *slug && i < parts->capacity; i++) {
            struct part_entry *entry = &parts->entries[i];
            if (!entry->typed || entry->is_written || entry->node || !entry->is_linked)
                continue;
            bool has_prefix = strncmp(entry->typed, heading_prefix, sizeof heading_prefix - 1) == 0;
            const char *typed = entry->typed + (has_prefix ? sizeof heading_prefix - 1 : 0);
            if (strcmp(slug_from_title(typed, parts->arena), slug) != 0)
                continue;
            entry->node = node;
            entry->heading = arena_printf(parts->arena, "%s%s", heading_prefix, slug);
        }
        count++;
    }
}

struct parts *parts_collect(const GumboNode *root, struct arena *arena)
{
    struct parts *parts = arena_zero(arena, 1, sizeof *parts);
    if (!parts)
        return NULL;
    parts->arena = arena;
    /* What stands in a template is shown by nobody, and is not there to be led to. */
    for (const GumboNode *node = root; node; node = tree_next(root, node, node->type != GUMBO_NODE_TEMPLATE))
        if (!part_look(parts, node))
            return NULL;
    bool has_open = false;
    for (size_t i = 0; i < parts->capacity && !has_open; i++)
        has_open = parts->entries[i].is_linked && !parts->entries[i].node;
    if (has_open)
        headings_look(parts, root);
    return arena_failed(arena) ? NULL : parts;
}

/* A heading that is linked to by its words alone. */
static struct part part_of_heading(const struct parts *parts, const GumboNode *node)
{
    for (size_t i = 0; is_heading_node(node) && i < parts->capacity; i++)
        if (parts->entries[i].heading && parts->entries[i].node == node)
            return (struct part){parts->entries[i].heading, true};
    return (struct part){NULL, false};
}

struct part parts_take(struct parts *parts, const GumboNode *node)
{
    const char *typed = part_typed(node);
    if (!parts->count || !typed)
        return parts->count ? part_of_heading(parts, node) : (struct part){NULL, false};
    struct part_entry *entry = part_entry(parts, typed, false);
    if (!entry || !entry->name)
        return (struct part){NULL, false};
    if (entry->node == node)
        return (struct part){entry->name, entry->is_linked};
    return (struct part){part_unique(parts, typed), false};
}

/* What an entry of the source is called in the HTML; NULL: nothing is. */
static const char *written_name(const struct part_entry *entry)
{
    return entry->heading ? entry->heading : entry->node ? entry->name : NULL;
}

const char *parts_link(struct parts *parts, const char *typed)
{
    const char *fragment = fragment_of(typed, parts->arena);
    const struct part_entry *entry = fragment ? part_entry(parts, fragment, false) : NULL;
    const char *name = entry && !entry->is_gone ? written_name(entry) : NULL;
    return name ? arena_printf(parts->arena, "#%s", name) : NULL;
}

/* Notes what the HTML has behind each `mark`. False when memory ends. */
static bool parts_find(struct parts *parts, const char *html, const char *mark, bool is_link)
{
    /* Text has no quotation mark that is not escaped, and no name has a character that is. */
    for (const char *at = html; (at = strstr(at, mark));) {
        at += strlen(mark);
        const char *value = arena_copy(parts->arena, at, strcspn(at, "\""));
        const char *name = value && is_link ? fragment_of(value, parts->arena) : value;
        struct part_entry *entry = name ? part_entry(parts, name, true) : NULL;
        if (!entry && arena_failed(parts->arena))
            return false;
        if (entry)
            *(is_link ? &entry->has_link : &entry->has_place) = true;
    }
    return true;
}

bool parts_agree(struct parts *parts, const char *html)
{
    if (!parts->count || !parts_find(parts, html, " id=\"", false) ||
        !parts_find(parts, html, " href=\"", true))
        return true;
    for (size_t i = 0; i < parts->capacity; i++) {
        const struct part_entry *entry = &parts->entries[i];
        const char *name =
            entry->typed && !entry->is_written && entry->is_linked ? written_name(entry) : NULL;
        /* There is one, since the links lead to it or it is found for the first time. */
        const struct part_entry *written =
            name ? part_slot(parts->entries, parts->capacity, name, true) : NULL;
        if (written && written->has_link != written->has_place)
            return false;
    }
    return true;
}

struct parts *parts_again(struct parts *former, const GumboNode *root)
{
    struct parts *parts = parts_collect(root, former->arena);
    for (size_t i = 0; parts && i < parts->capacity; i++) {
        struct part_entry *entry = &parts->entries[i];
        const char *name = entry->typed && !entry->is_written ? written_name(entry) : NULL;
        if (!name)
            continue;
        const struct part_entry *written = part_slot(former->entries, former->capacity, name, true);
        entry->is_gone = !written->has_place;
        entry->is_linked = entry->is_linked && written->has_place && written->has_link;
    }
    return parts;
}
