/* Emoji of several characters stay whole (Unicode Technical Standard 51), while the same invisible characters
 * anywhere else would make two texts differ that look the same. No letter is known here. */
#include "emoji.h"

#include <unictype.h>

enum {
    JOINER = 0x200D,
    SELECTOR_TEXT = 0xFE0E,
    SELECTOR_EMOJI = 0xFE0F,
    KEYCAP = 0x20E3,
    BLACK_FLAG = 0x1F3F4
};

static bool is_selector(uint32_t point)
{
    return point >= 0xFE00 && point <= SELECTOR_EMOJI;
}

/* Letters and signs of a flag's name, behind the black flag. */
static bool is_tag(uint32_t point)
{
    return point >= 0xE0020 && point <= 0xE007F;
}

bool emoji_is_joiner(uint32_t point)
{
    return point == JOINER || is_selector(point) || is_tag(point);
}

/* What may stand before a joiner: a picture, with or without a selector or a colour of skin. */
static bool ends_picture(uint32_t point)
{
    return point == SELECTOR_EMOJI || uc_is_property_extended_pictographic(point) ||
           uc_is_property_emoji_modifier(point);
}

/* Digits, # and * are emoji as keycaps alone. */
static bool is_selected(uint32_t before, uint32_t next)
{
    return before < 0x80 ? next == KEYCAP : uc_is_property_emoji(before);
}

/* Whether the joiner holds together what was kept before it and what comes next; 0 where nothing does. */
static bool emoji_is_held(uint32_t before, uint32_t joiner, uint32_t next)
{
    if (!before)
        return false;
    if (joiner == JOINER)
        return next && ends_picture(before) && uc_is_property_extended_pictographic(next);
    if (is_tag(joiner))
        return before == BLACK_FLAG || is_tag(before);
    return (joiner == SELECTOR_TEXT || joiner == SELECTOR_EMOJI) && is_selected(before, next);
}

size_t emoji_keep(uint32_t *points, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t before = kept ? points[kept - 1] : 0, next = i + 1 < count ? points[i + 1] : 0;
        if (!emoji_is_joiner(points[i]) || emoji_is_held(before, points[i], next))
            points[kept++] = points[i];
    }
    return kept;
}
