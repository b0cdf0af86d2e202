/* Reads the bullets and numbers that Word writes as text into the paragraphs of its lists: in an element of
 * their own, or, in its filtered HTML, as the first word with blanks behind it. */
#include "word_mark.h"

#include "style.h"
#include "tree.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char mark_white[] = " \t\n\r\f";

/* The element inside that holds the mark; Word puts it at the beginning, in some spans. */
static const GumboNode *marked_element(const GumboNode *node)
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

/* Bytes of the blank at `text`: white space, or U+00A0; 0 for none. */
static size_t blank_size(const char *text)
{
    return strncmp(text, "\xC2\xA0", 2) == 0 ? 2 : *text && strchr(mark_white, *text) ? 1 : 0;
}

/* A text without its blanks, which are U+00A0 for the most part; the result is how many bytes were copied. */
static size_t mark_bytes(const char *from, char *to, size_t size)
{
    size_t length = 0;
    while (*from && length + 1 < size) {
        size_t blank = blank_size(from);
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
    for (const GumboNode *at = node; at; at = tree_next(node, at, true))
        if (at->type == GUMBO_NODE_TEXT)
            length += mark_bytes(at->v.text.text, text + length, size - length);
    text[length] = '\0';
}

static bool is_text(const GumboNode *node)
{
    return node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE;
}

/* Whether Word's gap stands behind the mark: from `rest` on, which is in `node`, over what follows in the
 * paragraph. Of a list's paragraph blanks are enough when they are several and one of them is U+00A0. */
static bool has_gap(const GumboNode *paragraph, const GumboNode *node, const char *rest, bool is_listed)
{
    enum { NODES = 8 };
    size_t blanks = 0, hard = 0;
    for (int count = 0; node && count < NODES; count++) {
        if (is_text(node)) {
            bool is_own = style_of(&node->parent->v.element.attributes).is_list_gap;
            for (size_t size; (size = blank_size(rest)); rest += size) {
                blanks++;
                hard += size == 2;
            }
            if (is_own && blanks)
                return true;
            if (*rest)
                break;
        }
        node = tree_next(paragraph, node, true);
        rest = node && is_text(node) ? node->v.text.text : "";
    }
    return is_listed && blanks > 1 && hard;
}

bool mark_find_typed(const GumboNode *paragraph, struct mark_place *ret_place)
{
    enum { NODES = 8 };
    const GumboNode *node = paragraph;
    const char *words = "";
    for (int count = 0; node && !*words && count < NODES; count++) {
        node = tree_next(paragraph, node, true);
        words = node && is_text(node) ? node->v.text.text : "";
        while (blank_size(words))
            words += blank_size(words);
    }
    size_t length = 0;
    while (words[length] && !blank_size(words + length) && length < MARK_SIZE)
        length++;
    if (!node || !length || length >= MARK_SIZE)
        return false;
    struct mark_place place = {.text = node, .length = (size_t)(words - node->v.text.text) + length};
    memcpy(place.words, words, length);
    place.words[length] = '\0';
    struct mark mark;
    bool is_listed = strcasestr(tree_value(paragraph, "class"), "MsoList") != NULL;
    if (!mark_read(place.words, &mark) || !has_gap(paragraph, node, words + length, is_listed))
        return false;
    *ret_place = place;
    return true;
}

bool mark_find(const GumboNode *paragraph, struct mark_place *ret_place)
{
    struct mark_place place = {.element = marked_element(paragraph)};
    if (!place.element)
        return mark_find_typed(paragraph, ret_place);
    mark_text(place.element, place.words, sizeof place.words);
    *ret_place = place;
    return true;
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

bool mark_read(const char *text, struct mark *ret_mark)
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

void mark_settle(struct mark *mark, char type)
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
