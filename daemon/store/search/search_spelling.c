/* Finds the other spellings of a query's words. What is written in one word is parted where a syllable may
 * end, and what is parted is joined; whether a guess means anything is known by what titles teach. Must not
 * know how the index is asked for what is found here. */
#include "search_spelling.h"

#include "engine/rows.h"

#include <stdio.h>
#include <string.h>

/* Guesses at one word; and letters of a road's or product's name before its number, where a blank parts them.
 */
enum { PARTINGS_MOST = 8, NAME_LETTERS_MOST = 3 };

static bool spelling_is_vowel(char letter)
{
    return letter && strchr("aeiouy", letter);
}

static bool has_vowel(const char *fold)
{
    return fold[strcspn(fold, "aeiouy")] != '\0';
}

/* Whether the folded letters are more than one syllable: vowels, consonants, vowels. */
static bool is_of_syllables(const char *fold)
{
    size_t at = strcspn(fold, "aeiouy");
    at += strspn(fold + at, "aeiouy");
    return has_vowel(fold + at);
}

/* A word in one piece that means the same as the two words of `parted`. */
static enum err spelling_add(struct conn *conn, const char *joined, const char *parted, bool is_together,
                             struct abbreviations *all)
{
    struct abbreviation_keys *item = array_add(conn->arena, &all->items, &all->count, sizeof *item);
    struct token *longs = arena_zero(conn->arena, 2, sizeof *longs);
    if (!item || !longs)
        return ERR_MEMORY;
    *item = (struct abbreviation_keys){.short_keys = {arena_text(conn->arena, joined)},
                                       .shorts = {key_hash(joined)},
                                       .short_count = 1,
                                       .longs = longs,
                                       .long_count = tokens_of(parted, longs, 2),
                                       .is_together = is_together};
    /* Two words, or it is no other spelling of one; its place is used by the next. */
    all->count -= item->long_count != 2;
    return ERR_OK;
}

/* Whether the syllable ends as none of Vietnamese does: mail, book. */
static bool spelling_is_foreign(const char *fold)
{
    static const char *const ends[] = {"", "c", "ch", "m", "n", "ng", "nh", "p", "t"};
    size_t length = strlen(fold), vowels_end = length;
    while (vowels_end > 0 && !spelling_is_vowel(fold[vowels_end - 1]))
        vowels_end--;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (strcmp(fold + vowels_end, ends[i]) == 0)
            return is_of_syllables(fold);
    return true;
}

/* Whether two halves of a word are the word parted, as titles write them side by side. One letter too many
 * makes no word of its own. */
static enum err is_parted(struct conn *conn, const struct word *first, const struct word *second,
                          bool *ret_is_parted)
{
    int64_t uses = 0;
    *ret_is_parted = false;
    if ((first->fold_length == 1 && !spelling_is_foreign(second->fold)) ||
        (second->fold_length == 1 && !spelling_is_foreign(first->fold)))
        return ERR_OK;
    enum err err = integer_by_text(conn, STMT_SEARCH_PAIR_LIKE, first->fold, second->fold, &uses);
    *ret_is_parted = uses > 0;
    return err;
}

/* The word's bytes with a blank before the byte `at`, and both words of it; false when these are not two. */
static bool part_at(struct arena *arena, const char *text, const struct word *word, size_t at,
                    const char **ret_parted, struct word *first, struct word *second)
{
    size_t length = word->end - word->start, place = 0;
    const char *parted = *ret_parted = arena_printf(arena, "%.*s %.*s", (int)(at - word->start),
                                                    text + word->start, (int)(word->end - at), text + at);
    return word_next(parted, length + 1, &place, first) && word_next(parted, length + 1, &place, second) &&
           second->end == length + 1 && first->end == at - word->start;
}

/* vacxin, wifi, email, hoabinh: at a consonant between two vowels, or beside it, the first that means
 * something. */
static enum err part_syllables(struct conn *conn, const char *text, const struct word *word,
                               struct abbreviations *all)
{
    enum err err = ERR_OK;
    int tried = 0;
    for (size_t at = word->start + 1; !err && at < word->end && tried < PARTINGS_MOST; at++) {
        struct word first, second;
        const char *parted;
        bool is_same = false;
        /* Within a character, or in the midst of a syllable's vowels. */
        if (((unsigned char)text[at] & 0xC0) == 0x80 ||
            !part_at(conn->arena, text, word, at, &parted, &first, &second) || !has_vowel(first.fold) ||
            !has_vowel(second.fold) ||
            (spelling_is_vowel(first.fold[first.fold_length - 1]) && spelling_is_vowel(second.fold[0])))
            continue;
        tried++;
        err = is_parted(conn, &first, &second, &is_same);
        if (!err && is_same)
            return spelling_add(conn, word->fold, parted, true, all);
    }
    return err;
}

/* ĐT226, QL4B, covid19: letters and a number. */
static enum err spelling_part_name(struct conn *conn, const char *text, const struct word *word,
                                   struct abbreviations *all)
{
    size_t at = word->start;
    while (at < word->end && (text[at] < '0' || text[at] > '9'))
        at++;
    size_t digits = strspn(text + at, "0123456789");
    struct word first, second;
    const char *parted;
    /* One letter may stand behind the number. */
    if (at == word->start || word->end > at + digits + 1 ||
        !part_at(conn->arena, text, word, at, &parted, &first, &second))
        return ERR_OK;
    return spelling_add(conn, word->fold, parted, true, all);
}

/* What stands between two words, if it is one sign: ' ', '.', or '-' for every hyphen; else '\0'. */
static char sign_between(const char *text, const struct word *first, const struct word *second)
{
    size_t size = second->start - first->end;
    const char *between = text + first->end;
    if (size == 1 && strchr(" .-", *between))
        return *between;
    /* U+2010 to U+2013. */
    return size == 3 && memcmp(between, "\xE2\x80", 2) == 0 && (unsigned char)between[2] >= 0x90 &&
                   (unsigned char)between[2] <= 0x93
               ? '-'
               : '\0';
}

/* Whether two words are a name and its number: ĐT 226, ĐT.226, covid-19. */
static bool is_name_with_number(const struct word *first, const struct word *second, char sign)
{
    if (first->has_digit || second->fold[0] < '0' || second->fold[0] > '9')
        return false;
    size_t digits = strspn(second->fold, "0123456789");
    bool is_name =
        first->fold_length == 1 || (!has_vowel(first->fold) && first->fold_length <= NAME_LETTERS_MOST);
    return second->fold_length <= digits + 1 && (sign == '-' || is_name);
}

/* vắc-xin, Wi-Fi, e-mail, vắc xin: two words that titles write in one. */
static enum err is_one_word(struct conn *conn, const struct word *first, const struct word *second, char sign,
                            const char *joined, bool *ret_is_one)
{
    *ret_is_one = false;
    /* A hyphen alone says that they belong together. */
    if (first->has_digit || second->has_digit || sign == '.')
        return ERR_OK;
    *ret_is_one = sign == '-';
    if (*ret_is_one || !is_of_syllables(joined))
        return ERR_OK;
    int64_t uses = 0;
    enum err err = integer_by_text(conn, STMT_SEARCH_USES_FOLD, joined, NULL, &uses);
    *ret_is_one = uses > 0;
    return err;
}

static enum err spelling_join(struct conn *conn, const char *text, const struct token *first,
                              const struct token *second, struct abbreviations *all)
{
    char sign = sign_between(text, &first->word, &second->word), joined[WORD_KEY_SIZE];
    size_t length = first->word.fold_length + second->word.fold_length;
    bool is_one = false;
    if (!sign || length >= sizeof joined)
        return ERR_OK;
    snprintf(joined, sizeof joined, "%s%s", first->word.fold, second->word.fold);
    enum err err = is_one_word(conn, &first->word, &second->word, sign, joined, &is_one);
    if (err || (!is_one && !is_name_with_number(&first->word, &second->word, sign)))
        return err;
    const char *parted =
        arena_copy(conn->arena, text + first->word.start, second->word.end - first->word.start);
    return spelling_add(conn, joined, parted, sign != ' ', all);
}

enum err spellings_add(struct conn *conn, const char *text, const struct token *tokens, size_t count,
                       const bool *is_fixed, struct abbreviations *all)
{
    enum err err = ERR_OK;
    /* In a whole sentence one word decides little, and each would be asked for. */
    if (count > PLAN_FEW_WORDS)
        return ERR_OK;
    for (size_t i = 0; !err && i < count; i++) {
        const struct word *word = &tokens[i].word;
        if (is_fixed[i] || word->is_number)
            continue;
        if (word->has_digit)
            err = spelling_part_name(conn, text, word, all);
        else if (is_of_syllables(word->fold))
            err = part_syllables(conn, text, word, all);
        if (!err && i + 1 < count && !is_fixed[i + 1])
            err = spelling_join(conn, text, &tokens[i], &tokens[i + 1], all);
    }
    return err;
}
