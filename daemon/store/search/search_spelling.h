/* Spellings of one word that part it differently: vacxin, vắc-xin and vắc xin; ĐT226, ĐT.226 and ĐT 226. They
 * join the plan's abbreviations, so that each finds the others. */
#ifndef STORE_SEARCH_SPELLING_H
#define STORE_SEARCH_SPELLING_H

#include "search_plan.h"

/* Adds those of the words that were typed, of which `is_fixed` ones are left alone. Asks the index a few
 * times for words that are no syllables. Errors: MEMORY and the store's. */
enum err spellings_add(struct conn *conn, const char *text, const struct token *tokens, size_t count,
                       const bool *is_fixed, struct abbreviations *in_out);

#endif
