/* Cuts plain text to what a description or a row has room for. Counts characters as limits are counted
 * (text_length()); how wide they are when drawn is not known here. */
#include "text/excerpt.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>

#define ELLIPSIS "…"

/* All white space that normalised text may hold in ASCII; others are letters to a cut. */
static bool excerpt_is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

/* Copies with every run of white space as one space, none at the ends; returns the length. */
static size_t join_words(const char *text, char *to)
{
    size_t length = 0;
    for (; *text; text++) {
        if (!excerpt_is_blank(*text))
            to[length++] = *text;
        else if (length && to[length - 1] != ' ')
            to[length++] = ' ';
    }
    /* The text may end with white space. */
    if (length && to[length - 1] == ' ')
        length--;
    to[length] = '\0';
    return length;
}

/* Where a whole letter, with its marks, ends at or before `most` characters. */
static size_t cut_letters(const char *text, size_t length, size_t most)
{
    size_t end = 0, at = 0;
    for (size_t count = 0; at < length; count++) {
        ucs4_t c;
        /* Of text that is no UTF-8 it makes U+FFFD and goes on by a byte, so this ends. */
        int size = u8_mbtouc(&c, (const uint8_t *)text + at, length - at);
        /* A mark belongs to the letter before it, and the cut must not part them. */
        if (!uc_is_general_category(c, UC_CATEGORY_M))
            end = at;
        if (count == most)
            return end;
        at += (size_t)size;
    }
    return length;
}

/* The end of the last whole word at or before `end`; `end` itself when there is one word only. */
static size_t cut_words(const char *text, size_t end)
{
    if (text[end] == ' ')
        return end;
    for (size_t i = end; i > 0; i--) {
        if (text[i - 1] == ' ')
            return i - 1;
    }
    return end;
}

const char *text_shown(const char *bytes, size_t size, size_t most, struct arena *arena)
{
    assert(most >= 4);
    size_t room = size < most ? size * 3 : most, length = 0; /* U+FFFD has three bytes */
    uint8_t *out = arena_alloc(arena, room + sizeof ELLIPSIS);
    if (!out)
        return "";
    for (size_t at = 0; at < size;) {
        ucs4_t c;
        at += (size_t)u8_mbtouc(&c, (const uint8_t *)bytes + at, size - at);
        if (c < 0x20 || (c >= 0x7F && c < 0xA0))
            c = 0xFFFD;
        int added = length < most
                        ? u8_uctomb(out + length, c, (ptrdiff_t)((most < room ? most : room) - length))
                        : -1;
        if (added < 0) {
            memcpy(out + length, ELLIPSIS, sizeof ELLIPSIS - 1);
            length += sizeof ELLIPSIS - 1;
            break;
        }
        length += (size_t)added;
    }
    out[length] = '\0';
    return (const char *)out;
}

const char *text_excerpt(const char *text, size_t most, struct arena *arena)
{
    assert(most >= 2);
    /* The whole text once, and the ellipsis: joining words only makes it shorter. */
    char *out = arena_alloc(arena, strlen(text) + sizeof ELLIPSIS);
    if (!out)
        return "";
    size_t length = join_words(text, out);
    /* It fits as it is. */
    if (cut_letters(out, length, most) == length)
        return out;
    /* One character less, for the ellipsis is one. */
    size_t end = cut_words(out, cut_letters(out, length, most - 1));
    /* What would look odd before an ellipsis. A full stop stays: the sentence was whole. */
    while (end && strchr(" ,;:-", out[end - 1]))
        end--;
    memcpy(out + end, ELLIPSIS, sizeof ELLIPSIS);
    return out;
}

size_t text_word_count(const char *text, size_t length)
{
    size_t count = 0;
    bool is_within = false;
    for (size_t i = 0; i < length; i++) {
        bool is_blank = excerpt_is_blank(text[i]);
        count += !is_blank && !is_within;
        is_within = !is_blank;
    }
    return count;
}
