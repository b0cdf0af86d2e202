/* Characters of a request's head, as the strict reader skips over them. Each gives the first place that is
 * none of its kind, or `end`. Pure; thread: any. */
#ifndef SERVER_CHARS_H
#define SERVER_CHARS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

/* Whether a field's name of `size` bytes is `other`, without case. Length and first letter tell nearly all
 * names apart, and cost no call. */
static inline __attribute__((always_inline)) bool name_is(const char *name, size_t size, const char *other)
{
    return size == strlen(other) && (name[0] | ' ') == (other[0] | ' ') &&
           strncasecmp(name, other, size) == 0;
}

/* The characters of a token, RFC 9110 section 5.6.2. */
static const bool token_chars[256] = {
    ['!'] = true,         ['#'] = true,         ['$'] = true,         ['%'] = true, ['&'] = true,
    ['\''] = true,        ['*'] = true,         ['+'] = true,         ['-'] = true, ['.'] = true,
    ['^'] = true,         ['_'] = true,         ['`'] = true,         ['|'] = true, ['~'] = true,
    ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true,
};

static inline const char *skip_token(const char *p, const char *end)
{
    while (p < end && token_chars[(unsigned char)*p])
        p++;
    return p;
}

/* Skips to the first control character (HT is none); eight bytes at a time, for this sees every byte of
 * every head. The sums cannot carry into a neighbour: the high bits are masked out before. */
static inline const char *skip_text(const char *p, const char *end)
{
    const uint64_t ones = 0x0101010101010101, highs = 0x8080808080808080;
    for (; end - p >= 8; p += 8) {
        uint64_t word;
        memcpy(&word, p, sizeof word);
        uint64_t low = word & ~highs;
        uint64_t is_control = ~(low + ones * (0x80 - 0x20)) & ~word & highs;
        uint64_t is_delete = (low + ones) & ~word & highs;
        if (is_control | is_delete)
            break;
    }
    while (p < end && (((unsigned char)*p >= 0x20 && *p != 0x7F) || *p == '\t'))
        p++;
    return p;
}

#endif
