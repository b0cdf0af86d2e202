/* Words of queries and titles, ready to be compared: their keys as numbers. */
#ifndef STORE_SEARCH_WORDS_H
#define STORE_SEARCH_WORDS_H

#include "text/word.h"

struct token {
    uint64_t exact; /* hashes of the keys */
    uint64_t fold;
    struct word word;
};

/* The hash of a key; never 0. */
uint64_t key_hash(const char *key);

/* Makes a token of a word. */
struct token token_of(const struct word *word);

/* The words of a text, at most `most`; gives how many. */
size_t tokens_of(const char *text, struct token *tokens, size_t most);

#endif
