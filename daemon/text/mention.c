/* Names and numbers of people in texts. */
#include "text/mention.h"

#include "base/buf.h"

#include <string.h>

/* What people put between the digits of one number. */
static bool mention_divides(char c)
{
    return c == ' ' || c == '.' || c == '-' || c == ',';
}

static bool mention_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The digits of what is nothing but a number; "" otherwise. */
static void mention_read_digits(const char *find, char digits[static MENTION_DIGITS_MAX + 1])
{
    size_t count = 0;
    for (const char *p = find; *p; p++) {
        bool is_digit = mention_is_digit(*p);
        if ((!is_digit && !mention_divides(*p)) || count == MENTION_DIGITS_MAX) {
            count = 0;
            break;
        }
        if (is_digit)
            digits[count++] = *p;
    }
    digits[count < MENTION_DIGITS_LEAST ? 0 : count] = '\0';
}

enum err mention_of(const char *find, struct mention *ret_mention)
{
    struct mention mention = {.word_count = 0};
    size_t at = 0, length = strlen(find), letters = 0;
    struct word word;
    mention_read_digits(find, mention.digits);
    while (word_next(find, length, &at, &word)) {
        if (mention.word_count == MENTION_WORDS_MAX)
            return ERR_INPUT;
        letters += word.fold_length;
        mention.words[mention.word_count++] = word;
    }
    *ret_mention = mention;
    /* One or two letters would be everywhere. */
    return letters < 3 ? ERR_INPUT : ERR_OK;
}

/* Where the digits end that begin at `start`, when they are those of the number and no more; 0 otherwise. */
static size_t mention_digits_end(const struct mention *mention, const char *text, size_t start)
{
    size_t at = start;
    for (const char *digit = mention->digits; *digit; digit++) {
        size_t next = at;
        while (next > start && mention_divides(text[next]) && next - at < 2)
            next++;
        if (text[next] != *digit)
            return 0;
        at = next + 1;
    }
    return mention_is_digit(text[at]) ? 0 : at;
}

static bool mention_next_number(const struct mention *mention, const char *text, size_t *at,
                                size_t *ret_start)
{
    for (size_t i = *at; text[i]; i++) {
        size_t end = text[i] == mention->digits[0] && (i == 0 || !mention_is_digit(text[i - 1]))
                         ? mention_digits_end(mention, text, i)
                         : 0;
        if (!end)
            continue;
        *ret_start = i;
        *at = end;
        return true;
    }
    return false;
}

/* Where the row of words ends whose first was found. */
static bool mention_goes_on(const struct mention *mention, const char *text, size_t length, size_t *at)
{
    struct word word;
    for (size_t i = 1; i < mention->word_count; i++)
        if (!word_next(text, length, at, &word) || strcmp(word.exact, mention->words[i].exact) != 0)
            return false;
    return true;
}

bool mention_next(const struct mention *mention, const char *text, size_t *at, size_t *ret_start)
{
    struct word word;
    size_t length = strlen(text);
    if (*mention->digits)
        return mention_next_number(mention, text, at, ret_start);
    for (size_t next = *at; word_next(text, length, &next, &word);) {
        size_t end = word.end;
        if (strcmp(word.exact, mention->words[0].exact) != 0 || !mention_goes_on(mention, text, length, &end))
            continue;
        *ret_start = word.start;
        *at = end;
        return true;
    }
    return false;
}

bool mention_is_in(const struct mention *mention, const char *text)
{
    size_t at = 0, start;
    return text && mention_next(mention, text, &at, &start);
}

const char *mention_masked(const struct mention *mention, const char *text, struct arena *arena)
{
    if (!mention_is_in(mention, text))
        return text;
    auto_buf struct buf out = BUF(16 * 1024 * 1024);
    size_t at = 0, copied = 0, start;
    while (mention_next(mention, text, &at, &start)) {
        buf_add(&out, text + copied, start - copied);
        buf_text(&out, MENTION_MASK);
        copied = at;
    }
    buf_text(&out, text + copied);
    if (buf_failed(&out))
        arena_fail(arena);
    return arena_copy(arena, buf_str(&out), out.length);
}
