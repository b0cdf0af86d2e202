/* Case by libunistring, for what is shown or judged. Keys do not come through here: word.h has a table
 * of its own, which is faster and takes the marks off. */
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
    /* The library gives NULL for nothing, which would look like a failure. */
    if (!length)
        return "";
    auto_free uint8_t *lower = u8_tolower((const uint8_t *)text, length, NULL, UNINORM_NFC, NULL, &size);
    /* Only memory can fail it, as the text is valid. */
    if (!lower) {
        arena_fail(arena);
        return "";
    }
    return arena_copy(arena, (const char *)lower, size);
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
