/* Telephone numbers as people write them in a field, as what a telephone dials. Knows neither facts nor
 * pages. */
#include "text/word.h"
#include "view/portal.h"

#include <string.h>

/* Digits: of a number at most (E.164), of an extension, and those that are a number of its own. */
enum { DIALLED_MOST = 15, EXTENSION_MOST = 8, NUMBER_LEAST = 7 };

/* The number that is read. */
struct dialling {
    char digits[DIALLED_MOST + 2]; /* with the plus */
    size_t length, count;          /* of digits: with the plus, and without */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The bytes of what may stand between the groups of one number: blanks, points, brackets and dashes, also a
 * long one; 0 of anything else, which ends the number. */
static size_t separator_size(const char *text)
{
    if (*text && strchr(" .()-", *text))
        return 1;
    if (strncmp(text, "\xC2\xA0", 2) == 0)
        return 2;
    return strncmp(text, "\xE2\x80\x91", 3) == 0 || strncmp(text, "\xE2\x80\x93", 3) == 0 ? 3 : 0;
}

/* The digits behind the separators here, up to a dash, a bracket or whatever ends a number. */
static size_t digits_ahead(const char *text)
{
    size_t count = 0;
    while (separator_size(text))
        text += separator_size(text);
    for (text += *text == '+'; is_digit(*text) || *text == ' ' || *text == '.'; text++)
        count += is_digit(*text);
    return count;
}

/* Whether nothing more belongs to the number: those of places here have eleven digits, of mobiles ten. */
static bool dialling_is_whole(const struct dialling *dialling)
{
    bool is_abroad = strncmp(dialling->digits, "+84", 3) == 0;
    const char *kind = dialling->digits + (is_abroad ? 3 : 1);
    if (dialling->length < NUMBER_LEAST || (!is_abroad && dialling->digits[0] != '0'))
        return false;
    size_t national = dialling->count - (is_abroad ? 1 : 0);
    return *kind == '2' ? national == 11 : strchr("35789", *kind) && national == 10;
}

/* Whether the separator here stands between two numbers and not within one: behind a whole number; behind one
 * without the code of a place a dash or bracket between blanks, or one before a whole number. */
static bool separator_ends(const struct dialling *dialling, const char *text)
{
    size_t ahead = digits_ahead(text);
    bool is_national = dialling->digits[0] == '0' || dialling->digits[0] == '+';
    bool is_mark = *text == '-' || *text == '(' || *text == '\xE2';
    if (dialling->count < NUMBER_LEAST || !ahead)
        return false;
    return dialling_is_whole(dialling) ||
           (is_mark && !is_national && (text[-1] == ' ' || ahead >= NUMBER_LEAST));
}

/* Reads the first number from `text` on; the result is where it ends, NULL of one that nobody can dial. */
static const char *dialling_read(const char *text, struct dialling *dialling)
{
    while (*text && !is_digit(*text) && !(*text == '+' && is_digit(text[1])))
        text++;
    for (;;) {
        if (is_digit(*text) || (*text == '+' && dialling->length == 0)) {
            if (dialling->count == DIALLED_MOST || dialling->length > DIALLED_MOST)
                return NULL;
            dialling->count += is_digit(*text);
            dialling->digits[dialling->length++] = *text++;
        } else if (dialling->digits[0] == '+' && strncmp(text, "(0)", 3) == 0) {
            text += 3; /* is dialled within the country alone */
        } else if (separator_size(text) && !separator_ends(dialling, text)) {
            text += separator_size(text);
        } else {
            break;
        }
    }
    dialling->digits[dialling->length] = '\0';
    return dialling->count ? text : NULL;
}

/* The extension right behind a number: "(máy lẻ 12)", ", ext. 12", "ext12"; "" for none. */
static const char *extension_read(struct arena *arena, const char *text)
{
    static const char ext[] = "ext";
    struct word word;
    size_t at = 0, length = strlen(text);
    if (!word_next(text, length, &at, &word))
        return "";
    bool is_ext = strncmp(word.fold, ext, sizeof ext - 1) == 0;
    if (!is_ext && (strcmp(word.fold, "may") != 0 || !word_next(text, length, &at, &word) ||
                    strcmp(word.fold, "le") != 0))
        return "";
    const char *digits = word.fold + sizeof ext - 1;
    if (!is_ext || !is_digit(*digits)) {
        if (!word_next(text, length, &at, &word))
            return "";
        digits = word.fold;
    }
    size_t count = strspn(digits, "0123456789");
    return count && count <= EXTENSION_MOST && !digits[count] ? arena_copy(arena, digits, count) : "";
}

const char *phone_url(struct arena *arena, const char *phone)
{
    struct dialling dialling = {.length = 0};
    const char *behind = phone ? dialling_read(phone, &dialling) : NULL;
    if (!behind)
        return NULL;
    const char *extension = extension_read(arena, behind);
    return arena_printf(arena, "tel:%s%s%s", dialling.digits, *extension ? ";ext=" : "", extension);
}
