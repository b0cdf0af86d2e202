/* What holds an emoji together. Private to this floor. */
#ifndef TEXT_EMOJI_H
#define TEXT_EMOJI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether the character means something within an emoji alone: U+200D, a variation selector of U+FE00 to
 * U+FE0F, a tag of U+E0020 to U+E007F. */
bool emoji_is_joiner(uint32_t point);

/* Takes out, in place, the joiners that hold no emoji together; the result is how many points remain. Doing
 * it twice gives the same as once. */
size_t emoji_keep(uint32_t *points, size_t count);

#endif
