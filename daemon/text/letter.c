#include "text/letter.h"

#include "base/cleanup.h"

#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

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
