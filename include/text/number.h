/* Numbers as people write them and as requests carry them, independent of the locale. Thread: any. */
#ifndef TEXT_NUMBER_H
#define TEXT_NUMBER_H

#include "base/err.h"

#include <stdint.h>

/* Room for any text this module writes. */
enum { NUMBER_TEXT_SIZE = 48 };

/* With thousands grouped: "10.029" in Vietnamese, "10,029" in English. Returns `text`. */
const char *number_grouped(int64_t number, enum lang lang, char text[static NUMBER_TEXT_SIZE]);

/* With a decimal part of `places` digits (0 to 6), `scaled` being the value times 10 to that power:
 * (844, 2) is "8,44" in Vietnamese and "8.44" in English; the whole part is grouped. Returns `text`. */
const char *number_decimal(int64_t scaled, int places, enum lang lang, char text[static NUMBER_TEXT_SIZE]);

/* A size in bytes for people: "512 byte", "1,4 MB" (powers of 1000). Returns `text`. */
const char *number_size(int64_t bytes, enum lang lang, char text[static NUMBER_TEXT_SIZE]);

/* Which form of a noun stands behind a whole number, by Unicode's plural rules (CLDR): English has one for 1
 * and one for all others, Vietnamese the same for all. */
enum plural { PLURAL_ONE, PLURAL_OTHER };
enum plural number_plural(int64_t number, enum lang lang);

/* Reads a whole number of digits only, no sign, no space, no leading zero but "0" itself.
 * Errors: INPUT (not such a number, or outside least..most). */
enum err number_parse(const char *text, int64_t least, int64_t most, int64_t *ret_number);

/* The value of a hexadecimal digit in either case, -1 for any other character. */
static inline int number_hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

#endif
