/* Words, and the keys by which they are found, compared and sorted.
 *
 * A word is a run of letters, digits and the marks on them. Its exact key is the same however a syllable was
 * typed: lower case, letters without tone, the tone behind them, so that hòa and hoà, việt and vịêt, composed
 * and decomposed forms and capitals are one; y after a single h k l m s t or after qu, at the end of the
 * syllable, is i (kỹ = kĩ, quý = quí). A syllable without a tone ends with a mark of its own, so that hoa is
 * not hòa. Its fold key has no marks at all, and d for đ. A word with digits, or of another script, has only
 * one key; digits written high behind a unit or low are digits (m² = m2, CO₂ = CO2). What is shown to people
 * is never rewritten: keys are for the index, queries and order alone.
 *
 * Letters come from one generated table (daemon/text/letter_table.py). Text is UTF-8; what is not is skipped
 * byte by byte. Thread: any. */
#ifndef TEXT_WORD_H
#define TEXT_WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In the order of Vietnamese dictionaries. */
enum tone { TONE_LEVEL, TONE_HUYEN, TONE_HOI, TONE_NGA, TONE_SAC, TONE_NANG, TONE_COUNT };

/* Room for a key; the letters of a longer word that do not fit are left out of its keys. */
enum { WORD_KEY_SIZE = 64, WORD_LETTERS_MAX = 24 };

struct word {
    size_t start, end; /* bytes in the text: [start, end) */
    char exact[WORD_KEY_SIZE];
    char fold[WORD_KEY_SIZE];
    size_t exact_length, fold_length; /* of the keys, bytes */
    bool is_marked;                   /* it bears a tone, a shaped letter or đ */
    bool has_digit;
    bool is_number;                     /* digits alone */
    uint32_t letters[WORD_LETTERS_MAX]; /* lower case, without tones, before y becomes i */
    size_t letter_count;
    enum tone tone;
};

/* The next word at or after *at, which moves behind it; false at the end. */
bool word_next(const char *text, size_t length, size_t *at, struct word *ret_word);

/* Whether the text (NULL is empty) has the word: with its marks where it bears some, else without any.
 * `goes_on`: a word without marks may be the beginning of one, for somebody is still typing. */
bool word_is_in(const struct word *word, bool goes_on, const char *text);

/* Whether it has each of the words, the last one perhaps only begun. */
bool words_are_in(const char *words, const char *text);

/* Whether the word has an exact key that differs from its fold key. */
bool word_has_two_keys(const struct word *word);

/* The letter in lower case without its tone as the table has it, and the tone; 0 for what is no letter. */
uint32_t letter_of(uint32_t point, enum tone *ret_tone);

/* The letter or digit in plain ASCII letters, lower case: "d" for Đ, "ae" for Æ; "" for what has none in the
 * table. */
const char *letter_fold(uint32_t point);

#endif
