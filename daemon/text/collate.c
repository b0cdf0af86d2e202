/* The order of Vietnamese dictionaries over the words of word.h. Registered with SQLite as `vietnamese`
 * by the store, which is why it takes lengths: SQLite's texts need no NUL. */
#include "text/collate.h"

#include "text/word.h"

#include <string.h>

/* The alphabet, with the Latin letters that Vietnamese borrows in their usual places. */
static const uint32_t alphabet[] = {'a', 0x103, 0xE2, 'b', 'c', 'd',   0x111, 'e', 0xEA, 'f',   'g',
                                    'h', 'i',   'j',  'k', 'l', 'm',   'n',   'o', 0xF4, 0x1A1, 'p',
                                    'q', 'r',   's',  't', 'u', 0x1B0, 'v',   'w', 'x',  'y',   'z'};

/* The place of a letter in the order: digits and other ASCII first, the alphabet, then all other scripts
 * by code point, above everything the alphabet can give. */
static uint32_t weight(uint32_t letter)
{
    for (size_t i = 0; i < sizeof alphabet / sizeof *alphabet; i++)
        if (alphabet[i] == letter)
            return 0x80 + (uint32_t)i;
    return letter < 0x80 ? letter : letter + 0x100;
}

/* -1, 0 or 1; a difference of two size_t would not fit an int. */
static int collate_compare(size_t a, size_t b)
{
    return a < b ? -1 : a > b;
}

/* By value: more digits are more, leading zeros aside. */
static int compare_numbers(const struct word *a, const struct word *b)
{
    const char *x = a->fold + strspn(a->fold, "0"), *y = b->fold + strspn(b->fold, "0");
    /* Digits as text, so that no number is too long for it. */
    int by_length = collate_compare(strlen(x), strlen(y));
    return by_length ? by_length : strcmp(x, y);
}

/* Letters first, the shorter word before the longer, and the tone only where all letters are the same,
 * as dictionaries have it. */
static int compare_words(const struct word *a, const struct word *b)
{
    if (a->is_number && b->is_number)
        return compare_numbers(a, b);
    for (size_t i = 0; i < a->letter_count && i < b->letter_count; i++) {
        int by_letter = collate_compare(weight(a->letters[i]), weight(b->letters[i]));
        if (by_letter)
            return by_letter;
    }
    int by_length = collate_compare(a->letter_count, b->letter_count);
    return by_length ? by_length : collate_compare(a->tone, b->tone);
}

int text_collate(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t at_a = 0, at_b = 0;
    for (;;) {
        struct word word_a, word_b;
        bool has_a = word_next(a, a_length, &at_a, &word_a), has_b = word_next(b, b_length, &at_b, &word_b);
        /* The text that ends first comes first. What stands between words is not compared. */
        if (!has_a || !has_b)
            return has_a - has_b;
        int order = compare_words(&word_a, &word_b);
        if (order)
            return order;
    }
}
