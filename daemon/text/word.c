/* Cuts text into words and makes their keys. Called for every word of every text that is indexed, shown
 * in lists or searched, so it allocates nothing and asks the library only about scripts that the table
 * does not have. A change of what the keys are wants a higher SEARCH_TOKENIZER_VERSION. */
#include "text/word.h"

#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <unistr.h>

/* A row of letter_table.def: the letter without tone, the tone, the plain letters. Zeros for no letter. */
struct letter {
    uint16_t letter;
    uint8_t tone;
    char fold[3];
};

/* Basic Latin to IPA Extensions, and Latin Extended Additional, in which the letters of Vietnamese are. */
enum { LOW_END = 0x2B0, HIGH_BEGIN = 0x1E00, HIGH_END = 0x1F00 };

/* The table in one piece: the blocks up to the IPA Extensions, behind them Latin Extended Additional. */
#define PLACE(point) ((point) < LOW_END ? (point) : (point)-HIGH_BEGIN + LOW_END)
static const struct letter letters[LOW_END + HIGH_END - HIGH_BEGIN] = {
#define LETTER(point, letter, tone, fold) [PLACE(point)] = {letter, tone, fold},
#include "letter_table.def"
#undef LETTER
};

/* What the exact keys end with; a level tone has a mark as well. */
static const char tone_marks[TONE_COUNT][3] = {"\u0304", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"};

/* NULL outside of both ranges; a row of zeros for what is no letter within them. */
static const struct letter *find_letter(uint32_t point)
{
    if (point < LOW_END)
        return &letters[point];
    return point >= HIGH_BEGIN && point < HIGH_END ? &letters[PLACE(point)] : NULL;
}

uint32_t letter_of(uint32_t point, enum tone *ret_tone)
{
    const struct letter *letter = find_letter(point);
    /* Callers that only ask whether it is a letter pass NULL. */
    if (ret_tone)
        *ret_tone = letter ? (enum tone)letter->tone : TONE_LEVEL;
    return letter ? letter->letter : 0;
}

const char *letter_fold(uint32_t point)
{
    const struct letter *letter = find_letter(point);
    return letter ? letter->fold : "";
}

/* Combining Diacritical Marks, U+0300 to U+036F, in which all marks of Vietnamese lie. */
static bool is_combining(uint32_t point)
{
    return point >= 0x300 && point < 0x370;
}

/* TONE_LEVEL stands for every mark that is no tone. */
static enum tone tone_of_mark(uint32_t mark)
{
    switch (mark) {
    case 0x300:
        return TONE_HUYEN;
    case 0x301:
        return TONE_SAC;
    case 0x303:
        return TONE_NGA;
    case 0x309:
        return TONE_HOI;
    case 0x323:
        return TONE_NANG;
    default:
        return TONE_LEVEL;
    }
}

/* The letter with a circumflex, breve or horn put on it; any other mark leaves it as it is. */
static uint32_t shape(uint32_t letter, uint32_t mark)
{
    static const struct {
        uint16_t letter, mark, shaped;
    } shapes[] = {{'a', 0x302, 0xE2},  {'e', 0x302, 0xEA},  {'o', 0x302, 0xF4},
                  {'a', 0x306, 0x103}, {'o', 0x31B, 0x1A1}, {'u', 0x31B, 0x1B0}};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (shapes[i].letter == letter && shapes[i].mark == mark)
            return shapes[i].shaped;
    return letter;
}

static void add_letter(struct word *word, uint32_t letter, enum tone tone)
{
    /* The word goes on even when its letters do not fit, or the rest would be found as a word of its
     * own. */
    if (word->letter_count < WORD_LETTERS_MAX)
        word->letters[word->letter_count++] = letter;
    /* A syllable has one tone; of two the later counts, as it does on a screen. */
    if (tone)
        word->tone = tone;
    /* Digits of ASCII; those of other scripts are letters to the keys. */
    bool is_digit = letter >= '0' && letter <= '9';
    word->has_digit |= is_digit;
    word->is_number &= is_digit;
}

/* The digit written high or low, '\0' for any other point. */
static uint32_t raised_digit(uint32_t point, bool *ret_is_low)
{
    *ret_is_low = point >= 0x2080 && point <= 0x2089;
    if (*ret_is_low)
        return '0' + point - 0x2080;
    if (point == 0xB9 || point == 0xB2 || point == 0xB3)
        return point == 0xB9 ? '1' : '0' + point - 0xB0;
    return point == 0x2070 || (point >= 0x2074 && point <= 0x2079) ? '0' + point - 0x2070 : 0;
}

/* m² is m2, and CO₂ is CO2; but a number's power, and the number of a note behind a word, are no part of it.
 */
static bool take_raised_digit(struct word *word, uint32_t point)
{
    enum { UNIT_LETTERS_MOST = 2 };
    bool is_low;
    uint32_t digit = raised_digit(point, &is_low);
    bool is_unit = !word->has_digit && word->letter_count <= UNIT_LETTERS_MOST;
    if (!digit || !word->letter_count || !(is_low || is_unit))
        return false;
    add_letter(word, digit, TONE_LEVEL);
    return true;
}

/* Takes one more point into the word; false when it does not belong to one. */
static bool word_take(struct word *word, uint32_t point)
{
    const struct letter *letter = find_letter(point);
    if (letter && letter->letter) {
        add_letter(word, letter->letter, (enum tone)letter->tone);
        return true;
    }
    if (is_combining(point)) {
        /* A mark cannot begin a word. */
        if (!word->letter_count)
            return false;
        enum tone tone = tone_of_mark(point);
        /* The last letter bears it, in decomposed text as in composed. */
        uint32_t *last = &word->letters[word->letter_count - 1];
        if (tone)
            word->tone = tone;
        else
            *last = shape(*last, point);
        return true;
    }
    /* A row of zeros: the table knows it and says that it is no letter. */
    if (point < HIGH_BEGIN && letter)
        return point >= 0xB2 && take_raised_digit(word, point);
    bool is_low;
    if (raised_digit(point, &is_low))
        return take_raised_digit(word, point);
    /* Other scripts, by Unicode's categories; lower case is all that is done to them. */
    bool is_sign =
        uc_is_general_category(point, UC_CATEGORY_L) || uc_is_general_category(point, UC_CATEGORY_N);
    if (is_sign)
        add_letter(word, uc_tolower(point), TONE_LEVEL);
    return is_sign || (word->letter_count && uc_is_general_category(point, UC_CATEGORY_M));
}

/* kỹ is kĩ and quý is quí; Thy, Vỹ, tuy and tây keep their y. */
static bool ends_with_y_for_i(const struct word *word)
{
    const uint32_t *l = word->letters;
    /* A consonant alone before it; with a tone too, tones being apart. */
    if (word->letter_count == 2)
        return l[1] == 'y' && l[0] < 0x80 && strchr("hklmst", (int)l[0]);
    return word->letter_count == 3 && l[0] == 'q' && l[1] == 'u' && l[2] == 'y';
}

/* A key being written; its room is that of the array in struct word. */
struct key {
    char *text;
    size_t length;
};

/* Appends if there stays room for a tone mark and the NUL; what does not fit is left out. */
static void word_add_text(struct key *key, const char *text)
{
    /* The usual letter, one byte. */
    if (!text[1] && key->length + 1 + sizeof tone_marks[0] <= WORD_KEY_SIZE) {
        key->text[key->length++] = text[0];
        return;
    }
    size_t length = strlen(text);
    if (key->length + length + sizeof tone_marks[0] > WORD_KEY_SIZE)
        return;
    memcpy(key->text + key->length, text, length);
    key->length += length;
}

/* A letter in UTF-8; those of the table need two bytes or three. */
static void word_add_point(struct key *key, uint32_t point)
{
    char bytes[8] = {(char)point};
    if (point >= 0x80) {
        int size = u8_uctomb((uint8_t *)bytes, point, 6);
        bytes[size > 0 ? size : 0] = '\0';
    }
    word_add_text(key, bytes);
}

/* Both keys in one walk. The exact key ends with the tone wherever it was typed: hòa and hoà give h o a
 * and the mark. */
static void make_keys(struct word *word)
{
    struct key exact = {word->exact, 0}, fold = {word->fold, 0};
    bool is_latin = true, y_is_i = ends_with_y_for_i(word);
    word->is_marked = word->tone != TONE_LEVEL;
    for (size_t i = 0; i < word->letter_count; i++) {
        /* In the keys alone; word.letters keeps the y, by which dictionaries sort. */
        uint32_t letter = y_is_i && i + 1 == word->letter_count ? 'i' : word->letters[i];
        const struct letter *known = find_letter(letter);
        /* Letters with a plain form give it to the fold key; all others stand in both keys as they are. */
        bool has_fold = known && *known->fold;
        word_add_point(&exact, letter);
        if (has_fold)
            word_add_text(&fold, known->fold);
        else
            word_add_point(&fold, letter);
        is_latin &= has_fold;
        /* â, ă, đ, ê, ô, ơ, ư: not plain, but with a plain form. */
        word->is_marked |= letter >= 0x80 && has_fold;
    }
    /* The exact key gets its NUL with the tone mark. */
    fold.text[fold.length] = '\0';
    word->fold_length = fold.length;
    /* What is no Latin word (QH14, 2026, Cyrillic) has no tones, and one key is enough. */
    if (is_latin && !word->has_digit) {
        memcpy(exact.text + exact.length, tone_marks[word->tone], sizeof tone_marks[0]);
        word->exact_length = exact.length + sizeof tone_marks[0] - 1;
    } else {
        memcpy(exact.text, fold.text, fold.length + 1);
        word->exact_length = fold.length;
        word->is_marked = false;
    }
}

/* One key needs one place in the index; a plain ASCII word has two as well, for its exact key bears the
 * level tone. */
bool word_has_two_keys(const struct word *word)
{
    return word->exact_length != word->fold_length || memcmp(word->exact, word->fold, word->fold_length) != 0;
}

/* Vietnamese is written in ASCII and in letters of two and three bytes; all else is left to the library. */
static size_t word_decode(const char *text, size_t length, size_t at, uint32_t *ret_point)
{
    const uint8_t *bytes = (const uint8_t *)text + at;
    /* Nothing behind the end is read, since texts need no NUL. */
    size_t left = length - at;
    if (bytes[0] < 0x80) {
        *ret_point = bytes[0];
        return 1;
    }
    if (bytes[0] >= 0xC2 && bytes[0] < 0xE0 && left > 1 && (bytes[1] & 0xC0) == 0x80) {
        *ret_point = (uint32_t)(bytes[0] & 0x1F) << 6 | (bytes[1] & 0x3F);
        return 2;
    }
    if (bytes[0] == 0xE1 && left > 2 && (bytes[1] & 0xC0) == 0x80 && (bytes[2] & 0xC0) == 0x80) {
        *ret_point = 0x1000 | (uint32_t)(bytes[1] & 0x3F) << 6 | (bytes[2] & 0x3F);
        return 3;
    }
    ucs4_t point;
    /* What is no UTF-8 gives U+FFFD, which is no letter, and one byte or more. */
    int size = u8_mbtouc(&point, bytes, left);
    *ret_point = point;
    return (size_t)size;
}

bool word_next(const char *text, size_t length, size_t *at, struct word *word)
{
    uint32_t point;
    size_t i = *at, size = 0;
    word->letter_count = 0;
    word->tone = TONE_LEVEL;
    word->has_digit = false;
    word->is_number = true;
    /* To the first point that can begin a word; word_take() takes nothing before. */
    for (; i < length; i += size) {
        size = word_decode(text, length, i, &point);
        if (word_take(word, point))
            break;
    }
    word->start = i;
    /* No word begins any more; *at says that the text was read. */
    if (i >= length) {
        *at = length;
        return false;
    }
    for (i += size; i < length; i += size) {
        size = word_decode(text, length, i, &point);
        if (!word_take(word, point))
            break;
    }
    /* The point that ended the word is looked at again by the next call. */
    word->end = *at = i;
    make_keys(word);
    return true;
}

bool word_is_in(const struct word *word, bool goes_on, const char *text)
{
    size_t at = 0, length = text ? strlen(text) : 0;
    struct word other;
    while (word_next(text, length, &at, &other))
        if (word->is_marked ? strcmp(other.exact, word->exact) == 0
            : goes_on       ? strncmp(other.fold, word->fold, word->fold_length) == 0
                            : strcmp(other.fold, word->fold) == 0)
            return true;
    return false;
}

bool words_are_in(const char *words, const char *text)
{
    size_t at = 0, length = strlen(words);
    struct word sought;
    while (word_next(words, length, &at, &sought))
        if (!word_is_in(&sought, at == length, text))
            return false;
    return true;
}
