/* Encodings by their marks and names. Forms and fields are not known here; the old encodings that hide within
 * valid UTF-8 are legacy.c's. */
#include "text/decode.h"

#include "text/normalize.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <unistr.h>

/* From 0x80 on, as Microsoft published them; 0 where there is no character. Of Windows-1258 the tones are
 * combining marks, which normalising puts onto their vowels. */
static const uint16_t windows_1258[] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0,      0x2039, 0x0152,
    0,      0,      0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122,
    0,      0x203A, 0x0153, 0,      0,      0x0178, 0x00A0, 0x00A1, 0x00A2, 0x00A3, 0x00A4, 0x00A5, 0x00A6,
    0x00A7, 0x00A8, 0x00A9, 0x00AA, 0x00AB, 0x00AC, 0x00AD, 0x00AE, 0x00AF, 0x00B0, 0x00B1, 0x00B2, 0x00B3,
    0x00B4, 0x00B5, 0x00B6, 0x00B7, 0x00B8, 0x00B9, 0x00BA, 0x00BB, 0x00BC, 0x00BD, 0x00BE, 0x00BF, 0x00C0,
    0x00C1, 0x00C2, 0x0102, 0x00C4, 0x00C5, 0x00C6, 0x00C7, 0x00C8, 0x00C9, 0x00CA, 0x00CB, 0x0300, 0x00CD,
    0x00CE, 0x00CF, 0x0110, 0x00D1, 0x0309, 0x00D3, 0x00D4, 0x01A0, 0x00D6, 0x00D7, 0x00D8, 0x00D9, 0x00DA,
    0x00DB, 0x00DC, 0x01AF, 0x0303, 0x00DF, 0x00E0, 0x00E1, 0x00E2, 0x0103, 0x00E4, 0x00E5, 0x00E6, 0x00E7,
    0x00E8, 0x00E9, 0x00EA, 0x00EB, 0x0301, 0x00ED, 0x00EE, 0x00EF, 0x0111, 0x00F1, 0x0323, 0x00F3, 0x00F4,
    0x01A1, 0x00F6, 0x00F7, 0x00F8, 0x00F9, 0x00FA, 0x00FB, 0x00FC, 0x01B0, 0x20AB, 0x00FF,
};
/* Up to 0x9F; behind that it is Latin-1. */
static const uint16_t windows_1252[] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

enum charset {
    CHARSET_NONE,
    CHARSET_UTF8,
    CHARSET_UTF16,
    CHARSET_UTF16LE,
    CHARSET_UTF16BE,
    CHARSET_1258,
    CHARSET_1252
};

static enum charset charset_of(const char *name)
{
    static const struct {
        const char *name;
        enum charset charset;
    } names[] = {
        {"utf-8", CHARSET_UTF8},        {"utf8", CHARSET_UTF8},        {"us-ascii", CHARSET_UTF8},
        {"utf-16", CHARSET_UTF16},      {"utf-16le", CHARSET_UTF16LE}, {"utf-16be", CHARSET_UTF16BE},
        {"windows-1258", CHARSET_1258}, {"cp1258", CHARSET_1258},      {"x-cp1258", CHARSET_1258},
        {"windows-1252", CHARSET_1252}, {"cp1252", CHARSET_1252},      {"iso-8859-1", CHARSET_1252},
        {"latin1", CHARSET_1252},
    };
    for (size_t i = 0; name && i < sizeof names / sizeof *names; i++)
        if (strcasecmp(name, names[i].name) == 0)
            return names[i].charset;
    return CHARSET_NONE;
}

/* UTF-16 whose text is not all of rare letters has a zero beside each letter of ASCII, always on the same
 * side. A text that is none holds no NUL at all. */
static bool looks_like_utf16(const char *bytes, size_t size)
{
    enum { LOOKED_AT = 256, SHARE = 8 };
    size_t zeros[2] = {0, 0}, looked_at = size < LOOKED_AT ? size : LOOKED_AT;
    for (size_t i = 0; i < looked_at; i++)
        zeros[i % 2] += bytes[i] == '\0';
    size_t all = zeros[0] + zeros[1];
    return size % 2 == 0 && all > 1 && (!zeros[0] || !zeros[1]) && all * SHARE >= looked_at;
}

/* Room for `count` characters of three bytes at most, and NUL. */
static uint8_t *decode_room(struct arena *arena, size_t count)
{
    return arena_alloc(arena, count * 3 + 1);
}

/* The unit at `bytes`. */
static uint32_t unit_at(const uint8_t *bytes, bool is_big)
{
    return is_big ? (uint32_t)bytes[0] << 8 | bytes[1] : (uint32_t)bytes[1] << 8 | bytes[0];
}

size_t text_decode_piece(const char *bytes, size_t size, bool is_big, bool is_last, char *out,
                         size_t *ret_used)
{
    enum { NO_UTF8 = 0xFF };
    const uint8_t *from = (const uint8_t *)bytes;
    size_t length = 0, at = 0;
    while (at + 1 < size) {
        uint32_t point = unit_at(from + at, is_big);
        bool begins_pair = point >= 0xD800 && point < 0xDC00;
        if (begins_pair && at + 3 >= size && !is_last)
            break;
        uint32_t low = begins_pair && at + 3 < size ? unit_at(from + at + 2, is_big) : 0;
        bool is_pair = low >= 0xDC00 && low <= 0xDFFF;
        if (is_pair)
            point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
        /* A surrogate alone is none that UTF-8 could have. */
        int used = u8_uctomb((uint8_t *)out + length, point, 4);
        if (used < 0)
            out[length] = (char)NO_UTF8;
        length += used < 0 ? 1 : (size_t)used;
        at += is_pair ? 4 : 2;
    }
    if (is_last && at < size) {
        out[length++] = (char)NO_UTF8;
        at = size;
    }
    *ret_used = at;
    return length;
}

/* False for half of a pair, or half of a unit. */
static bool from_utf16(const char *bytes, size_t size, bool is_big, uint8_t *out, size_t *ret_size)
{
    size_t used;
    *ret_size = text_decode_piece(bytes, size, is_big, true, (char *)out, &used);
    return !memchr(out, 0xFF, *ret_size);
}

static bool from_page(const uint8_t *bytes, size_t size, const uint16_t *page, size_t page_size, uint8_t *out,
                      size_t *ret_size)
{
    size_t length = 0;
    for (size_t i = 0; i < size; i++) {
        uint32_t point = bytes[i];
        if (point >= 0x80 && point - 0x80 < page_size)
            point = page[point - 0x80];
        if (!point && bytes[i])
            return false;
        length += (size_t)u8_uctomb(out + length, point, 4);
    }
    *ret_size = length;
    return true;
}

static bool convert(const char *bytes, size_t size, enum charset charset, uint8_t *out, size_t *ret_size)
{
    const uint8_t *from = (const uint8_t *)bytes;
    switch (charset) {
    case CHARSET_UTF16LE:
    case CHARSET_UTF16BE:
        return from_utf16(bytes, size, charset == CHARSET_UTF16BE, out, ret_size);
    case CHARSET_1258:
        return from_page(from, size, windows_1258, sizeof windows_1258 / sizeof *windows_1258, out, ret_size);
    case CHARSET_1252:
        return from_page(from, size, windows_1252, sizeof windows_1252 / sizeof *windows_1252, out, ret_size);
    default:
        return false;
    }
}

/* The length of the mark at the beginning, and what it says. */
static size_t mark_of(const char *bytes, size_t size, enum charset *charset)
{
    if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        *charset = CHARSET_UTF8;
        return 3;
    }
    if (size >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0)) {
        *charset = bytes[0] == '\xFF' ? CHARSET_UTF16LE : CHARSET_UTF16BE;
        return 2;
    }
    return 0;
}

/* A fault when the bytes can be no text of that charset, before any is converted. */
static enum decode_fault judge(const char *bytes, size_t size, const char *name, enum charset charset)
{
    if (charset == CHARSET_UTF16 || (charset == CHARSET_NONE && looks_like_utf16(bytes, size)) ||
        (charset == CHARSET_UTF8 && looks_like_utf16(bytes, size)))
        return DECODE_FAULT_NO_MARK;
    if (charset == CHARSET_NONE && name && !text_is_utf8(bytes, size))
        return DECODE_FAULT_CHARSET;
    return DECODE_FAULT_NONE;
}

enum err text_decode(const char *bytes, size_t size, const char *charset_name, struct arena *arena,
                     const char **ret_text, size_t *ret_size, enum decode_fault *ret_fault)
{
    enum charset charset = charset_of(charset_name);
    size_t mark = mark_of(bytes, size, &charset);
    bytes += mark;
    size -= mark;
    *ret_fault = mark ? DECODE_FAULT_NONE : judge(bytes, size, charset_name, charset);
    if (*ret_fault)
        return ERR_INPUT;
    bool is_page = charset == CHARSET_1258 || charset == CHARSET_1252;
    if (charset == CHARSET_NONE || charset == CHARSET_UTF8 || (is_page && text_is_utf8(bytes, size))) {
        *ret_text = bytes;
        *ret_size = size;
        return ERR_OK;
    }
    uint8_t *out = decode_room(arena, size);
    if (!out)
        return ERR_MEMORY;
    if (!convert(bytes, size, charset, out, ret_size)) {
        *ret_fault = DECODE_FAULT_BROKEN;
        return ERR_INPUT;
    }
    out[*ret_size] = '\0';
    *ret_text = (const char *)out;
    return ERR_OK;
}
