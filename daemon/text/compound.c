/* Finds what is more than its words: dates, grouped numbers, numbers of documents. Works on words that
 * word.h has read and on the signs between them; knows nothing of the index that the keys are for.
 * Whatever reads a text and whatever reads a query must come through here, or their keys would differ. */
#include "text/compound.h"

#include "text/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 18 digits are what an int64_t holds whatever they are. A document's number has at most six further
 * parts, with at most five bytes of signs and spaces before each. Years as documents of this state bear
 * them. */
enum { DIGITS_MOST = 18, REFERENCE_PARTS = 6, REFERENCE_GAP = 5, YEAR_LEAST = 1900, YEAR_MOST = 2100 };

/* A text being read word by word. */
struct walk {
    const char *text;
    size_t length;
    size_t at;
    struct word word; /* the last one read */
};

/* Begins behind a word that was read already, since callers walk over words anyway. */
static struct walk walk_from(const char *text, size_t length, const struct word *first)
{
    return (struct walk){text, length, first->end, *first};
}

/* Reads the next word if nothing but spaces and one sign of `signs` stands before it; an empty list of signs
 * wants one space. Gives the sign, '\0' for none. */
static char compound_step(struct walk *walk, const char *signs)
{
    size_t at = walk->at, begin = walk->at;
    /* A space counts as the sign when no other is asked for. */
    char sign = *signs ? '\0' : ' ';
    while (at < walk->length && walk->text[at] == ' ' && at - begin < 2)
        at++;
    /* An en dash (three bytes) counts as a hyphen, since word processors make it of one. */
    if (*signs && at < walk->length && strchr(signs, walk->text[at]))
        sign = walk->text[at++];
    else if (*signs && strchr(signs, '-') && walk->length - at > 3 && memcmp(walk->text + at, "–", 3) == 0)
        sign = '-', at += 3;
    while (*signs && at < walk->length && walk->text[at] == ' ' && at - begin < 5)
        at++;
    /* word_next() would skip whatever is no word; the next word has to begin right here. */
    size_t start = at;
    if (!sign || at == begin || !word_next(walk->text, walk->length, &at, &walk->word) ||
        walk->word.start != start)
        return '\0';
    walk->at = at;
    return sign;
}

/* The value of a word of at most `most` digits; -1 when it is no number or longer. */
static int number_of(const struct word *word, size_t most)
{
    return word->is_number && word->end - word->start <= most ? (int)strtol(word->fold, NULL, 10) : -1;
}

/* A digit joined to the left by a sign makes the word the middle of something else. */
static bool is_inside(const char *text, size_t start)
{
    /* Otherwise 10.9.2023.5 would hold the date 9.2.2023 less its first digit. */
    return start >= 2 && strchr("/.-,", text[start - 1]) && text[start - 2] >= '0' && text[start - 2] <= '9';
}

/* The key of a date that the calendar has. Before 1970 the calendar of date.h does not go. */
static bool keep_date(int day, int month, int year, char key[COMPOUND_KEY_SIZE])
{
    if (year < 1970 || year > YEAR_MOST || !civil_exists(year, month, day))
        return false;
    snprintf(key, COMPOUND_KEY_SIZE, "d%04d%02d%02d", year, month, day);
    return true;
}

/* 9/10/2023, both signs the same, the year with four digits: 1/2 and 3-4-22 are more often something
 * else. */
static bool date_in_digits(struct walk walk, char key[COMPOUND_KEY_SIZE], size_t *ret_end)
{
    int day = number_of(&walk.word, 2);
    /* A space behind the day makes it a sum or a list; the caller has made sure that there is a byte. */
    if (day < 0 || walk.text[walk.at] == ' ')
        return false;
    char sign[2] = {compound_step(&walk, "/-."), '\0'};
    int month = *sign ? number_of(&walk.word, 2) : -1;
    if (month < 0 || compound_step(&walk, sign) != *sign || walk.word.end - walk.word.start != 4)
        return false;
    *ret_end = walk.at;
    return keep_date(day, month, number_of(&walk.word, 4), key);
}

/* "ngày 9 tháng 10 năm 2023", by the fold keys, so that it is found without its marks as well. */
static bool date_in_words(struct walk walk, char key[COMPOUND_KEY_SIZE], size_t *ret_end)
{
    if (strcmp(walk.word.fold, "ngay") != 0 || !compound_step(&walk, ""))
        return false;
    int day = number_of(&walk.word, 2);
    if (day < 0 || !compound_step(&walk, "") || strcmp(walk.word.fold, "thang") != 0 ||
        !compound_step(&walk, ""))
        return false;
    int month = number_of(&walk.word, 2);
    if (month < 0 || !compound_step(&walk, "") || strcmp(walk.word.fold, "nam") != 0 ||
        !compound_step(&walk, ""))
        return false;
    *ret_end = walk.at;
    return keep_date(day, month, number_of(&walk.word, 4), key);
}

static size_t count_digits(const char *text, size_t length, size_t at)
{
    size_t count = 0;
    while (at + count < length && text[at + count] >= '0' && text[at + count] <= '9')
        count++;
    return count;
}

/* Digits in groups of three, joined with points: 10.029 has the key that 10029 has as a word. Points
 * alone, since a comma is the decimal sign here. */
static bool grouped_number(const char *text, size_t length, const struct word *first,
                           char key[COMPOUND_KEY_SIZE], size_t *ret_end)
{
    size_t end = first->end, digits = end - first->start;
    if (!first->is_number || digits > 3)
        return false;
    memcpy(key, text + first->start, digits);
    while (end < length && text[end] == '.' && digits + 3 <= DIGITS_MOST) {
        /* A longer run of digits behind the point is no group. */
        if (count_digits(text, length, end + 1) != 3)
            break;
        memcpy(key + digits, text + end + 1, 3);
        digits += 3;
        end += 4;
    }
    key[digits] = '\0';
    *ret_end = end;
    /* At least one group, or it is a plain number that the word's key finds. */
    return end > first->end && !(end < length && text[end] >= '0' && text[end] <= '9');
}

/* Called for every word of every text: the first look decides for nearly all of them. */
bool compound_at(const char *text, size_t length, const struct word *first, char key[COMPOUND_KEY_SIZE],
                 size_t *ret_end)
{
    if (!first->is_number)
        return first->fold[0] == 'n' && date_in_words(walk_from(text, length, first), key, ret_end);
    if (is_inside(text, first->start) || first->end >= length)
        return false;
    /* A date first, for 9.10.2023 begins like a grouped number. */
    return date_in_digits(walk_from(text, length, first), key, ret_end) ||
           grouped_number(text, length, first, key, ret_end);
}

/* Bytes of the hyphen at `at`: the ASCII one, and U+2010 and U+2011; 0 for anything else. */
static size_t hyphen_size(const char *text, size_t length, size_t at)
{
    if (at < length && text[at] == '-')
        return 1;
    bool is_hyphen = length - at > 3 && memcmp(text + at, "\xE2\x80", 2) == 0 &&
                     ((unsigned char)text[at + 2] == 0x90 || (unsigned char)text[at + 2] == 0x91);
    return is_hyphen ? 3 : 0;
}

/* Called for every word of every text, too: hardly one has a hyphen behind it. */
bool hyphenated_at(const char *text, size_t length, const struct word *first, char key[COMPOUND_KEY_SIZE],
                   size_t *ret_end)
{
    size_t size = first->has_digit ? 0 : hyphen_size(text, length, first->end), at = first->end + size;
    struct word second;
    /* Behind a slash it is the end of a document's number. */
    if (!size || (first->start && text[first->start - 1] == '/') || !word_next(text, length, &at, &second) ||
        second.start != first->end + size || second.has_digit ||
        first->fold_length + second.fold_length >= COMPOUND_KEY_SIZE)
        return false;
    memcpy(key, first->fold, first->fold_length);
    memcpy(key + first->fold_length, second.fold, second.fold_length + 1);
    *ret_end = second.end;
    return true;
}

/* Puts a word behind the key. False when there is no room; the key is of no use then. */
static bool compound_add_part(char key[COMPOUND_KEY_SIZE], const struct word *word)
{
    size_t length = strlen(key);
    const char *part = word->fold;
    /* 08/2023 and 8/2023 are one document. */
    while (word->is_number && part[0] == '0' && part[1])
        part++;
    int added = snprintf(key + length, COMPOUND_KEY_SIZE - length, "%s%s", length ? "/" : "", part);
    return added > 0 && (size_t)added < COMPOUND_KEY_SIZE - length;
}

/* 08/2023: the year stands between the number and the kind, and nowhere else. */
static bool is_year(const struct word *word)
{
    int year = word->end - word->start == 4 ? number_of(word, 4) : -1;
    return year >= YEAR_LEAST && year <= YEAR_MOST;
}

/* Whether a part may name an issuer or kind: a word of letters, or like them (QH14, BTC). */
static bool is_name(const struct word *word)
{
    return !word->is_number && word->fold[0] >= 'a' && word->fold[0] <= 'z' && strlen(word->fold) <= 12;
}

bool reference_at(const char *text, size_t length, const struct word *first, char key[COMPOUND_KEY_SIZE],
                  size_t *ret_end, bool *ret_whole)
{
    struct walk walk = walk_from(text, length, first);
    bool has_slash = false, has_name = false;
    int parts = 0;
    key[0] = '\0';
    /* A number stands first, perhaps with letters behind it (45a). */
    if (first->fold[0] < '0' || first->fold[0] > '9' || strlen(first->fold) > 6 ||
        is_inside(text, first->start))
        return false;
    for (compound_add_part(key, first); parts < REFERENCE_PARTS; parts++) {
        struct walk before = walk;
        char sign = compound_step(&walk, "/-");
        bool fits = sign && (is_name(&walk.word) || (sign == '/' && parts == 0 && is_year(&walk.word)));
        /* Further parts must touch their signs: behind "45/QĐ - UBND" the text goes on, perhaps with a
         * dash of its own. */
        bool is_joined = sign && before.text[before.at] != ' ' && walk.text[walk.word.start - 1] != ' ';
        if (!fits || (parts > 1 && !is_joined) || !compound_add_part(key, &walk.word)) {
            /* What does not belong to it is left for the next word to be looked at. */
            walk = before;
            break;
        }
        has_slash |= sign == '/';
        has_name |= is_name(&walk.word);
    }
    *ret_end = walk.at;
    if (ret_whole)
        *ret_whole = has_name;
    return has_slash;
}

/* 45QĐ is 45/qđ: the digits and the letters of a word are two parts. */
static bool add_split(char key[COMPOUND_KEY_SIZE], const struct word *word)
{
    struct word digits = *word, letters = *word;
    size_t count = strspn(word->fold, "0123456789");
    /* So that leading zeros are taken away as of any number. */
    digits.is_number = true;
    digits.fold[count] = '\0';
    memmove(letters.fold, word->fold + count, strlen(word->fold + count) + 1);
    return compound_add_part(key, &digits) &&
           (!*letters.fold || (is_name(&letters) && compound_add_part(key, &letters)));
}

size_t reference_guesses(const char *text, size_t length, const struct word *first,
                         char keys[][COMPOUND_KEY_SIZE], size_t most)
{
    char key[COMPOUND_KEY_SIZE] = "";
    struct word word = *first;
    size_t count = 0, at = first->end;
    size_t digits = strspn(first->fold, "0123456789");
    /* 45, 45/QĐ or 45QĐ: the first word begins with digits. */
    bool fits = digits > 0 && digits <= 6 && !is_inside(text, first->start) && add_split(key, first);
    bool has_name = fits && !first->is_number;
    for (int parts = 1; fits && parts < REFERENCE_PARTS && count < most; parts++) {
        size_t end = word.end;
        /* Only spaces, slashes, hyphens and the bytes of an en dash may stand between the parts, and few
         * of them. */
        fits = word_next(text, length, &at, &word) && word.start - end <= REFERENCE_GAP &&
               strspn(text + end, " /-\xE2\x80\x93") >= word.start - end;
        fits = fits && (is_name(&word) || (parts == 1 && is_year(&word))) && compound_add_part(key, &word);
        has_name |= fits && is_name(&word);
        /* Without a name it is just two numbers, of which an index is full. Each part more gives one key
         * more, for nothing tells where the number of the document ends and the query goes on. */
        if (fits && has_name)
            memcpy(keys[count++], key, sizeof key);
    }
    return count;
}
