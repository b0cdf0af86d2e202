/* Consultations: facts as moments, and what names an article of a draft. Must not know who comments. */
#include "view/consultation.h"

#include "store/roster.h"
#include "text/date.h"
#include "text/number.h"
#include "text/word.h"

#include <stdio.h>
#include <string.h>

bool consultation_of(const struct article *article, struct consultation *ret_consultation)
{
    const char *opens = article_fact(article, FACT_CONSULTATION_OPENS),
               *closes = article_fact(article, FACT_CONSULTATION_CLOSES),
               *articles = article_fact(article, FACT_CONSULTATION_ARTICLES);
    int64_t count = 0;
    *ret_consultation = (struct consultation){0, 0, 0};
    if (!opens || !closes || date_parse(opens, &ret_consultation->opens_ms) ||
        date_parse(closes, &ret_consultation->closes_ms))
        return false;
    if (articles && !number_parse(articles, 1, CONSULTATION_ARTICLES_MOST, &count))
        ret_consultation->articles = (int)count;
    return true;
}

enum consultation_phase consultation_phase_at(const struct consultation *consultation, int64_t now_ms)
{
    if (now_ms >= consultation->closes_ms)
        return CONSULTATION_CLOSED;
    return now_ms >= consultation->opens_ms ? CONSULTATION_OPEN : CONSULTATION_AHEAD;
}

int64_t consultation_turn_ms(const struct consultation *consultation, int64_t now_ms)
{
    enum consultation_phase phase = consultation_phase_at(consultation, now_ms);
    return phase == CONSULTATION_AHEAD  ? consultation->opens_ms
           : phase == CONSULTATION_OPEN ? consultation->closes_ms
                                        : 0;
}

/* One word that is a number of up to three digits, perhaps with one letter of the old alphabet behind it
 * ("12a"). */
static bool part_is_number(const struct word *word, int *ret_number)
{
    int digits = 0, number = 0;
    while (digits < 3 && word->fold[digits] >= '0' && word->fold[digits] <= '9')
        number = number * 10 + (word->fold[digits++] - '0');
    const char *rest = word->fold + digits;
    bool has_letter = rest[0] >= 'a' && rest[0] <= 'z' && !rest[1];
    *ret_number = number;
    return digits && number && (!*rest || has_letter);
}

bool consultation_part_read(const struct consultation *consultation, const char *text,
                            char ret_part[CONSULTATION_PART_SIZE])
{
    struct word word;
    size_t at = 0, length = text ? strlen(text) : 0;
    int number = 0;
    *ret_part = '\0';
    if (!text || !text[strspn(text, " \t")])
        return true;
    if (!word_next(text, length, &at, &word))
        return false;
    if ((strcmp(word.fold, "dieu") == 0 || strcmp(word.fold, "article") == 0) &&
        !word_next(text, length, &at, &word))
        return false;
    bool is_part = part_is_number(&word, &number);
    if (!is_part || (consultation->articles && number > consultation->articles))
        return false;
    snprintf(ret_part, CONSULTATION_PART_SIZE, "%s", word.fold + strspn(word.fold, "0"));
    return !word_next(text, length, &at, &word);
}
