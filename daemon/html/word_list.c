/* Reads the marks of Word's list paragraphs and opens real lists for them. Levels that are left out bring no
 * empty lists; a number that does not follow the one before is said with its item. */
#include "word_list.h"

#include <stdlib.h>
#include <string.h>

/* A bullet or number as Word wrote it. */
struct mark {
    char type; /* '\0': a bullet */
    int number;
    bool is_roman_too; /* a letter that is a Roman number as well */
};

/* The element inside that holds the mark; Word puts it at the beginning, in some spans. */
static const GumboNode *mark_find(const GumboNode *node)
{
    enum { LEVELS = 6, FIRST = 4 };
    for (int level = 0; level < LEVELS; level++) {
        const GumboVector *children = &node->v.element.children;
        const GumboNode *inside = NULL;
        for (unsigned i = 0; i < children->length && i < FIRST && !inside; i++) {
            const GumboNode *child = children->data[i];
            if (child->type == GUMBO_NODE_ELEMENT)
                inside = child;
        }
        if (!inside)
            return NULL;
        if (style_of(&inside->v.element.attributes).is_list_mark)
            return inside;
        node = inside;
    }
    return NULL;
}

/* A text without its blanks, which are U+00A0 for the most part; the result is how many bytes were copied. */
static size_t mark_bytes(const char *from, char *to, size_t size)
{
    size_t length = 0;
    while (*from && length + 1 < size) {
        size_t blank = strncmp(from, "\xC2\xA0", 2) == 0 ? 2 : strspn(from, " \t\n\r\f");
        if (!blank)
            to[length++] = *from;
        from += blank ? blank : 1;
    }
    return length;
}

/* Its text without the blanks behind it, which stand in elements of their own; cut when it is too long for a
 * number. */
static void mark_text(const GumboNode *node, char *text, size_t size)
{
    size_t length = 0;
    const GumboNode *at = node;
    for (;;) {
        if (at->type == GUMBO_NODE_TEXT)
            length += mark_bytes(at->v.text.text, text + length, size - length);
        if (at->type == GUMBO_NODE_ELEMENT && at->v.element.children.length) {
            at = at->v.element.children.data[0];
            continue;
        }
        while (at != node && at->index_within_parent + 1 >= at->parent->v.element.children.length)
            at = at->parent;
        if (at == node)
            break;
        at = at->parent->v.element.children.data[at->index_within_parent + 1];
    }
    text[length] = '\0';
}

/* A Roman number of small letters; 0 when it is none. */
static int roman_value(const char *text, size_t length)
{
    static const char letters[] = "ivxlc";
    static const int values[] = {1, 5, 10, 50, 100};
    int sum = 0, before = 0;
    for (size_t i = length; i > 0; i--) {
        const char *letter = memchr(letters, text[i - 1], sizeof letters - 1);
        int value = letter ? values[letter - letters] : 0;
        if (!value)
            return 0;
        sum += value < before ? -value : value;
        before = value > before ? value : before;
    }
    return sum;
}

/* "12", "b", "iv" as a number; false for anything else. */
static bool mark_number(const char *text, size_t length, struct mark *ret_mark)
{
    char small[8] = "";
    if (length == 0 || length >= sizeof small)
        return false;
    if (strspn(text, "0123456789") >= length && length <= 5) {
        *ret_mark = (struct mark){'1', (int)strtol(text, NULL, 10), false};
        return true;
    }
    bool is_upper = *text >= 'A' && *text <= 'Z';
    for (size_t i = 0; i < length; i++) {
        bool fits = is_upper ? text[i] >= 'A' && text[i] <= 'Z' : text[i] >= 'a' && text[i] <= 'z';
        if (!fits)
            return false;
        small[i] = is_upper ? (char)(text[i] - 'A' + 'a') : text[i];
    }
    int roman = roman_value(small, length);
    if (length == 1)
        *ret_mark = (struct mark){is_upper ? 'A' : 'a', small[0] - 'a' + 1, roman > 0};
    else if (roman)
        *ret_mark = (struct mark){is_upper ? 'I' : 'i', roman, true};
    return length == 1 || roman;
}

/* What the text of a mark says. Letters without a point are bullets of symbol fonts; words, and numbers of
 * several parts, are no mark of a list. */
static bool mark_read(const char *text, struct mark *ret_mark)
{
    size_t open = *text == '(', length = strcspn(text + open, ".)");
    const char *number = text + open, *behind = number + length;
    bool is_alone = !*behind || ((*behind == '.' || *behind == ')') && !behind[1]);
    bool is_digit = *number >= '0' && *number <= '9';
    if (is_alone && (*behind || is_digit) && mark_number(number, length, ret_mark))
        return true;
    *ret_mark = (struct mark){.type = '\0'};
    /* One character, of one to four bytes. */
    size_t characters = 0;
    for (const char *p = text; *p; p++)
        characters += ((unsigned char)*p & 0xC0) != 0x80;
    return characters <= 1;
}

/* A single letter follows what the list has; the first one that is an "i" begins Roman numbers. */
static void mark_settle(struct mark *mark, char type)
{
    bool is_upper = mark->type == 'A';
    char small = mark->type && strchr("aA", mark->type) ? (char)('a' + mark->number - 1) : '\0';
    char roman = is_upper ? 'I' : 'i';
    if (!mark->is_roman_too || !small)
        return;
    if (type == roman || (type != mark->type && small == 'i')) {
        mark->type = roman;
        mark->number = roman_value(&small, 1);
    }
}

static void word_list_close(struct word_list *list, struct writer *writer)
{
    list->depth--;
    writer_close(writer, list->lists[list->depth].serial);
}

static void word_list_end(struct word_list *list, struct writer *writer)
{
    while (list->depth)
        word_list_close(list, writer);
    list->parent = NULL;
}

/* Opens a block with one or two attributes, as if the source had them. */
static unsigned word_list_open(struct writer *writer, GumboTag tag, const char *name, const char *value,
                               const char *second, const char *second_value)
{
    GumboAttribute attributes[2] = {{.name = name, .value = value}, {.name = second, .value = second_value}};
    void *items[2] = {&attributes[0], &attributes[1]};
    const GumboVector vector = {.data = items, .length = name ? second ? 2 : 1 : 0, .capacity = 2};
    return writer_open(writer, element_of(tag), &vector);
}

/* The list of this level and kind, opened where there is none. False where no list can stand. */
static bool word_list_enter(struct word_list *list, struct writer *writer, int level, const struct mark *mark)
{
    while (list->depth && list->lists[list->depth - 1].level > level)
        word_list_close(list, writer);
    size_t top = list->depth ? list->depth - 1 : 0;
    bool is_there = list->depth && list->lists[top].level == level;
    bool goes_on = is_there && list->lists[top].type == mark->type &&
                   !(mark->type && mark->number == 1 && list->lists[top].next != 1);
    if (goes_on)
        return true;
    if (is_there)
        word_list_close(list, writer);
    if (list->depth == WORD_LIST_LEVELS)
        return false;
    const char type[] = {mark->type, '\0'};
    const char *start = arena_printf(writer->arena, "%d", mark->number);
    unsigned serial =
        word_list_open(writer, mark->type ? GUMBO_TAG_OL : GUMBO_TAG_UL, mark->type ? "type" : NULL, type,
                       mark->number == 1 ? NULL : "start", start);
    if (!serial)
        return false;
    list->lists[list->depth].serial = serial;
    list->lists[list->depth].level = level;
    list->lists[list->depth].type = mark->type;
    list->lists[list->depth].next = mark->number;
    list->depth++;
    return true;
}

bool word_list_item(struct word_list *list, struct writer *writer, const GumboNode *node,
                    const struct style *style)
{
    char text[16];
    struct mark mark;
    const GumboNode *place = style->list_level ? mark_find(node) : NULL;
    if (!place)
        return false;
    mark_text(place, text, sizeof text);
    if (list->parent != node->parent)
        word_list_end(list, writer);
    if (!mark_read(text, &mark)) {
        /* It stands in the item of a level above, if there is one. */
        while (list->depth && list->lists[list->depth - 1].level >= style->list_level)
            word_list_close(list, writer);
        return false;
    }
    for (size_t i = 0; i < list->depth; i++)
        if (list->lists[i].level == style->list_level)
            mark_settle(&mark, list->lists[i].type);
    if (list->depth == 0 || list->lists[list->depth - 1].level < style->list_level)
        mark_settle(&mark, '\0');
    if (!word_list_enter(list, writer, style->list_level, &mark))
        return false;
    size_t top = list->depth - 1;
    writer_close(writer, list->lists[top].item);
    bool is_next = !mark.type || mark.number == list->lists[top].next;
    const char *number = arena_printf(writer->arena, "%d", mark.number);
    list->lists[top].item =
        word_list_open(writer, GUMBO_TAG_LI, is_next ? NULL : "value", number, NULL, NULL);
    list->lists[top].next = mark.number + 1;
    list->parent = node->parent;
    list->mark = place;
    return true;
}

void word_list_before(struct word_list *list, struct writer *writer, const GumboNode *node)
{
    if (list->depth && node->parent == list->parent)
        word_list_end(list, writer);
}

void word_list_leave(struct word_list *list, struct writer *writer, const GumboNode *node)
{
    if (list->depth && node == list->parent)
        word_list_end(list, writer);
}
