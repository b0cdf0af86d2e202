/* Persons by their names: who is named, and what the sentence says of them. Knows nothing of numbers but
 * ages and years. */
#include "personal_inner.h"

/* Below CHILD_YEARS is a child by the law on children; words of a name, and of a sentence that are looked at.
 */
enum { CHILD_YEARS = 16, NAME_WORDS_MAX = 5, SENTENCE_WORDS = 30, YEARS_MOST = 120, YEAR_DIGITS = 4 };

/* Whether the name goes on with a beginning alone: "Lê Hoàng L.", "Hoàng Thị Th." */
static bool personal_is_hidden(const struct personal_words *words, size_t behind)
{
    enum { HIDDEN_LETTERS = 2 };
    if (behind == words->count)
        return false;
    const struct personal_word *word = &words->items[behind];
    bool is_beside = word->start - word[-1].end == 1 && words->text[word[-1].end] == ' ';
    return is_beside && word->is_capital && word->letters <= HIDDEN_LETTERS && word->end < words->length &&
           words->text[word->end] == '.';
}

bool personal_is_name(const struct personal_words *words, size_t first, size_t *ret_behind)
{
    const struct personal_word *word = &words->items[first];
    size_t behind = first + 1;
    if (!word->is_capital || !(word->tells & TELLS_SURNAME))
        return false;
    while (behind < words->count && behind - first < NAME_WORDS_MAX) {
        word = &words->items[behind];
        /* "Giàng A Páo" has a letter alone within; "Nguyễn Văn A" is anybody. A sign ends a name: "bà Nguyễn,
         * Trần". */
        bool is_inner = behind + 1 < words->count && word[1].is_capital && word[1].start - word->end == 1;
        bool goes_on = word->is_capital && (word->letters > 1 || is_inner) && !word->begins_sentence &&
                       !personal_is_hidden(words, behind) && word->start - word[-1].end == 1 &&
                       words->text[word[-1].end] == ' ';
        if (!goes_on)
            break;
        behind++;
    }
    *ret_behind = behind;
    return behind - first >= 2 && !personal_is_hidden(words, behind);
}

/* The number that a word of digits is; 0 when it is none of a few digits. */
static int personal_small_number(const struct personal_words *words, size_t at)
{
    const struct personal_word *word = &words->items[at];
    int number = 0;
    for (size_t i = word->start; word->digits && word->digits <= YEAR_DIGITS && i < word->end; i++)
        number = number * 10 + words->text[i] - '0';
    return number;
}

/* "5", "5A": a class of children; those of the tenth are sixteen. */
static bool personal_is_class(const struct personal_words *words, size_t at)
{
    const struct personal_word *word = &words->items[at];
    const char *text = words->text + word->start;
    bool is_longer = word->end - word->start > 1 && text[1] >= '0' && text[1] <= '9';
    return text[0] >= '1' && text[0] <= '9' && !is_longer && word->end - word->start <= 3;
}

/* The year of birth behind the words for it: "sinh năm 2015", "sinh ngày 3/4/2015"; 0 when there is none.
 * *ret_behind is behind it. */
static int personal_born_year(const struct personal_words *words, size_t told, size_t *ret_behind)
{
    enum { DATE_WORDS = 6 }; /* "sinh ngày 3 tháng 4 năm 2015" */
    for (size_t i = told + 1; i < words->count && i <= told + DATE_WORDS && !words->items[i].begins_line;
         i++) {
        if (words->items[i].digits != YEAR_DIGITS)
            continue;
        *ret_behind = i + 1;
        return personal_small_number(words, i);
    }
    return 0;
}

/* What a sentence says of who is named in it. */
struct told {
    int years; /* of age; 0 unknown */
    bool has_class, is_sick;
    size_t behind;
};

/* What one word of the sentence tells, with the numbers beside it. */
static void personal_tell(const struct personal_words *words, size_t at, int year, struct told *told)
{
    const struct personal_word *word = &words->items[at];
    size_t behind = at + 1;
    int born = word->tells & TELLS_BORN ? personal_born_year(words, at, &behind) : 0;
    int age = word->tells & TELLS_AGE && at ? personal_small_number(words, at - 1) : 0;
    if (!told->years && age > 0 && age < YEARS_MOST) {
        told->years = age;
    } else if (!told->years && born > year - YEARS_MOST && born <= year) {
        told->years = year - born ? year - born : 1;
    } else if (word->tells & TELLS_CLASS && at + 1 < words->count && personal_is_class(words, at + 1)) {
        told->has_class = true;
        behind++;
    } else if (word->tells & TELLS_HEALTH) {
        told->is_sick = true;
    } else {
        return;
    }
    told->behind = behind > told->behind ? behind : told->behind;
}

/* Reads the sentence from the word on. */
static struct told personal_told_of(const struct personal_words *words, size_t from, int year)
{
    struct told told = {.behind = from};
    for (size_t i = from; i < words->count && i < from + SENTENCE_WORDS; i++) {
        if (words->items[i].begins_sentence)
            break;
        personal_tell(words, i, year, &told);
    }
    return told;
}

enum personal personal_named_kind(const struct personal_words *words, size_t first, int year,
                                  size_t *ret_behind)
{
    enum { TITLE = TELLS_CHILD | TELLS_PATIENT | TELLS_PERSON };
    uint32_t title = words->items[first].tells & TITLE;
    size_t behind;
    if (!title || first + 1 >= words->count || words->items[first + 1].begins_sentence ||
        !personal_is_name(words, first + 1, &behind))
        return PERSONAL_COUNT;
    struct told told = personal_told_of(words, behind, year);
    *ret_behind = told.behind;
    if (told.is_sick && (told.years || title & TELLS_PATIENT))
        return PERSONAL_HEALTH;
    bool is_child = told.years ? told.years < CHILD_YEARS : told.has_class;
    return title & TELLS_CHILD && is_child ? PERSONAL_CHILD : PERSONAL_COUNT;
}
