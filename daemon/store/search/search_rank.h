/* How well titles and leads fit a query. */
#ifndef STORE_SEARCH_RANK_H
#define STORE_SEARCH_RANK_H

#include "search_plan.h"

/* How a text answers the words of a plan. */
struct fit {
    double cover;                  /* share of the words, by weight, that stand in it: 0 to 1 */
    double adjacent;               /* share of the neighbouring words that are neighbours in it too */
    size_t places[PLAN_WORDS_MAX]; /* word of the text that answers each word of the plan */
    bool is_fuzzy[PLAN_WORDS_MAX]; /* by a likely slip of hand or ear */
    size_t fuzzy_count;
    uint32_t answered; /* a bit for each word of the plan that stands in it, be it by a slip */
};

_Static_assert(PLAN_WORDS_MAX <= 32, "a word of the plan is a bit");

enum fit_kind { FIT_PLAIN, FIT_FUZZY };

/* Compares the plan with the words of a text. With FIT_FUZZY a word that is not there may be answered by one
 * a slip away, if its neighbour supports that. */
struct fit fit_words(const struct plan *plan, const struct token *tokens, size_t count, enum fit_kind kind);

/* How well a text fits altogether: 0 to 1. */
double fit_value(const struct fit *fit);

/* How likely the word `typed` was meant to be `meant`, by folded keys: 0 not at all, below 1 by one slip of
 * the hand or by letters that sound alike somewhere in the country. */
double slip_likeness(const struct word *typed, const struct word *meant);

#endif
