/* Whether words bear the accents that they bear elsewhere in the portal. Only pairs without marks are asked
 * for: of a single syllable nearly every form is a word. */
#include "store/accents.h"

#include "engine/rows.h"

#include "text/word.h"

#include <string.h>
#include <unictype.h>
#include <unistr.h>

/* Pairs that are asked for; how often a marked form must be used; words of which a third or more bear marks.
 */
enum { PAIRS_MOST = 300, USES_LEAST = 3, WORDS_LEAST = 8, MARKED_SHARE = 3, LETTERS_LEAST = 2 };

/* Whether enough of its words bear marks, so that those without were forgotten. */
static bool accents_text_is_marked(const char *text, size_t length)
{
    struct word word;
    size_t words = 0, marked = 0;
    for (size_t at = 0; word_next(text, length, &at, &word);) {
        words += !word.has_digit;
        marked += word.is_marked;
    }
    return words >= WORDS_LEAST && marked * MARKED_SHARE >= words;
}

/* Whether the word could bear marks and does not. */
static bool accents_may_lack(const struct word *word)
{
    return !word->is_marked && !word->has_digit && word->letter_count >= LETTERS_LEAST &&
           word_has_two_keys(word);
}

static bool accents_is_capital(const char *text, const struct word *word)
{
    ucs4_t point = 0;
    u8_mbtouc(&point, (const uint8_t *)text + word->start, word->end - word->start);
    return uc_is_upper(point);
}

/* Whether the two stand beside each other and are no name. */
static bool accents_are_pair(const char *text, const struct word *first, const struct word *second)
{
    bool is_beside = second->start - first->end == 1 && text[first->end] == ' ';
    return is_beside && accents_may_lack(first) && accents_may_lack(second) &&
           !accents_is_capital(text, second);
}

static enum err accents_pair_lacks(struct conn *conn, const struct word *first, const struct word *second,
                                   bool *ret_lacks)
{
    auto_query struct query q = query_of(conn, STMT_SEARCH_PAIR_ACCENTS);
    bind_text(&q, first->fold);
    bind_text(&q, second->fold);
    bind_text(&q, first->exact);
    bind_text(&q, second->exact);
    enum err err = query_row(&q);
    if (err)
        return err;
    int64_t as_written = column_integer(&q), otherwise = column_integer(&q);
    *ret_lacks = !as_written && otherwise >= USES_LEAST;
    return ERR_OK;
}

enum err accents_missing(struct conn *conn, const char *text, struct accents_place **ret_places,
                         size_t *ret_count)
{
    struct accents_place *places = arena_zero(conn->arena, ACCENTS_MOST, sizeof *places);
    struct word words[2];
    size_t length = strlen(text), at = 0, count = 0, read = 0, asked = 0;
    enum err err = places ? ERR_OK : ERR_MEMORY;
    if (!accents_text_is_marked(text, length))
        length = 0;
    while (!err && asked < PAIRS_MOST && word_next(text, length, &at, &words[read % 2])) {
        const struct word *second = &words[read % 2], *first = &words[(read + 1) % 2];
        bool lacks = false, is_pair = read++ && accents_are_pair(text, first, second);
        asked += is_pair;
        if (is_pair)
            err = accents_pair_lacks(conn, first, second, &lacks);
        if (!lacks)
            continue;
        /* Three words in a row are one place. */
        bool goes_on = count && places[count - 1].end == first->end;
        if (!goes_on && count == ACCENTS_MOST)
            break;
        struct accents_place *place = &places[goes_on ? count - 1 : count++];
        place->start = goes_on ? place->start : first->start;
        place->end = second->end;
    }
    *ret_places = places;
    *ret_count = count;
    return err;
}
