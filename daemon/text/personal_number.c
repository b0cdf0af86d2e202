/* Numbers of persons: how they are written, what digits they can have, and which words stand by them. Knows
 * nothing of names. */
#include "personal_inner.h"

#include <string.h>

/* Words before a number that tell what it is, those behind it that tell whose, and money right behind. */
enum { WORDS_BEFORE = 12, WORDS_BEHIND = 20, MONEY_BEHIND = 2, LONG_DIGITS = 6, WHOLE_DIGITS = 9 };

typedef bool personal_shape(const char *digits, int year);

static bool personal_shape_any(const char *digits, int year)
{
    (void)digits, (void)year;
    return true;
}

/* An account's digits say nothing; years from one to another are none. */
static bool personal_shape_account(const char *digits, int year)
{
    enum { YEARS_LENGTH = 8 };
    (void)year;
    bool is_years = strlen(digits) == YEARS_LENGTH &&
                    (strncmp(digits, "20", 2) == 0 || strncmp(digits, "19", 2) == 0) &&
                    (strncmp(digits + 4, "20", 2) == 0 || strncmp(digits + 4, "19", 2) == 0);
    return !is_years;
}

/* Circular 59/2021/TT-BCA: the province of birth, century and sex, two digits of the year, six of chance. */
static bool personal_shape_identity(const char *digits, int year)
{
    static const unsigned char provinces[] = {1,  2,  4,  6,  8,  10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25,
                                              26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40, 42, 44, 45, 46, 48,
                                              49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75,
                                              77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94, 95, 96};
    int province = (digits[0] - '0') * 100 + (digits[1] - '0') * 10 + digits[2] - '0';
    int century = (digits[3] - '0') / 2,
        born = 1900 + century * 100 + (digits[4] - '0') * 10 + digits[5] - '0';
    /* Nobody who was born before 1905 has such a card. */
    return province < 256 && memchr(provinces, province, sizeof provinces) && born >= 1905 && born <= year;
}

/* Mobile telephones of today (ten digits) and of before 2018 (eleven), from abroad with 84. */
static bool personal_shape_mobile(const char *digits, int year)
{
    (void)year;
    size_t length = strlen(digits);
    bool is_abroad = length == 11 && digits[0] == '8' && digits[1] == '4';
    const char *rest = digits + (is_abroad ? 2 : 1);
    if (!is_abroad && digits[0] != '0')
        return false;
    if (length == 11 && !is_abroad)
        return rest[0] == '1' && (rest[1] == '2' || rest[1] == '6' || strncmp(rest, "186", 3) == 0 ||
                                  strncmp(rest, "188", 3) == 0 || strncmp(rest, "199", 3) == 0);
    switch (rest[0]) {
    case '3':
        return rest[1] >= '2';
    case '5':
        return strchr("25689", rest[1]) != NULL;
    case '7':
        return strchr("06789", rest[1]) != NULL;
    case '8':
        return rest[1] >= '1';
    default:
        return rest[0] == '9';
    }
}

/* A person's code begins with 8, and its last digit is made of the others. */
static bool personal_shape_tax(const char *digits, int year)
{
    static const int weights[] = {31, 29, 23, 19, 17, 13, 7, 5, 3};
    int sum = 0;
    (void)year;
    for (size_t i = 0; i < sizeof weights / sizeof *weights; i++)
        sum += (digits[i] - '0') * weights[i];
    return digits[0] == '8' && 10 - sum % 11 == digits[9] - '0';
}

static const struct {
    enum personal kind;
    size_t least, most;
    personal_shape *shape;
    uint32_t needs, forbids;
} rows[] = {
#define PERSONAL_NUMBER(kind, least, most, shape, needs, forbids) \
    {PERSONAL_##kind, least, most, shape, TELLS_##needs, TELLS_##forbids},
#include "text/personal.def"
};

/* The single sign between two words of a number; '\0' when there is none, or more. */
static char personal_divider(const struct personal_words *words, size_t second)
{
    const struct personal_word *word = &words->items[second];
    if (!second || word->start - word[-1].end != 1 || word->column != word[-1].column)
        return '\0';
    return words->text[word[-1].end];
}

/* Whether a number may begin with the word: it is none that goes on from before, nor a part of an address or
 * of a document's number. */
static bool personal_may_begin(const struct personal_words *words, size_t first)
{
    const struct personal_word *word = &words->items[first];
    char before = word->start ? words->text[word->start - 1] : ' ';
    bool is_whole = word->digits >= WHOLE_DIGITS || words->text[word->start] == '0';
    if (strchr("_=@%#&", before) && before)
        return false;
    bool follows = first && word[-1].digits && personal_divider(words, first);
    if (before == '/')
        return follows && is_whole;
    if (!follows)
        return before != '.' && before != ',';
    return before == ' ' || before == '-' ? is_whole : word->digits >= WHOLE_DIGITS;
}

/* Whether what begins behind the number is another one, or no number at all. */
static bool personal_may_end(const struct personal_words *words, const struct personal_number *number)
{
    const struct personal_word *last = &words->items[number->behind - 1];
    char behind = last->end < words->length ? words->text[last->end] : ' ';
    if (number->behind == words->count)
        return true;
    const struct personal_word *next = last + 1;
    bool goes_on = personal_divider(words, number->behind) != '\0';
    if (behind == '_' || behind == '@' || behind == '=' || behind == '%')
        return false;
    if (!goes_on || (behind != '/' && behind != '.' && behind != '-' && behind != ' '))
        return true;
    if (behind == '/')
        return next->digits >= WHOLE_DIGITS;
    if (!next->digits)
        return behind == ' ';
    return words->text[next->start] == '0' || last->digits >= WHOLE_DIGITS;
}

struct personal_number personal_number_at(const struct personal_words *words, size_t first, size_t groups)
{
    struct personal_number number = {.first = first, .behind = first};
    size_t length = 0;
    while (number.behind < words->count && number.behind - first < groups) {
        const struct personal_word *word = &words->items[number.behind];
        char sign = number.behind > first ? personal_divider(words, number.behind) : ' ';
        bool is_joined = sign == ' ' || sign == '.' || sign == '-';
        if (!word->digits || !is_joined || length + word->digits > PERSONAL_DIGITS_MOST)
            break;
        /* Digits of the table of letters are one byte each, of other scripts none is a digit. */
        for (size_t i = word->start; i < word->end && length < PERSONAL_DIGITS_MOST; i++)
            if (words->text[i] >= '0' && words->text[i] <= '9')
                number.digits[length++] = words->text[i];
        number.behind++;
    }
    number.digits[length] = '\0';
    if (number.behind > first && (!personal_may_begin(words, first) || !personal_may_end(words, &number)))
        number.digits[0] = '\0';
    return number;
}

/* What the words before a number tell, in its line and sentence: *ret_near up to the number before it, and
 * the result all of them. */
static uint32_t personal_tells_before(const struct personal_words *words, size_t first, uint32_t *ret_near)
{
    uint32_t tells = words->items[first].tells;
    bool is_near = true;
    *ret_near = tells;
    for (size_t i = first, left = WORDS_BEFORE; i > 0 && left > 0; left--) {
        const struct personal_word *word = &words->items[i];
        if (word->begins_line || (word->begins_sentence && word->is_capital))
            break;
        word = &words->items[--i];
        if (word->column != words->items[first].column)
            break;
        is_near = is_near && word->digits < LONG_DIGITS;
        tells |= word->tells;
        if (is_near)
            *ret_near = tells;
    }
    return tells;
}

/* What those behind it tell; a person's name among them says that it is no organisation's. */
static uint32_t personal_tells_behind(const struct personal_words *words, size_t behind, size_t count)
{
    uint32_t tells = 0;
    for (size_t i = behind; i < words->count && i < behind + count && !words->items[i].begins_line; i++) {
        size_t end;
        if (personal_is_name(words, i, &end))
            break;
        tells |= words->items[i].tells;
    }
    return tells;
}

enum personal personal_number_kind(const struct personal_words *words, const struct personal_number *number,
                                   int year)
{
    size_t length = strlen(number->digits);
    if (length < LONG_DIGITS)
        return PERSONAL_COUNT;
    uint32_t near, before = personal_tells_before(words, number->first, &near);
    uint32_t behind = personal_tells_behind(words, number->behind, WORDS_BEHIND);
    if (personal_tells_behind(words, number->behind, MONEY_BEHIND) & TELLS_MONEY)
        return PERSONAL_COUNT;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool fits = length >= rows[i].least && length <= rows[i].most && rows[i].shape(number->digits, year);
        bool is_near = !rows[i].needs || near & rows[i].needs;
        if (fits && is_near && !((before | behind) & rows[i].forbids))
            return rows[i].kind;
    }
    return PERSONAL_COUNT;
}

/* How many bytes from `at` on are capitals of ASCII, then digits; false when there is anything else. */
static bool personal_is_code(const char *text, size_t length, size_t letters)
{
    for (size_t i = 0; i < length; i++) {
        bool is_right = i < letters ? text[i] >= 'A' && text[i] <= 'Z' : text[i] >= '0' && text[i] <= '9';
        if (!is_right)
            return false;
    }
    return true;
}

enum personal personal_code_kind(const struct personal_words *words, size_t at)
{
    enum { CARD_LENGTH = 15, PASSPORT_LEAST = 8, PASSPORT_MOST = 9 };
    const struct personal_word *word = &words->items[at];
    const char *text = words->text + word->start;
    size_t length = word->end - word->start;
    /* Two letters of the group, its share (1 to 5), the province, ten digits. */
    if (length == CARD_LENGTH && personal_is_code(text, length, 2) && text[2] >= '1' && text[2] <= '5')
        return PERSONAL_INSURANCE;
    bool is_passport =
        length >= PASSPORT_LEAST && length <= PASSPORT_MOST && personal_is_code(text, length, 1);
    uint32_t near;
    if (!is_passport)
        return PERSONAL_COUNT;
    personal_tells_before(words, at, &near);
    return near & TELLS_PASSPORT ? PERSONAL_PASSPORT : PERSONAL_COUNT;
}
