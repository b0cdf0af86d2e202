/* Written by hand because printf's grouping is the locale's, and a server's locale is anybody's. */
#include "text/number.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Writes the digits of a magnitude in groups of three; returns how many characters. */
static int write_grouped(uint64_t magnitude, char separator, char *text)
{
    char digits[24];
    int count = snprintf(digits, sizeof digits, "%llu", (unsigned long long)magnitude), length = 0;
    /* A separator where what remains is a multiple of three. */
    for (int i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0)
            text[length++] = separator;
        text[length++] = digits[i];
    }
    text[length] = '\0';
    return length;
}

/* The lowest int64_t has no positive counterpart; without a sign bit it does. */
static uint64_t magnitude_of(int64_t number)
{
    return number < 0 ? ~(uint64_t)number + 1 : (uint64_t)number;
}

/* A number without decimals; here so that callers need not say so. */
const char *number_grouped(int64_t number, enum lang lang, char text[static NUMBER_TEXT_SIZE])
{
    return number_decimal(number, 0, lang, text);
}

const char *number_decimal(int64_t scaled, int places, enum lang lang, char text[static NUMBER_TEXT_SIZE])
{
    assert(places >= 0 && places <= 6);
    /* Integers throughout: 8,44 stays 8,44. */
    uint64_t unit = 1, magnitude = magnitude_of(scaled);
    for (int i = 0; i < places; i++)
        unit *= 10;
    int length = 0;
    if (scaled < 0)
        text[length++] = '-';
    length += write_grouped(magnitude / unit, lang == LANG_VI ? '.' : ',', text + length);
    /* Behind the sign that the language has; the part keeps its leading zeros (8,04). */
    if (places > 0)
        snprintf(text + length, NUMBER_TEXT_SIZE - (size_t)length, "%c%0*llu", lang == LANG_VI ? ',' : '.',
                 places, (unsigned long long)(magnitude % unit));
    return text;
}

const char *number_size(int64_t bytes, enum lang lang, char text[static NUMBER_TEXT_SIZE])
{
    static const char units[][3] = {"KB", "MB", "GB", "TB", "PB", "EB"};
    assert(bytes >= 0);
    char number[NUMBER_TEXT_SIZE];
    if (bytes < 1000) {
        snprintf(text, NUMBER_TEXT_SIZE, "%d %s", (int)bytes,
                 lang == LANG_VI || bytes == 1 ? "byte" : "bytes");
        return text;
    }
    size_t unit = 0;
    int64_t size = 1000;
    /* Powers of 1000, as disks and phones count (SI). */
    while (unit + 1 < sizeof units / sizeof *units && bytes / size >= 1000) {
        size *= 1000;
        unit++;
    }
    /* Cut and not rounded, or 999.999 bytes would be 1000 KB. From ten units on the tenth says nothing
     * anybody needs. */
    int64_t tenths = bytes / (size / 10);
    /* Below ten units one decimal place. */
    if (tenths < 100)
        number_decimal(tenths, 1, lang, number);
    else
        number_grouped(tenths / 10, lang, number);
    snprintf(text, NUMBER_TEXT_SIZE, "%.40s %s", number, units[unit]);
    return text;
}

/* CLDR's categories; zero and negative numbers are "other" in English. */
enum plural number_plural(int64_t number, enum lang lang)
{
    return lang == LANG_EN && number == 1 ? PLURAL_ONE : PLURAL_OTHER;
}

/* One spelling for one number, because such numbers stand in addresses and tokens: +7 and 007 are
 * refused. */
enum err number_parse(const char *text, int64_t least, int64_t most, int64_t *ret_number)
{
    int64_t number = 0;
    if (!*text || (text[0] == '0' && text[1]))
        return ERR_INPUT;
    for (const char *p = text; *p; p++) {
        if (*p < '0' || *p > '9')
            return ERR_INPUT;
        /* Past int64_t it is just too large. */
        if (__builtin_mul_overflow(number, 10, &number) || __builtin_add_overflow(number, *p - '0', &number))
            return ERR_INPUT;
    }
    if (number < least || number > most)
        return ERR_INPUT;
    *ret_number = number;
    return ERR_OK;
}
