/* Case by libunistring, for what is shown or judged. Keys do not come through here: word.h has a table
 * of its own, which is faster and takes the marks off. */
#include "text/letter.h"

#include "base/cleanup.h"

#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

/* What the library's functions of case have in common. */
typedef uint8_t *letter_map(const uint8_t *text, size_t length, const char *language, uninorm_t form,
                            uint8_t *result, size_t *size);

static const char *text_mapped(const char *text, size_t length, letter_map *map, struct arena *arena)
{
    size_t size = 0;
    /* The library gives NULL for nothing, which would look like a failure. */
    if (!length)
        return "";
    auto_free uint8_t *mapped = map((const uint8_t *)text, length, NULL, UNINORM_NFC, NULL, &size);
    /* Only memory can fail it, as the text is valid. */
    if (!mapped) {
        arena_fail(arena);
        return "";
    }
    return arena_copy(arena, (const char *)mapped, size);
}

const char *text_lower(const char *text, struct arena *arena)
{
    return text_mapped(text, strlen(text), u8_tolower, arena);
}

const char *text_upper(const char *text, struct arena *arena)
{
    return text_mapped(text, strlen(text), u8_toupper, arena);
}

const char *text_capitalized(const char *text, struct arena *arena)
{
    enum { GROWS = 3 }; /* a letter may become a few */
    size_t length = strlen(text), to = 0, size = GROWS * length + 1;
    char *copy = arena_alloc(arena, size);
    bool begins = true;
    ucs4_t c;
    if (!copy)
        return "";
    for (const uint8_t *p = (const uint8_t *)text, *next; (next = u8_next(&c, p)); p = next) {
        bool is_letter = uc_is_general_category(c, UC_CATEGORY_L) ||
                         uc_is_general_category(c, UC_CATEGORY_M) || uc_is_general_category(c, UC_CATEGORY_N);
        size_t bytes = (size_t)(next - p);
        const char *written = (const char *)p;
        if (begins && is_letter) {
            written = text_mapped(written, bytes, u8_totitle, arena);
            bytes = strlen(written);
        }
        if (to + bytes < size) {
            memcpy(copy + to, written, bytes);
            to += bytes;
        }
        begins = !is_letter && c != 0x27 && c != 0x2019;
    }
    copy[to] = '\0';
    return copy;
}

bool text_is_shouting(const char *text)
{
    /* A title of few capitals may be an abbreviation ("HĐND-UBND 2026"). */
    enum { ABBREVIATION_MOST = 12 };
    size_t capitals = 0;
    ucs4_t c;
    for (const uint8_t *p = (const uint8_t *)text; (p = u8_next(&c, p));) {
        /* One small letter is enough; digits and signs, and scripts without case, say nothing. */
        if (uc_is_general_category(c, UC_CATEGORY_Ll))
            return false;
        capitals += uc_is_general_category(c, UC_CATEGORY_Lu);
    }
    return capitals > ABBREVIATION_MOST;
}
