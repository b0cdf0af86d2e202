/* Any bytes: words lie within the text and behind each other, keys fit and are the same when read again,
 * compounds end within the text, and the order of texts has no contradiction. */
#include "text/collate.h"
#include "text/compound.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_compounds(const char *text, size_t size, const struct word *word)
{
    char key[COMPOUND_KEY_SIZE];
    size_t end;
    bool is_whole;
    if (compound_at(text, size, word, key, &end))
        assert(end > word->start && end <= size && strlen(key) < COMPOUND_KEY_SIZE);
    if (reference_at(text, size, word, key, &end, &is_whole))
        assert(end > word->start && end <= size && strchr(key, '/'));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    struct word word, again;
    size_t last = 0, half = size / 2;
    for (size_t at = 0; word_next(text, size, &at, &word); last = word.end) {
        assert(word.start >= last && word.end > word.start && word.end <= size && at == word.end);
        assert(strlen(word.exact) < WORD_KEY_SIZE && strlen(word.fold) < WORD_KEY_SIZE &&
               !strpbrk(word.exact, "\" "));
        /* A key is a word itself, with the same keys; unless letters of it did not fit. */
        size_t start = 0;
        if (word.letter_count < WORD_LETTERS_MAX / 2) {
            assert(word_next(word.exact, strlen(word.exact), &start, &again));
            assert(strcmp(again.fold, word.fold) == 0);
        }
        check_compounds(text, size, &word);
    }
    int order = text_collate(text, half, text + half, size - half);
    int back = text_collate(text + half, size - half, text, half);
    assert((order > 0) == (back < 0) && (order == 0) == (back == 0));
    assert(text_collate(text, size, text, size) == 0);
    return 0;
}
