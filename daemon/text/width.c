/* Widths of letters by a few classes: an estimate that decides how much stands in a line. Knows no font. */
#include "text/width.h"

#include <stddef.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>

/* Hundredths of an em, as bold letters of Noto Sans have them on the average of Vietnamese words. */
enum {
    WIDTH_SPACE = 26,
    WIDTH_NARROW = 34,
    WIDTH_MIDDLE = 40,
    WIDTH_LETTER = 57,
    WIDTH_CAPITAL = 68,
    WIDTH_WIDE = 92
};

static int width_of(ucs4_t letter)
{
    static const char narrow[] = "iíìỉĩịjlI.,:;'’!|()[]-", middle[] = "frt\"/", wide[] = "mwMW@%–—…";
    uint8_t bytes[8];
    int length = u8_uctomb(bytes, letter, sizeof bytes - 1);
    if (length <= 0 || uc_combining_class(letter))
        return 0; /* a mark stands over its letter */
    bytes[length] = '\0';
    return letter == ' ' || letter == 0xA0       ? WIDTH_SPACE
           : strstr(narrow, (const char *)bytes) ? WIDTH_NARROW
           : strstr(middle, (const char *)bytes) ? WIDTH_MIDDLE
           : strstr(wide, (const char *)bytes)   ? WIDTH_WIDE
           : uc_is_upper(letter)                 ? WIDTH_CAPITAL
           : letter < 0x1100                     ? WIDTH_LETTER
                                                 : 100; /* scripts of the far east fill a square */
}

int text_width(const char *text)
{
    const uint8_t *at = (const uint8_t *)text;
    int width = 0;
    ucs4_t letter;
    for (int length; (length = u8_strmbtouc(&letter, at)) > 0; at += length)
        width += width_of(letter);
    return width;
}
