#include "text/letter.h"

#include "base/buf.h"
#include "base/cleanup.h"

#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

/* Latin letters in lower case that Unicode does not take apart. */
static const struct {
    ucs4_t letter;
    char plain[3];
} whole_letters[] = {
    {0x00DF, "ss"}, {0x00E6, "ae"}, {0x00F0, "d"}, {0x00F8, "o"}, {0x00FE, "th"}, {0x0111, "d"},
    {0x0127, "h"},  {0x0131, "i"},  {0x0138, "k"}, {0x0142, "l"}, {0x014B, "n"},  {0x0153, "oe"},
    {0x0167, "t"},  {0x0180, "b"},  {0x0256, "d"}, {0x0268, "i"}, {0x0289, "u"},
};

const char *text_lower(const char *text, struct arena *arena)
{
    size_t length = strlen(text), size = 0;
    if (!length)
        return "";
    auto_free uint8_t *lower = u8_tolower((const uint8_t *)text, length, NULL, UNINORM_NFC, NULL, &size);
    if (!lower) {
        arena_fail(arena);
        return "";
    }
    return arena_copy(arena, (const char *)lower, size);
}

static const char *plain_letter(ucs4_t c)
{
    for (size_t i = 0; i < sizeof whole_letters / sizeof *whole_letters; i++) {
        if (whole_letters[i].letter == c)
            return whole_letters[i].plain;
    }
    return NULL;
}

static void fold_point(struct buf *out, ucs4_t c)
{
    if (c < 0x80) {
        buf_char(out, (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c));
        return;
    }
    if (uc_is_general_category(c, UC_CATEGORY_M))
        return;
    c = uc_tolower(c);
    const char *plain = plain_letter(c);
    uint8_t bytes[6];
    int size = plain ? 0 : u8_uctomb(bytes, c, sizeof bytes);
    if (plain)
        buf_text(out, plain);
    else if (size > 0)
        buf_add(out, bytes, (size_t)size);
}

const char *text_fold(const char *text, struct arena *arena)
{
    size_t length = strlen(text), size = 0;
    if (!length)
        return "";
    auto_free uint8_t *apart = u8_normalize(UNINORM_NFKD, (const uint8_t *)text, length, NULL, &size);
    if (!apart) {
        arena_fail(arena);
        return "";
    }
    auto_buf struct buf out = BUF(size * 2 + 16);
    for (size_t i = 0; i < size;) {
        ucs4_t c;
        i += (size_t)u8_mbtouc(&c, apart + i, size - i);
        fold_point(&out, c);
    }
    if (buf_failed(&out)) {
        arena_fail(arena);
        return "";
    }
    return arena_copy(arena, buf_str(&out), out.length);
}

bool text_is_shouting(const char *text)
{
    enum { ABBREVIATION_MOST = 12 };
    size_t capitals = 0;
    ucs4_t c;
    for (const uint8_t *p = (const uint8_t *)text; (p = u8_next(&c, p));) {
        if (uc_is_general_category(c, UC_CATEGORY_Ll))
            return false;
        capitals += uc_is_general_category(c, UC_CATEGORY_Lu);
    }
    return capitals > ABBREVIATION_MOST;
}
