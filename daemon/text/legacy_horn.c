/* Gives texts of TCVN3 back each ư that was lost on their way: its byte is Unicode's soft hyphen, which
 * LibreOffice neither shows nor writes into a PDF. "đờng" can be nothing but "đường"; "ngời" is taken for
 * "người" only where a whole page has lost them. Must not know how a text was found to be TCVN3 (legacy.c).
 */
#include "text/legacy.h"

#include <string.h>
#include <unictype.h>
#include <unistr.h>

enum { HORNS_LOST_LEAST = 2 };

static const char horn[] = "ư";

/* Words that say nothing as they stand, or hardly anything, and one thing with the letter. Those that say
 * something both ways ("ma" and "mưa") stay as they are. */
static const struct {
    const char *lost, *whole;
} guesses[] = {
    {"ngời", "người"}, {"mơi", "mươi"}, {"cời", "cười"},   {"dới", "dưới"}, {"lới", "lưới"},
    {"rỡi", "rưỡi"},   {"lỡi", "lưỡi"}, {"vờn", "vườn"},   {"mợn", "mượn"}, {"lợt", "lượt"},
    {"trợt", "trượt"}, {"bớm", "bướm"}, {"cớp", "cướp"},   {"hu", "hưu"},   {"nh", "như"},
    {"th", "thư"},     {"hng", "hưng"}, {"nhng", "nhưng"},
};

/* One run of letters, within its text. */
struct horn_word {
    const char *at;
    size_t length;
    const char *place;       /* where the letter is missing for certain, or NULL */
    bool has_hook, has_horn; /* a letter of ơ's, of ư's */
};

/* What can follow ươ and never ơ: đường, được, rượu. */
static bool horn_is_missing_before(const char *rest, size_t length)
{
    return (length == 2 && memcmp(rest, "ng", 2) == 0) || (length == 1 && (*rest == 'c' || *rest == 'u'));
}

/* The next run of letters from *at on, which is stepped behind it; false at the end. */
static bool horn_word_next(const char *text, size_t length, size_t *at, struct horn_word *ret_word)
{
    static const uint32_t hooks[] = {0x1A1, 0x1EDB, 0x1EDD, 0x1EDF, 0x1EE1, 0x1EE3}; /* ơ ớ ờ ở ỡ ợ */
    struct horn_word word = {.at = NULL};
    const char *hook = NULL, *rest = NULL;
    for (size_t i = *at; i < length;) {
        ucs4_t point;
        int size = u8_mbtouc(&point, (const uint8_t *)text + i, length - i);
        bool is_letter = uc_is_property_alphabetic(point);
        *at = i;
        if (word.at && !is_letter)
            break;
        if (is_letter && !word.at)
            word.at = text + i;
        for (size_t k = 0; k < sizeof hooks / sizeof *hooks; k++)
            if (point == hooks[k])
                hook = text + i, rest = text + i + size;
        word.has_horn |= is_letter && (point == 0x1B0 || point == 0x1AF);
        i += (size_t)size;
        *at = i;
        word.length = word.at && is_letter ? (size_t)(text + i - word.at) : word.length;
    }
    if (hook && !word.has_horn && horn_is_missing_before(rest, (size_t)(word.at + word.length - rest)))
        word.place = hook;
    word.has_hook = hook != NULL;
    *ret_word = word;
    return word.at;
}

/* What stands for a word of a page that has lost them; NULL for itself. What has no ơ is a word only
 * between blanks, for "5th" and "th." shorten one. Nothing is of one letter: "điểm c, s khoản 2" is how laws
 * are named. */
static const char *horn_guess(const struct horn_word *word, const char *text, size_t length)
{
    const char *end = word->at + word->length;
    bool is_bare = word->at > text && word->at[-1] == ' ' && (end == text + length || strchr(" \n,", *end));
    for (size_t i = 0; i < sizeof guesses / sizeof *guesses; i++)
        if (strlen(guesses[i].lost) == word->length && memcmp(guesses[i].lost, word->at, word->length) == 0)
            return word->has_hook || is_bare ? guesses[i].whole : NULL;
    return NULL;
}

bool legacy_restore_horns(const char *text, size_t length, struct buf *out)
{
    struct horn_word word;
    size_t missing = 0, at = 0, from = 0;
    bool has_horn = false;
    while (horn_word_next(text, length, &at, &word)) {
        missing += word.place != NULL;
        has_horn |= word.has_horn;
    }
    if (missing < HORNS_LOST_LEAST)
        return false;
    at = 0;
    while (horn_word_next(text, length, &at, &word)) {
        const char *guess = has_horn || word.place ? NULL : horn_guess(&word, text, length);
        const char *place = word.place ? word.place : word.at;
        if (!guess && !word.place)
            continue;
        buf_add(out, text + from, (size_t)(place - text) - from);
        buf_text(out, guess ? guess : horn);
        from = (size_t)(place - text) + (guess ? word.length : 0);
    }
    buf_add(out, text + from, length - from);
    return !buf_failed(out);
}
