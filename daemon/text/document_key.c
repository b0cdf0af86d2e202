/* Numbers of documents as keys, made of the folded words of a text. Knows neither articles nor the index. */
#include "text/document_key.h"

#include "text/word.h"

#include <string.h>

/* A key as it grows. */
struct growing {
    char text[DOCUMENT_KEY_SIZE];
    size_t length;
    bool ends_in_digit;
    bool is_full; /* something found no room */
    size_t parts; /* runs of digits, and of letters */
};

static bool key_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void key_add(struct growing *key, char c)
{
    if (key->length + 1 >= sizeof key->text) {
        key->is_full = true;
        return;
    }
    key->text[key->length++] = c;
    key->text[key->length] = '\0';
}

/* Adds a word, which may hold both ("45a", "qh15"). */
static void key_add_word(struct growing *key, const struct word *word)
{
    const char *p = word->fold;
    while (*p) {
        bool is_digit = key_is_digit(*p);
        /* Between letters and letters nothing stands: QĐ-UBND is QĐUBND. */
        bool is_new = !key->length || is_digit || key->ends_in_digit;
        if (is_new && key->length)
            key_add(key, '-');
        key->parts += is_new;
        while (is_digit && p[0] == '0' && key_is_digit(p[1]))
            p++;
        for (; *p && key_is_digit(*p) == is_digit; p++)
            key_add(key, *p);
        key->ends_in_digit = is_digit;
    }
}

/* "Số" before a number is no part of it. */
static bool is_word_number(const struct word *word, const char *text, size_t length)
{
    size_t at = word->end;
    struct word next;
    return strcmp(word->fold, "so") == 0 && word_next(text, length, &at, &next) && key_is_digit(next.fold[0]);
}

bool document_key(const char *text, char ret_key[static DOCUMENT_KEY_SIZE])
{
    struct growing key = {.length = 0};
    size_t length = strlen(text), at = 0;
    struct word word;
    while (word_next(text, length, &at, &word))
        if (key.length || !is_word_number(&word, text, length))
            key_add_word(&key, &word);
    memcpy(ret_key, key.text, sizeof key.text);
    return key.length && !key.is_full;
}

/* Whether only what stands within numbers of documents lies between two words: spaces, slashes, points,
 * dashes. */
static bool is_joined(const char *text, size_t from, size_t to)
{
    return to - from <= 6 && strspn(text + from, " /.-_\xE2\x80\x90\x91\x93\x94") >= to - from;
}

size_t document_key_guesses(const char *text, char ret_keys[static DOCUMENT_GUESSES][DOCUMENT_KEY_SIZE])
{
    char found[DOCUMENT_GUESSES][DOCUMENT_KEY_SIZE];
    struct growing key = {.length = 0};
    size_t length = strlen(text), at = 0, count = 0, end = 0;
    struct word word;
    while (count < DOCUMENT_GUESSES && word_next(text, length, &at, &word)) {
        if (!key.length && !key_is_digit(word.fold[0]))
            continue;
        if (key.length && !is_joined(text, end, word.start))
            break;
        key_add_word(&key, &word);
        end = word.end;
        if (key.is_full)
            break;
        if (key.parts > 1)
            memcpy(found[count++], key.text, sizeof key.text);
    }
    for (size_t i = 0; i < count; i++)
        memcpy(ret_keys[i], found[count - 1 - i], DOCUMENT_KEY_SIZE);
    return count;
}
