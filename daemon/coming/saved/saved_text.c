/* UTF-16, Windows-1258, Windows-1252 and the old Vietnamese fonts. Knows no page. */
#include "saved_text.h"

#include "core/coming_text.h"
#include "text/legacy.h"
#include "text/normalize.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

enum { HEAD = 4096, UTF8_MOST = 4 };

/* UTF-16; `high` is where the upper byte of a unit stands, 0 or 1. */
static const char *saved_from_utf16(struct arena *arena, const unsigned char *bytes, size_t size, size_t high)
{
    char *out = arena_alloc(arena, size / 2 * UTF8_MOST + 1);
    size_t length = 0;
    if (!out)
        return "";
    for (size_t i = 0; i + 1 < size; i += 2) {
        uint32_t unit = (uint32_t)bytes[i + high] << 8 | bytes[i + 1 - high];
        uint32_t low = i + 3 < size ? (uint32_t)bytes[i + 2 + high] << 8 | bytes[i + 3 - high] : 0;
        if (unit >= 0xD800 && unit < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
            unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
            i += 2;
        }
        length += coming_encode(unit, out + length);
    }
    out[length] = '\0';
    return out;
}

/* The sign of Windows-1258 that stands where Windows-1252 has `point`; the same, where both agree. */
static uint32_t saved_sign_1258(uint32_t point)
{
    static const struct {
        uint32_t from, to;
    } signs[] = {{0xC3, 0x102}, {0xCC, 0x300}, {0xD0, 0x110}, {0xD2, 0x309}, {0xD5, 0x1A0},
                 {0xDD, 0x1AF}, {0xDE, 0x303}, {0xE3, 0x103}, {0xEC, 0x301}, {0xF0, 0x111},
                 {0xF2, 0x323}, {0xF5, 0x1A1}, {0xFD, 0x1B0}, {0xFE, 0x20AB}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (signs[i].from == point)
            return signs[i].to;
    return point;
}

/* Windows-1258 is Windows-1252 but for letters of Vietnamese; its marks stand behind their letter. */
static const char *saved_from_1258(struct arena *arena, const char *text)
{
    char *out = arena_alloc(arena, strlen(text) * 2 + 1);
    size_t length = 0;
    if (!out)
        return "";
    for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
        /* Two bytes of UTF-8 below U+0100 are what was one. */
        bool is_pair = (at[0] == 0xC2 || at[0] == 0xC3) && at[1];
        if (is_pair)
            length +=
                coming_encode(saved_sign_1258((uint32_t)(at[0] & 3) << 6 | (at[1] & 0x3F)), out + length);
        else
            out[length++] = (char)*at;
        at += is_pair;
    }
    out[length] = '\0';
    return out;
}

/* Whether the page's head says that it is in this encoding. */
static bool saved_says(const char *bytes, size_t size, const char *name)
{
    size_t head = size < HEAD ? size : HEAD, length = strlen(name);
    const char *at = bytes, *end = bytes + head;
    while (at < end && (at = memchr(at, '=', (size_t)(end - at)))) {
        bool is_charset = at - bytes >= 7 && strncasecmp(at - 7, "charset", 7) == 0;
        at++;
        while (at < end && strchr(" \"'", *at ? *at : 'x'))
            at++;
        if (is_charset && (size_t)(end - at) >= length && strncasecmp(at, name, length) == 0)
            return true;
    }
    return false;
}

static const char *saved_unicode(struct arena *arena, const char *bytes, size_t size)
{
    const unsigned char *raw = (const unsigned char *)bytes;
    if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        return coming_bytes(arena, bytes + 3, size - 3);
    if (size >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0))
        return saved_from_utf16(arena, raw + 2, size - 2, raw[0] == 0xFF);
    /* Without its mark: every second byte of the tags is nothing. */
    if (size >= 4 && ((!raw[1] && !raw[3]) || (!raw[0] && !raw[2])))
        return saved_from_utf16(arena, raw, size, !raw[1]);
    const char *text = coming_bytes(arena, bytes, size);
    bool is_1258 = !text_is_utf8(bytes, size) &&
                   (saved_says(bytes, size, "windows-1258") || saved_says(bytes, size, "cp1258"));
    return is_1258 ? saved_from_1258(arena, text) : text;
}

const char *saved_decode(struct arena *arena, const char *bytes, size_t size, const char **ret_legacy)
{
    const char *text = saved_unicode(arena, bytes, size), *converted, *preview;
    size_t length;
    enum legacy legacy = legacy_find(text, strlen(text), arena, &converted, &length, &preview);
    *ret_legacy = legacy ? legacy_name(legacy) : NULL;
    return legacy ? converted : text;
}
