/* Makes text of what databases hold. It knows no table. */
#include "coming_text.h"

#include "html/body.h"
#include "text/date.h"
#include "text/excerpt.h"
#include "text/normalize.h"
#include "text/number.h"
#include "text/slug.h"
#include "text/undouble.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *coming_bytes(struct arena *arena, const char *bytes, size_t size)
{
    const char *text = arena_copy(arena, bytes, size);
    size_t length = size;
    /* Nothing that people wrote holds NUL. */
    if (memchr(text, '\0', size)) {
        char *kept = arena_alloc(arena, size + 1);
        if (!kept)
            return "";
        length = 0;
        for (size_t i = 0; i < size; i++)
            if (bytes[i])
                kept[length++] = bytes[i];
        kept[length] = '\0';
        text = kept;
    }
    if (!text_is_utf8(text, length))
        text = text_from_1252(text, length, arena, &length);
    text_undouble(text, length, arena, &text, &length);
    return text;
}

/* Whether there is anything in it that HTML reads in another way than people. */
static bool coming_is_html(const char *text)
{
    return strpbrk(text, "<&");
}

const char *coming_plain(struct arena *arena, const char *html)
{
    struct body body;
    if (!coming_is_html(html))
        return html;
    if (body_render(BODY_HTML, html, strlen(html), arena, &body, NULL))
        return html;
    return body.text;
}

const char *coming_line_of(struct arena *arena, const char *html)
{
    const char *line, *plain = coming_plain(arena, html);
    return text_normalize(plain, strlen(plain), TEXT_LINE, arena, &line, NULL) ? "" : line;
}

const char *coming_cut(struct arena *arena, const char *text, size_t most, bool *ret_cut)
{
    *ret_cut = strlen(text) > most;
    /* A character has four bytes at most, and the dots three; fewer are cut than might be. */
    size_t characters = text_length(text);
    for (const char *cut = text; *ret_cut; characters -= characters / 8 + 1) {
        cut = text_excerpt(text, characters, arena);
        if (strlen(cut) <= most || characters < 16)
            return cut;
    }
    return text;
}

/* A number between "&#" and ";". */
static size_t coming_reference_number(const char *text, size_t size, uint32_t *ret_point)
{
    bool is_hex = size > 3 && (text[2] == 'x' || text[2] == 'X');
    size_t at = is_hex ? 3 : 2, first = at;
    uint32_t point = 0;
    for (; at < size && at < first + 7; at++) {
        int digit = is_hex                               ? number_hex_digit(text[at])
                    : text[at] >= '0' && text[at] <= '9' ? text[at] - '0'
                                                         : -1;
        if (digit < 0)
            break;
        point = point * (is_hex ? 16 : 10) + (uint32_t)digit;
    }
    if (at == first || at == size || text[at] != ';')
        return 0;
    *ret_point = point;
    return at + 1;
}

/* A reference at the beginning: its bytes, and what it stands for; 0: there is none. */
static size_t coming_reference(const char *text, size_t size, uint32_t *ret_point)
{
    static const struct {
        const char *name;
        uint32_t point;
    } names[] = {{"&amp;", '&'}, {"&quot;", '"'},  {"&lt;", '<'},
                 {"&gt;", '>'},  {"&apos;", '\''}, {"&nbsp;", ' '}};
    if (size < 4 || *text != '&')
        return 0;
    if (text[1] == '#')
        return coming_reference_number(text, size, ret_point);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t length = strlen(names[i].name);
        if (length <= size && memcmp(text, names[i].name, length) == 0) {
            *ret_point = names[i].point;
            return length;
        }
    }
    return 0;
}

size_t coming_encode(uint32_t point, char out[4])
{
    if (!point || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000))
        return 0;
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    size_t size = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (size_t i = size - 1; i; i--, point >>= 6)
        out[i] = (char)(0x80 | (point & 0x3F));
    out[0] = (char)((0xF00 >> size & 0xFF) | point);
    return size;
}

const char *coming_unescape(struct arena *arena, const char *text, size_t size)
{
    char *out = arena_alloc(arena, size + 1);
    size_t length = 0;
    if (!out)
        return "";
    for (size_t i = 0; i < size;) {
        uint32_t point;
        size_t used = coming_reference(text + i, size - i, &point);
        /* No reference is shorter than what it stands for. */
        if (used)
            length += coming_encode(point, out + length);
        else
            out[length++] = text[i];
        i += used ? used : 1;
    }
    out[length] = '\0';
    return out;
}

const char *coming_url_decode(struct arena *arena, const char *text)
{
    char *out = arena_alloc(arena, strlen(text) + 1);
    size_t length = 0;
    if (!out)
        return "";
    for (; *text; text++) {
        int high = *text == '%' ? number_hex_digit(text[1]) : -1;
        int low = high >= 0 ? number_hex_digit(text[2]) : -1;
        bool is_escape = low >= 0 && high * 16 + low;
        out[length++] = is_escape ? (char)(high * 16 + low) : *text;
        text += is_escape ? 2 : 0;
    }
    out[length] = '\0';
    return out;
}

const char *coming_lower(struct arena *arena, const char *text)
{
    char *out = arena_alloc(arena, strlen(text) + 1), *at = out;
    if (!out)
        return "";
    for (; *text; text++)
        *at++ = *text >= 'A' && *text <= 'Z' ? (char)(*text + ('a' - 'A')) : *text;
    *at = '\0';
    return out;
}

const char *coming_slug(struct arena *arena, const char *alias, const char *title)
{
    const char *lower = alias ? coming_lower(arena, alias) : "";
    if (slug_valid(lower))
        return lower;
    const char *made = slug_from_title(lower, arena);
    return *made ? made : slug_from_title(title ? title : "", arena);
}

int64_t coming_time_ms(const char *text)
{
    int year, month, day, hour = 0, minute = 0, second = 0;
    if (!text || !*text)
        return 0;
    if (text[strspn(text, "0123456789")] == '\0') {
        long long seconds = strtoll(text, NULL, 10);
        return seconds > 0 && seconds <= DATE_MS_MAX / 1000 ? seconds * 1000 : 0;
    }
    if (sscanf(text, "%d-%d-%d %d:%d:%d", &year, &month, &day, &hour, &minute, &second) < 3 ||
        !civil_exists(year, month, day) || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
        second > 59)
        return 0;
    int64_t of_day = ((int64_t)hour * 60 + minute) * 60 + second;
    int64_t ms = (int64_t)days_from_civil(year, month, day) * DATE_DAY_MS + of_day * 1000 - DATE_ZONE_MS;
    return ms > 0 ? ms : 0;
}

const char *coming_time_text(struct arena *arena, int64_t ms)
{
    char text[DATE_TEXT_SIZE];
    return arena_text(arena, date_rfc3339(ms, text));
}

bool coming_is_vietnamese(const char *text)
{
    /* ă, đ, ơ, ư and what bears marks, in both sizes. */
    static const char *const letters[] = {"\xC4\x82", "\xC4\x83", "\xC4\x90", "\xC4\x91",
                                          "\xC6\xA0", "\xC6\xA1", "\xC6\xAF", "\xC6\xB0"};
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (strstr(text, letters[i]))
            return true;
    for (const unsigned char *at = (const unsigned char *)text; *at; at++)
        if (at[0] == 0xE1 && (at[1] == 0xBA || at[1] == 0xBB) && (at[1] == 0xBB || at[2] >= 0xA0))
            return true;
    return false;
}
