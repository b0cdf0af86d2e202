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

/* The digits that a word begins with. */
struct collate_number {
    size_t zeros, end; /* places in its letters: [zeros, end) are its digits but for leading zeros */
};

static struct collate_number collate_number_of(const struct word *word)
{
    struct collate_number number = {0, 0};
    while (number.zeros < word->letter_count && word->letters[number.zeros] == '0')
        number.zeros++;
    number.end = number.zeros;
    while (number.end < word->letter_count && word->letters[number.end] >= '0' &&
           word->letters[number.end] <= '9')
        number.end++;
    return number;
}

/* From these places on, letter by letter, until one of the ends. */
static int collate_letters(const struct word *a, size_t at_a, size_t end_a, const struct word *b, size_t at_b,
                           size_t end_b)
{
    for (; at_a < end_a && at_b < end_b; at_a++, at_b++) {
        int by_letter = collate_compare(weight(a->letters[at_a]), weight(b->letters[at_b]));
        if (by_letter)
            return by_letter;
    }
    return collate_compare(end_a - at_a, end_b - at_b);
}

/* The number that a word begins with counts first, by its value: 2, 2a, 3, 10. Words without one come behind
 * those with one. Only so is it an order: were 2a compared with 10 by its letters, 10 would be before 2a, 2a
 * before 3, and 3 before 10. */
static int compare_words(const struct word *a, const struct word *b)
{
    struct collate_number of_a = collate_number_of(a), of_b = collate_number_of(b);
    if (!of_a.end != !of_b.end)
        return of_a.end ? -1 : 1;
    int order = collate_compare(of_a.end - of_a.zeros, of_b.end - of_b.zeros);
    if (!order)
        order = collate_letters(a, of_a.zeros, of_a.end, b, of_b.zeros, of_b.end);
    if (!order)
        order = collate_letters(a, of_a.end, a->letter_count, b, of_b.end, b->letter_count);
    return order ? order : collate_compare(a->tone, b->tone);
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
