/* Words compared. Where in the text they begin is found by the Z function (Gusfield 1997, section 1.3): for
 * each place of the text how many words from there on are those given, in time by the length of both. */
#include "text/word_match.h"

#include "base/cleanup.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    BEFORE_MAX = 40, /* so many words at the beginning may be none of the text's: a page's head */
    CERTAIN = 4,     /* so many words in a row are no chance */
    SHOWN = 8,       /* words of each side that are shown */
};

/* One word, within its text, without marks at its edges. */
struct spelled {
    const char *text;
    size_t length;
    const char *shown; /* with them */
    size_t shown_length;
};

struct spelled_list {
    struct spelled *items;
    size_t count;
};

static void spelled_done(struct spelled_list *list)
{
    free(list->items);
}

static bool is_blank_at(const char *p, size_t *ret_length)
{
    /* U+00A0 is written as two bytes. */
    bool is_hard = (unsigned char)p[0] == 0xc2 && (unsigned char)p[1] == 0xa0;
    *ret_length = is_hard ? 2 : 1;
    return is_hard || *p == ' ' || (*p >= '\t' && *p <= '\r');
}

/* A mark that counts for nothing at the edge of a word: of ASCII whatever is no letter or digit, U+2000 to
 * U+20FF (dashes, quotation marks, bullets, ellipses), the other quotation marks, the middle dot. Its length,
 * 0: it counts. */
static size_t mark_length(const char *p, size_t left)
{
    unsigned char c = (unsigned char)*p;
    if (c < 0x80)
        return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '%' ? 0 : 1;
    if (left >= 3 && c == 0xe2 && ((unsigned char)p[1] == 0x80 || (unsigned char)p[1] == 0x81))
        return 3;
    bool is_latin = left >= 2 && c == 0xc2;
    unsigned char next = is_latin ? (unsigned char)p[1] : 0;
    return next == 0xab || next == 0xbb || next == 0xb7 ? 2 : 0;
}

/* How many bytes of marks stand at the end of a word. */
static size_t marks_behind(const char *text, size_t length)
{
    for (size_t size = 1; size <= 3 && size <= length; size++)
        if (mark_length(text + length - size, size) == size)
            return size;
    return 0;
}

/* A sign before a number counts. */
static bool is_sign(const char *text, size_t length)
{
    return length > 1 && (*text == '-' || *text == '+') && text[1] >= '0' && text[1] <= '9';
}

/* Without marks at the edges; false: nothing is left. */
static bool spelled_of(const char *text, size_t length, struct spelled *word)
{
    size_t marks;
    word->shown = text;
    word->shown_length = length;
    while (length && !is_sign(text, length) && (marks = mark_length(text, length))) {
        text += marks;
        length -= marks;
    }
    while (length && (marks = marks_behind(text, length)))
        length -= marks;
    word->text = text;
    word->length = length;
    return length > 0;
}

/* The words of a text. Each takes a byte and a blank at least. */
static enum err spelled_split(const char *text, struct spelled_list *list)
{
    list->items = malloc((strlen(text) / 2 + 1) * sizeof *list->items);
    if (!list->items)
        return ERR_MEMORY;
    for (const char *p = text; *p;) {
        const char *from = p;
        size_t blank = 0;
        while (*p && !is_blank_at(p, &blank))
            p++;
        if (p > from && spelled_of(from, (size_t)(p - from), &list->items[list->count]))
            list->count++;
        if (*p)
            p += blank;
    }
    return ERR_OK;
}

static bool is_same_word(const struct spelled *a, const struct spelled *b)
{
    return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

/* How words of both are compared: those given, then the text's, as one row. */
struct row {
    const struct spelled *given, *text;
    size_t given_count, count;
};

static const struct spelled *row_word(const struct row *row, size_t i)
{
    return i < row->given_count ? &row->given[i] : &row->text[i - row->given_count];
}

/* Where the most of the words given, from the first on, stand in the text, and how many they are. `z` has a
 * place for each word of the row. */
static size_t row_longest(const struct row *row, size_t *z, size_t *ret_at)
{
    size_t left = 0, right = 0, longest = 0;
    *ret_at = 0;
    for (size_t i = 1; i < row->count; i++) {
        size_t same = i < right ? z[i - left] : 0;
        if (same > right - i && i < right)
            same = right - i;
        /* Those given end where the text begins. */
        while (same < row->given_count && i + same < row->count &&
               is_same_word(row_word(row, same), row_word(row, i + same)))
            same++;
        z[i] = same;
        if (i + same > right) {
            left = i;
            right = i + same;
        }
        if (i >= row->given_count && same > longest) {
            longest = same;
            *ret_at = i - row->given_count;
        }
    }
    return longest;
}

/* A few words as they are written, with blanks between. */
static const char *spelled_shown(struct arena *arena, const struct spelled_list *list, size_t from, size_t to)
{
    const char *shown = "";
    for (size_t i = from; i < to && i < list->count; i++)
        shown = arena_printf(arena, "%s%s%.*s", shown, *shown ? " " : "", (int)list->items[i].shown_length,
                             list->items[i].shown);
    return shown;
}

static size_t at_least(size_t number, size_t less)
{
    return number > less ? number - less : 0;
}

/* What is shown of where they part: those that are the same end at `given` and at `text`. */
static void match_show(struct arena *arena, const struct spelled_list *given, const struct spelled_list *text,
                       size_t at, struct word_match *match)
{
    size_t parted = match->before ? 0 : match->same, to = match->before ? match->before : parted + SHOWN;
    size_t in_text = at + (match->before ? 0 : match->same);
    match->context = spelled_shown(arena, given, at_least(parted, SHOWN), parted);
    match->given = spelled_shown(arena, given, parted, to < parted + SHOWN ? to : parted + SHOWN);
    match->published = match->before ? "" : spelled_shown(arena, text, in_text, in_text + SHOWN);
}

enum err words_match(const char *given, const char *text, struct arena *arena, struct word_match *ret_match)
{
    CLEANUP(spelled_done) struct spelled_list words = {0};
    CLEANUP(spelled_done) struct spelled_list all = {0};
    struct word_match match = {.context = "", .given = "", .published = ""};
    size_t at = 0;
    enum err err = spelled_split(given, &words);
    if (!err)
        err = spelled_split(text, &all);
    if (err || !words.count)
        return err ? err : ERR_INPUT;
    auto_free size_t *z = malloc((words.count + all.count) * sizeof *z);
    if (!z)
        return ERR_MEMORY;
    match.words = words.count;
    /* The longest run of any beginning; a later one has to be longer, and no chance. */
    for (size_t before = 0; before < words.count && before <= BEFORE_MAX; before++) {
        size_t left = words.count - before, place;
        const struct row row = {words.items + before, all.items, left, left + all.count};
        size_t same = row_longest(&row, z, &place);
        if (!before || (same >= CERTAIN && same > match.same + before)) {
            match.before = before;
            match.same = same;
            at = place;
        }
        if (same == left || match.same >= 2 * CERTAIN)
            break;
    }
    match.is_same = !match.before && match.same == match.words;
    if (!match.is_same)
        match_show(arena, &words, &all, at, &match);
    *ret_match = match;
    return arena_failed(arena) ? ERR_MEMORY : ERR_OK;
}
