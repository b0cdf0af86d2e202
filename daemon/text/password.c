/* What is typed as a password. Must not know whose it is, nor how it is kept. A list of the commonest long
 * ones would be of other countries; nearly all of any country are made of few pieces, which are taken out
 * here. */
#include "text/password.h"

#include "text/normalize.h"
#include "text/slug.h"

#include <string.h>

/* So much must be left that nobody guesses from a list. */
enum { LEFT_LEAST = 5, PIECE_LEAST = 3, OWN_LEAST = 2 };

/* Without marks and blanks; the longer before those they begin with. */
static const char *const pieces[] = {
    "matkhau",      "password",      "passw0rd",
    "quantrivien",  "quantri",       "administrator",
    "admin",        "dangnhap",      "congthongtindientu",
    "congthongtin", "trangthongtin", "dientu",
    "vanphong",     "congchuc",      "canbo",
    "vietnam",      "hanoi",         "saigon",
    "tpqt",         "ubnd",          "hdnd",
    "uybannhandan", "nhandan",       "phuong",
    "thitran",      "huyen",         "tinh",
    "thanhpho",     "chinhquyen",    "xacuatoi",
    "anhyeuem",     "emyeuanh",      "yeuem",
    "yeuanh",       "iloveyou",      "love",
    "welcome",      "letmein",       "hello",
    "xinchao",      "secret",        "bimat",
    "default",      "macdinh",       "test",
    "demo",         "user",          "login",
    "master",       "dragon",        "monkey",
    "football",     "bongda",        "superman",
    "batman",       "sunshine",      "princess",
    "congan",       "giadinh",       "hanhphuc",
    "tinhyeu",      "matkhaumoi",    "newpassword",
    "changeme",     "khongco",       "thumuc",
    "computer",     "maytinh",       "internet",
    "website",      "portal",
};
static const char *const rows_of_keys[] = {
    "01234567890123456789",       "qwertyuiop",           "asdfghjkl",       "zxcvbnm",
    "abcdefghijklmnopqrstuvwxyz", "1qaz2wsx3edc4rfv5tgb", "qazwsxedcrfvtgb", "1q2w3e4r5t6y7u8i9o0p",
};

const char *password_typed(struct arena *arena, const char *sent)
{
    const char *text;
    if (!sent || text_normalize(sent, strlen(sent), TEXT_BLOCK, arena, &text, NULL))
        return "";
    return text_length(text) > PASSWORD_MAX ? "" : text;
}

bool password_has_marks(const char *typed)
{
    for (; *typed; typed++)
        if ((unsigned char)*typed >= 0x80)
            return true;
    return false;
}

/* Letters and digits alone, small and without marks: "Mật Khẩu!2" is "matkhau2". Ends with a NUL. */
static size_t squeeze(struct arena *arena, const char *text, char room[static PASSWORD_BYTES_MAX + 1])
{
    /* Behind a letter, since digits alone would be no slug. */
    const char *slug = slug_from_title(arena_printf(arena, "a %s", text), arena);
    size_t length = 0;
    for (slug += *slug != '\0'; *slug && length < PASSWORD_BYTES_MAX; slug++)
        if (*slug != '-')
            room[length++] = *slug;
    room[length] = '\0';
    return length;
}

/* Length of what `text` begins with and `piece` is; 0 for nothing. */
static size_t begins(const char *text, const char *piece)
{
    size_t length = strlen(piece);
    return length && strncmp(text, piece, length) == 0 ? length : 0;
}

/* Length of a run of neighbouring keys at `text`, either way. */
static size_t row_length(const char *text)
{
    size_t longest = 0;
    for (size_t i = 0; i < sizeof rows_of_keys / sizeof *rows_of_keys; i++)
        for (const char *at = rows_of_keys[i]; *at; at++)
            for (int step = -1; step <= 1; step += 2) {
                size_t length = 0;
                /* Both ends of the row are behind or before its letters. */
                while (at + step * (long)length >= rows_of_keys[i] && at[step * (long)length] &&
                       at[step * (long)length] == text[length])
                    length++;
                longest = length > longest ? length : longest;
            }
    return longest >= PIECE_LEAST ? longest : 0;
}

/* Length of what repeats the up to four letters before `at`. */
static size_t repeated_length(const char *text, size_t at)
{
    for (size_t period = 1; period <= 4 && period <= at; period++)
        if (text[at] && strncmp(text + at - period, text + at, period) == 0)
            return period;
    return 0;
}

/* How many characters are left when what is guessed is taken out; digits count for nothing but beside others.
 */
static size_t left_over(const char *text, char own[][PASSWORD_BYTES_MAX + 1], size_t own_count)
{
    size_t left = 0;
    for (size_t at = 0; text[at];) {
        size_t length = row_length(text + at);
        for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
            size_t piece = begins(text + at, pieces[i]);
            length = piece > length ? piece : length;
        }
        for (size_t i = 0; i < own_count; i++) {
            size_t piece = strlen(own[i]) >= OWN_LEAST ? begins(text + at, own[i]) : 0;
            length = piece > length ? piece : length;
        }
        if (!length)
            length = repeated_length(text, at);
        left += !length;
        at += length ? length : 1;
    }
    return left;
}

enum password_verdict password_judge(struct arena *arena, const char *typed, size_t least,
                                     const char *const *own, size_t own_count)
{
    enum { OWN_WORDS_MAX = 24 };
    char text[PASSWORD_BYTES_MAX + 1];
    char(*words)[PASSWORD_BYTES_MAX + 1] = arena_zero(arena, OWN_WORDS_MAX, sizeof *words);
    size_t count = 0;
    if (!words || text_length(typed) < least)
        return PASSWORD_SHORT;
    size_t length = squeeze(arena, typed, text);
    /* Signs that are no letters say nothing here, and are hard to guess; many of one are not. */
    if (length >= LEFT_LEAST && left_over(text, words, 0) < LEFT_LEAST)
        return PASSWORD_COMMON;
    if (!length)
        return strspn(typed, (const char[]){*typed, '\0'}) == strlen(typed) ? PASSWORD_COMMON : PASSWORD_GOOD;
    /* Each name whole and each of its words. */
    for (size_t i = 0; i < own_count; i++) {
        const char *slug = own[i] ? slug_from_title(own[i], arena) : NULL;
        while (slug && *slug && count < OWN_WORDS_MAX) {
            size_t size = strcspn(slug, "-");
            if (size && size <= PASSWORD_BYTES_MAX)
                memcpy(words[count++], slug, size);
            slug += size + (slug[size] == '-');
        }
    }
    return length >= LEFT_LEAST && left_over(text, words, count) < LEFT_LEAST ? PASSWORD_OWN : PASSWORD_GOOD;
}
