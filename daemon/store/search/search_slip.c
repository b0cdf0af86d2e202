/* Slips: one typing error, or letters that sound alike. */
#include "search_rank.h"

#include <string.h>

/* A word that sounds the same is likelier meant than one a letter away. */
static const double by_ear = 0.78, by_hand = 0.7;

/* Whether `b` is `a` with one letter more. */
static bool is_one_more(const char *a, size_t a_length, const char *b)
{
    size_t i = 0;
    /* Up to the first difference; behind it both must be the same but for the letter more. */
    while (i < a_length && a[i] == b[i])
        i++;
    return strcmp(a + i, b + i + 1) == 0;
}

/* Optimal string alignment distance of exactly one: a letter more, less or other, or two exchanged. */
static bool is_one_slip(const char *a, const char *b)
{
    size_t a_length = strlen(a), b_length = strlen(b), i = 0;
    if (a_length + 1 == b_length)
        return is_one_more(a, a_length, b);
    if (b_length + 1 == a_length)
        return is_one_more(b, b_length, a);
    if (a_length != b_length)
        return false;
    while (i < a_length && a[i] == b[i])
        i++;
    /* Equal words are no slip. */
    if (i == a_length)
        return false;
    bool is_other = strcmp(a + i + 1, b + i + 1) == 0;
    bool is_exchanged =
        i + 1 < a_length && a[i] == b[i + 1] && a[i + 1] == b[i] && strcmp(a + i + 2, b + i + 2) == 0;
    return is_other || is_exchanged;
}

/* How a beginning or end is written, and how it is heard where it is not told apart. */
struct spelling {
    const char *written;
    const char *heard;
};

/* Beginnings and ends of syllables that some regions do not tell apart. The longest come first. */
static const struct spelling beginnings[] = {{"tr", "ch"}, {"gi", "d"}, {"s", "x"}, {"r", "d"},
                                             {"n", "l"},   {"v", "d"},  {"qu", "w"}};
static const struct spelling ends[] = {{"ng", "n"}, {"nh", "n"}, {"ch", "t"}, {"c", "t"}, {"y", "i"}};

/* The syllable as those hear it who tell none of these apart, so that two that sound alike become the
 * same. */
static void hear(const char *fold, char heard[WORD_KEY_SIZE])
{
    size_t length = strlen(fold), at = 0, out = 0;
    /* ng and nh are beginnings of their own and no n. */
    bool is_nasal = fold[0] == 'n' && (fold[1] == 'g' || fold[1] == 'h');
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings && !at && !is_nasal; i++) {
        size_t size = strlen(beginnings[i].written);
        /* Something must be left behind it, or it is the whole syllable. */
        if (strncmp(fold, beginnings[i].written, size) != 0 || length <= size)
            continue;
        out = strlen(beginnings[i].heard);
        memcpy(heard, beginnings[i].heard, out);
        at = size;
    }
    memcpy(heard + out, fold + at, length - at + 1);
    length = strlen(heard);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t size = strlen(ends[i].written);
        if (length <= size || strcmp(heard + length - size, ends[i].written) != 0)
            continue;
        memcpy(heard + length - size, ends[i].heard, strlen(ends[i].heard) + 1);
        return;
    }
}

double slip_likeness(const struct word *typed, const struct word *meant)
{
    char a[WORD_KEY_SIZE], b[WORD_KEY_SIZE];
    /* A digit other is another number; of one or two letters anything is a letter away. */
    if (typed->has_digit || meant->has_digit || strlen(typed->fold) + strlen(meant->fold) < 3)
        return 0;
    hear(typed->fold, a);
    hear(meant->fold, b);
    if (strcmp(a, b) == 0)
        return by_ear;
    return is_one_slip(typed->fold, meant->fold) ? by_hand : 0;
}
