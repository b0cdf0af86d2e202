/* Words with their keys as numbers, so that comparing a query with hundreds of titles compares no text. */
#include "search_words.h"

#include <string.h>

/* FNV-1a: keys are short, and whoever made two of them collide would only find a wrong article. */
uint64_t key_hash(const char *key)
{
    uint64_t hash = 14695981039346656037U;
    for (const unsigned char *p = (const unsigned char *)key; *p; p++)
        hash = (hash ^ *p) * 1099511628211U;
    return hash ? hash : 1;
}

struct token token_of(const struct word *word)
{
    return (struct token){key_hash(word->exact), key_hash(word->fold), *word};
}

size_t tokens_of(const char *text, struct token *tokens, size_t most)
{
    size_t length = strlen(text), at = 0, count = 0;
    while (count < most && word_next(text, length, &at, &tokens[count].word)) {
        /* word_next() has written into the very place. */
        tokens[count] = token_of(&tokens[count].word);
        count++;
    }
    return count;
}
