/* The door for texts from outside. Decode and map, decompose, put marks in order, compose, join: each
 * step sees the whole text as code points. Fields, languages and HTML are not known here. */
#include "text/normalize.h"

#include "emoji.h"

#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

/* What becomes of a character before composition. */
enum { REMOVE = 0xFFFFFFFD, DROP = 0xFFFFFFFE, REFUSE = 0xFFFFFFFF };

/* A run of marks longer than this is decoration, not Vietnamese, and is left in its order. */
enum { MARKS_SORTED = 8 };

/* Code points on their way from one step to the next. */
struct points {
    uint32_t *at;
    size_t count;
};

/* U+FDD0 to U+FDEF and the last two of each plane, which Unicode keeps out of interchange. */
static bool is_noncharacter(ucs4_t c)
{
    return (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
}

/* Soft hyphen, spaces without width, marks and overrides of direction, joiners and signs that are not seen,
 * byte order mark: what would make two texts that look the same differ, or one look like another. The joiner
 * of emoji is looked at later. */
static bool is_invisible(ucs4_t c)
{
    return c == 0x00AD || c == 0x061C || c == 0x200B || c == 0x200C || c == 0x200E || c == 0x200F ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

/* Of the controls NUL alone ends a text, and is never sent by a person. A vertical tab is the line break of
 * word processors; the others come from PDFs and mean nothing. */
static ucs4_t map_control(ucs4_t c)
{
    if (c == '\n' || c == '\t')
        return c;
    return c == '\r' || c == '\v' ? '\n' : c ? (ucs4_t)REMOVE : (ucs4_t)REFUSE;
}

/* C1 controls are letters and quotation marks of Windows-1252 whose bytes were taken for characters (WHATWG
 * HTML 13.2.5.80 reads them so too). */
static ucs4_t map_high_control(ucs4_t c)
{
    static const uint16_t windows[] = {
        0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
    };
    return windows[c - 0x80] ? windows[c - 0x80] : (ucs4_t)REMOVE;
}

/* Whether a person is told that it was removed, or became something else. */
static bool is_told(ucs4_t c)
{
    return c < 0x20 ? c != '\n' && c != '\t' && c != '\r' : c >= 0x7F && c < 0xA0 && c != 0x85;
}

/* What becomes of one character: itself, another, REMOVE, DROP, or REFUSE. ASCII first, as most text is. */
static ucs4_t map_point(ucs4_t c)
{
    if (c < 0x20)
        return map_control(c);
    if (c < 0x7F)
        return c;
    /* NEL, and the separators of lines and paragraphs. */
    if (c == 0x85 || c == 0x2028 || c == 0x2029)
        return '\n';
    if (c < 0xA0)
        return c == 0x7F ? (ucs4_t)REMOVE : map_high_control(c);
    /* Pasted from web pages in place of spaces; dropped it would join words. */
    if (c == 0xA0)
        return ' ';
    /* Eth and the African D look like Đ and come from old keyboards and OCR. */
    if (c == 0xD0 || c == 0x189)
        return 0x110;
    if (c == 0xF0)
        return 0x111;
    return is_invisible(c) || is_noncharacter(c) ? (ucs4_t)DROP : c;
}

/* Bytes that begin one; all others of UTF-8 are 10xxxxxx. */
static size_t count_characters(const uint8_t *bytes, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += (bytes[i] & 0xC0) != 0x80;
    return count;
}

/* Where the fault is: in bytes for machines, in characters, lines and bytes of a line for people. */
static struct text_fault fault_at(const uint8_t *bytes, size_t offset, enum text_fault_kind kind, ucs4_t code)
{
    size_t line = 1, start = 0;
    for (size_t i = 0; i < offset; i++) {
        if (bytes[i] != '\n')
            continue;
        line++;
        start = i + 1;
    }
    return (struct text_fault){
        .kind = kind,
        .offset = offset,
        .character = count_characters(bytes, offset),
        .line = line,
        .byte = offset - start + 1,
        .code = code,
        .count = 1,
    };
}

static enum err normalize_refuse(const uint8_t *bytes, size_t offset, enum text_fault_kind kind,
                                 struct text_fault *ret_fault)
{
    *ret_fault = fault_at(bytes, offset, kind, 0);
    return kind == TEXT_FAULT_UTF8 ? ERR_UTF8 : ERR_INPUT;
}

/* The first of what was removed is shown with its place, the others are counted. */
static void note_removed(const uint8_t *bytes, size_t offset, ucs4_t code, struct text_fault *fault)
{
    if (fault->count)
        fault->count++;
    else
        *fault = fault_at(bytes, offset, TEXT_FAULT_REMOVED, code);
}

/* Decodes and maps each character; `points` has room for one per byte. */
static enum err map_text(const uint8_t *bytes, size_t length, struct points *points,
                         struct text_fault *ret_fault)
{
    for (size_t i = 0; i < length;) {
        ucs4_t c;
        int size = u8_mbtoucr(&c, bytes + i, length - i);
        if (size < 0)
            return normalize_refuse(bytes, i, TEXT_FAULT_UTF8, ret_fault);
        ucs4_t mapped = map_point(c);
        if (mapped == (ucs4_t)REFUSE)
            return normalize_refuse(bytes, i, TEXT_FAULT_NUL, ret_fault);
        if (is_told(c))
            note_removed(bytes, i, c, ret_fault);
        /* CRLF is one newline: the CR goes, the LF stays. */
        bool first_of_pair = c == '\r' && i + 1 < length && bytes[i + 1] == '\n';
        if (mapped != (ucs4_t)DROP && mapped != (ucs4_t)REMOVE && !first_of_pair)
            points->at[points->count++] = mapped;
        i += (size_t)size;
    }
    points->count = emoji_keep(points->at, points->count);
    return ERR_OK;
}

/* Combining marks, and Hangul's joining vowels and finals, which stand on a letter as well. */
static bool is_mark(ucs4_t c)
{
    /* The range first, so that letters of Europe do not reach the library's tables. */
    return c >= 0x300 && (uc_is_general_category(c, UC_CATEGORY_M) || (c >= 0x1160 && c <= 0x11FF));
}

/* In U+1680 and above are the spaces of typography (em, thin, ideographic). */
static bool normalize_is_space(ucs4_t c)
{
    return c == ' ' || c == '\n' || c == '\t' || (c >= 0x1680 && uc_is_general_category(c, UC_CATEGORY_Zs));
}

/* The tones that stand where circumflex and breve stand. The dot below (nặng) has a place of its own,
 * and Unicode's order puts it right by itself; so it does with the horn. */
static bool is_tone_above(ucs4_t c)
{
    return c == 0x300 || c == 0x301 || c == 0x303 || c == 0x309;
}

static bool takes_shape(ucs4_t base, ucs4_t mark)
{
    /* Lower case of ASCII. A letter of another block cannot become a, e or o by it. */
    ucs4_t letter = base | 0x20;
    if (mark == 0x302)
        return letter == 'a' || letter == 'e' || letter == 'o';
    return mark == 0x306 && letter == 'a';
}

/* Puts circumflex or breve before the tones that were typed first, so that ế is found however it was
 * typed. Unicode itself keeps the order of marks that stand at the same place. */
static void sort_marks(ucs4_t base, uint32_t *marks, size_t count)
{
    /* Insertion takes the square of their number, and nobody may make that large. */
    if (count > MARKS_SORTED)
        return;
    for (size_t i = 1; i < count; i++) {
        if (!takes_shape(base, marks[i]))
            continue;
        /* Insertion, which leaves tones among themselves in their order. */
        for (size_t k = i; k > 0 && is_tone_above(marks[k - 1]); k--) {
            uint32_t shape = marks[k];
            marks[k] = marks[k - 1];
            marks[k - 1] = shape;
        }
    }
}

/* On decomposed text: drops the marks that stand on nothing, sorts the others. */
static void mend_marks(struct points *points)
{
    ucs4_t base = ' ';
    size_t kept = 0;
    for (size_t i = 0; i < points->count;) {
        if (!is_mark(points->at[i])) {
            base = points->at[kept++] = points->at[i++];
            continue;
        }
        /* Marks of one letter are sorted among themselves where they have just been put. */
        size_t start = kept;
        for (; i < points->count && is_mark(points->at[i]); i++) {
            /* A mark on a space or at the beginning has no letter to stand on. */
            if (!normalize_is_space(base))
                points->at[kept++] = points->at[i];
        }
        sort_marks(base, points->at + start, kept - start);
    }
    points->count = kept;
}

/* Replaces the points by their normal form; false when out of memory. */
static bool renormalize(uninorm_t form, struct points *points)
{
    /* The library may answer NULL for nothing, which is no failure. */
    if (points->count == 0)
        return true;
    size_t count = 0;
    uint32_t *normal = u32_normalize(form, points->at, points->count, NULL, &count);
    if (!normal)
        return false;
    free(points->at);
    *points = (struct points){normal, count};
    return true;
}

/* One line: every run of white space is one space, none at the ends. */
static void join_line(struct points *points)
{
    size_t kept = 0;
    for (size_t i = 0; i < points->count; i++) {
        if (!normalize_is_space(points->at[i]))
            points->at[kept++] = points->at[i];
        else if (kept && points->at[kept - 1] != ' ')
            points->at[kept++] = ' ';
    }
    /* At the end; at the beginning none was kept. */
    if (kept && points->at[kept - 1] == ' ')
        kept--;
    points->count = kept;
}

/* To UTF-8, in the arena, in a block of just the size: it stays as long as the request. */
static const char *encode(const struct points *points, struct arena *arena)
{
    size_t size = 0;
    for (size_t i = 0; i < points->count; i++)
        size += points->at[i] < 0x80 ? 1 : points->at[i] < 0x800 ? 2 : points->at[i] < 0x10000 ? 3 : 4;
    char *text = arena_alloc(arena, size + 1);
    if (!text)
        return NULL;
    /* The points came from valid text, so each has a form in UTF-8. */
    size_t length = 0;
    for (size_t i = 0; i < points->count; i++)
        length += (size_t)u8_uctomb((uint8_t *)text + length, points->at[i], (ptrdiff_t)(size - length));
    text[length] = '\0';
    return text;
}

/* Letters, punctuation and currency signs that are in NFC whatever stands beside them, as long as all do:
 * none combines and none has a canonical equivalent. Nearly all that is written here. */
static bool is_settled(ucs4_t c)
{
    return c < 0x300 || (c >= 0x1E00 && c <= 0x1EFF) || (c >= 0x2010 && c <= 0x2027) ||
           (c >= 0x2030 && c <= 0x205E) || (c >= 0x20A0 && c <= 0x20BF);
}

/* Spares nearly every text the two passes of the library, which take most of the time. */
static bool are_settled(const struct points *points)
{
    size_t i = 0;
    while (i < points->count && is_settled(points->at[i]))
        i++;
    return i == points->count;
}

/* NFD and not just NFC, because marks can be put in order only while they stand apart. */
static bool compose(struct points *points)
{
    if (are_settled(points))
        return true;
    if (!renormalize(UNINORM_NFD, points))
        return false;
    mend_marks(points);
    return renormalize(UNINORM_NFC, points);
}

static enum err normalize_finish(struct points *points, enum text_kind kind, struct arena *arena,
                                 const char **ret_text)
{
    if (!compose(points))
        return ERR_MEMORY;
    /* Behind the composing, in which marks without a letter went, and with them perhaps what stood
     * between two spaces. */
    if (kind == TEXT_LINE)
        join_line(points);
    const char *text = encode(points, arena);
    if (!text)
        return ERR_MEMORY;
    *ret_text = text;
    return ERR_OK;
}

enum err text_normalize(const char *text, size_t length, enum text_kind kind, struct arena *arena,
                        const char **ret_text, struct text_fault *ret_fault)
{
    const uint8_t *bytes = (const uint8_t *)text;
    struct text_fault unheard = {.kind = TEXT_FAULT_NONE}, *fault = ret_fault ? ret_fault : &unheard;
    *fault = (struct text_fault){.kind = TEXT_FAULT_NONE};
    /* All of it before anything is allocated; the second look by map_text() is at text that is valid. */
    const uint8_t *bad = length ? u8_check(bytes, length) : NULL;
    if (bad)
        return normalize_refuse(bytes, (size_t)(bad - bytes), TEXT_FAULT_UTF8, fault);
    /* One point a byte at most. Not of the arena, which would keep four times the text. */
    struct points points = {.at = malloc((length + 1) * sizeof *points.at)};
    enum err err = points.at ? map_text(bytes, length, &points, fault) : ERR_MEMORY;
    if (!err)
        err = normalize_finish(&points, kind, arena, ret_text);
    free(points.at);
    /* Whoever goes on with the text that was there before is refused at the end. */
    if (err == ERR_MEMORY)
        arena_fail(arena);
    return err;
}

/* Counted from one, as people count. */
const char *text_fault_words(const struct text_fault *fault, enum lang lang, struct arena *arena)
{
    bool is_vi = lang == LANG_VI;
    if (fault->kind == TEXT_FAULT_UTF8)
        return arena_printf(arena,
                            is_vi ? "byte thứ %zu (dòng %zu, byte %zu của dòng) không phải UTF-8 hợp lệ"
                                  : "byte %zu (line %zu, byte %zu of the line) is not valid UTF-8",
                            fault->offset + 1, fault->line, fault->byte);
    if (fault->kind == TEXT_FAULT_NUL)
        return arena_printf(arena,
                            is_vi ? "ký tự U+0000 không được phép (dòng %zu, byte %zu của dòng)"
                                  : "the character U+0000 is not allowed (line %zu, byte %zu of the line)",
                            fault->line, fault->byte);
    if (fault->kind == TEXT_FAULT_REMOVED)
        return arena_printf(arena, is_vi ? "U+%04X, ký tự thứ %zu" : "U+%04X, character %zu",
                            (unsigned)fault->code, fault->character + 1);
    return "";
}

/* For what is kept as it came, such as keys and names in headers, and only has to be valid. */
bool text_is_utf8(const char *text, size_t length)
{
    return !length || !u8_check((const uint8_t *)text, length);
}

/* Of text that was normalised: bytes are looked at, not sequences. */
size_t text_length(const char *text)
{
    return count_characters((const uint8_t *)text, strlen(text));
}
