/* Where sentences end, by their signs alone: an abbreviation with a full stop ends one too, which makes it
 * shorter and never longer. */
#include "text/sentence.h"

#include "text/word.h"

/* Whether a sentence ends between two words; `to` is where the second begins, or the end of the text. */
static bool sentence_ends(const char *text, size_t from, size_t to)
{
    bool is_ended = false;
    for (size_t i = from; i < to; i++) {
        char c = text[i];
        if (c == '\n' || c == '\t' || (is_ended && c == ' '))
            return true;
        /* The last byte of "…" is 0xA6. */
        is_ended = c == '.' || c == '!' || c == '?' || c == ';' || (unsigned char)c == 0xA6;
    }
    return false;
}

bool sentence_next(const char *text, size_t length, size_t *at, struct sentence *ret_sentence)
{
    struct sentence sentence = {.words = 0};
    struct word word;
    for (size_t next = *at; word_next(text, length, &next, &word);) {
        if (sentence.words && sentence_ends(text, sentence.end, word.start))
            break;
        if (!sentence.words)
            sentence.start = word.start;
        sentence.end = word.end;
        sentence.words++;
        *at = next;
    }
    if (!sentence.words)
        *at = length;
    *ret_sentence = sentence;
    return sentence.words > 0;
}
