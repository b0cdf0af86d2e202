/* What the files of personal.h share: words with what they tell, and numbers. */
#ifndef TEXT_PERSONAL_INNER_H
#define TEXT_PERSONAL_INNER_H

#include "text/personal.h"

#include <stdbool.h>

/* What words tell, as bits. */
enum {
    TELLS_NONE = 0,
    TELLS_IDENTITY = 1 << 0,
    TELLS_PASSPORT = 1 << 1,
    TELLS_ACCOUNT = 1 << 2,
    TELLS_INSURANCE = 1 << 3,
    TELLS_TAX = 1 << 4,
    TELLS_OFFICE = 1 << 5,
    TELLS_ORGANISATION = 1 << 6,
    TELLS_MONEY = 1 << 7,
    TELLS_CHILD = 1 << 8,
    TELLS_PATIENT = 1 << 9,
    TELLS_PERSON = 1 << 10,
    TELLS_AGE = 1 << 11,
    TELLS_BORN = 1 << 12,
    TELLS_CLASS = 1 << 13,
    TELLS_NAME = 1 << 14,
    TELLS_HEALTH = 1 << 15,
    TELLS_SURNAME = 1 << 16,
};

/* A word of a piece of text. */
struct personal_word {
    uint64_t exact, fold; /* hashes of its keys */
    uint32_t start, end;  /* bytes of the piece */
    uint32_t tells;       /* of phrases that end with it; in a table also what its column is headed by */
    uint16_t column;      /* tabs before it in its line */
    uint8_t letters;
    uint8_t digits; /* of a number; else 0 */
    bool is_marked, is_capital, begins_line, begins_sentence, is_in_table;
};

struct personal_words {
    const char *text;
    size_t length; /* bytes */
    struct personal_word *items;
    size_t count, room;
};

enum { PERSONAL_PIECE = 32 * 1024, PERSONAL_COLUMNS = 32 };

/* What the columns of a table are headed by, from one piece of its text to the next. */
struct personal_table {
    uint32_t tells[PERSONAL_COLUMNS];
};

struct personal_phrases;

/* The rows PERSONAL_WORDS, ready to be looked for. Read once in the life of the process: every text of every
 * article asks for them, and they cost ten times what such a text does. */
const struct personal_phrases *personal_phrases(void);

/* Reads the words of `length` bytes, at most PERSONAL_PIECE, into `words->items`, as many as have room. */
void personal_words_read(const char *text, size_t length, const struct personal_phrases *phrases,
                         struct personal_table *table, struct personal_words *words);

/* A number: one word of digits, or some with single signs between them. */
enum { PERSONAL_DIGITS_MOST = 20, PERSONAL_GROUPS_MOST = 6 };
struct personal_number {
    char digits[PERSONAL_DIGITS_MOST + 1];
    size_t first, behind; /* words */
};

/* The longest number that begins with the word and has at most `groups` words. */
struct personal_number personal_number_at(const struct personal_words *words, size_t first, size_t groups);

/* The row that a number fits, by its digits and the words around it. PERSONAL_COUNT: none. */
enum personal personal_number_kind(const struct personal_words *words, const struct personal_number *number,
                                   int year);

/* The digits as they are compared: +84 912… is 0912…. */
uint64_t personal_number_hash(const char *digits);

/* What a word of letters and digits is: the number of a passport or of a health insurance card. */
enum personal personal_code_kind(const struct personal_words *words, size_t at);

/* Whether a full name begins with the word: a surname and another word in capitals. *ret_behind is the word
 * behind it. */
bool personal_is_name(const struct personal_words *words, size_t first, size_t *ret_behind);

/* What is said of somebody who is named from the word on; *ret_behind is behind what makes it so. */
enum personal personal_named_kind(const struct personal_words *words, size_t first, int year,
                                  size_t *ret_behind);

#endif
