/* Finds addresses by their beginnings: a scheme, "www.", or the "@" of mail. Whether an address is safe is
 * decided by the cleaner, as of any other link; what is no address stays text. */
#include "autolink.h"

#include <string.h>
#include <strings.h>

/* The part of a mail address before its "@" (RFC 5321 4.5.3.1), so that nobody makes this look back far. */
enum { LOCAL_MAX = 64 };

static bool autolink_is_alphanumeric(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* Whether an address can go on with the character at `at`; *ret_size are its bytes. Letters beyond ASCII can
 * stand in one, as people copy them; punctuation, arrows, emoji and wide spaces cannot. */
static bool goes_on(const unsigned char *at, size_t left, size_t *ret_size)
{
    *ret_size = 1;
    if (*at < 0x80)
        return *at > ' ' && !strchr("<>\"`|\\^{}", *at) && *at != 0x7F;
    *ret_size = *at >= 0xF0 ? 4 : *at >= 0xE0 ? 3 : 2;
    if (*at >= 0xF0 || left < *ret_size)
        return false;
    unsigned point = *ret_size == 2 ? (*at & 0x1Fu) << 6 | (at[1] & 0x3Fu)
                                    : (*at & 0xFu) << 12 | (at[1] & 0x3Fu) << 6 | (at[2] & 0x3Fu);
    return point >= 0xC0 && !(point >= 0x2000 && point < 0x2C00) && !(point >= 0x3000 && point < 0x3040) &&
           point < 0xFE00;
}

/* Takes punctuation away from the end, and closing brackets that were opened outside. */
static size_t trim_end(const char *text, size_t start, size_t end)
{
    static const char opens[] = "([", closes[] = ")]";
    int open[2] = {0, 0};
    for (size_t i = start; i < end; i++) {
        for (int k = 0; k < 2; k++)
            open[k] += (text[i] == opens[k]) - (text[i] == closes[k]);
    }
    for (; end > start; end--) {
        const char *close = strchr(closes, text[end - 1]);
        if (close ? open[close - closes] >= 0 : !strchr(".,;:!?'*_~", text[end - 1]))
            break;
        if (close)
            open[close - closes]++;
    }
    return end;
}

/* The end of what begins at `start` and whose host begins at `host`. */
static size_t address_end(const char *text, size_t length, size_t start, size_t host)
{
    size_t end = host, size;
    while (end < length && goes_on((const unsigned char *)text + end, length - end, &size))
        end += size;
    return trim_end(text, start, end);
}

/* "https://" and its like, whose colon is at `colon`. */
static bool is_web_address(const char *text, size_t length, size_t from, size_t colon,
                           struct autolink *ret_link)
{
    static const char *const schemes[] = {"https", "http", "ftp"};
    if (length - colon < 4 || text[colon + 1] != '/' || text[colon + 2] != '/')
        return false;
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        size_t size = strlen(schemes[i]), host = colon + 3;
        if (colon < from + size || strncasecmp(text + colon - size, schemes[i], size) != 0)
            continue;
        size_t start = colon - size;
        bool is_within_word = start > 0 && autolink_is_alphanumeric(text[start - 1]);
        bool has_host = autolink_is_alphanumeric(text[host]) || (unsigned char)text[host] >= 0xC3;
        size_t end = is_within_word || !has_host ? 0 : address_end(text, length, start, host);
        *ret_link = (struct autolink){start, end, ""};
        return end > host;
    }
    return false;
}

/* "www." at `at`, with a name of two parts behind it. */
static bool is_www_address(const char *text, size_t length, size_t at, struct autolink *ret_link)
{
    if (length - at < 8 || strncasecmp(text + at, "www.", 4) != 0 ||
        !autolink_is_alphanumeric(text[at + 4]) ||
        (at > 0 && (autolink_is_alphanumeric(text[at - 1]) || strchr("/@.-_", text[at - 1]))))
        return false;
    size_t end = address_end(text, length, at, at + 4), host = at + 4;
    while (host < end && (autolink_is_alphanumeric(text[host]) || text[host] == '-'))
        host++;
    *ret_link = (struct autolink){at, end, "https://"};
    return host + 1 < end && text[host] == '.' && autolink_is_alphanumeric(text[host + 1]);
}

static bool is_mail_local(char c)
{
    return autolink_is_alphanumeric(c) || (c && strchr("._%+-", c));
}

/* The end of the domain that begins at `at`; 0 when it is none: names with dots between, the last of letters.
 */
static size_t domain_end(const char *text, size_t length, size_t at)
{
    size_t end = at, last = at, dots = 0;
    while (end < length && (autolink_is_alphanumeric(text[end]) || text[end] == '-' || text[end] == '.')) {
        bool is_dot = text[end] == '.';
        /* A dot with no name behind it ends a sentence. */
        if ((end == last && !autolink_is_alphanumeric(text[end])) ||
            (is_dot && (end + 1 == length || !autolink_is_alphanumeric(text[end + 1]))))
            break;
        dots += is_dot;
        end++;
        last = is_dot ? end : last;
    }
    bool is_named = end - last >= 2;
    for (size_t i = last; i < end; i++)
        is_named = is_named && (text[i] | 0x20) >= 'a' && (text[i] | 0x20) <= 'z';
    return dots && is_named ? end : 0;
}

/* Whether what ends at `at` is a letter beyond ASCII; quotation marks, arrows and emoji are none. */
static bool is_behind_letter(const char *text, size_t at)
{
    if (!at || !(text[at - 1] & 0x80))
        return false;
    while (at > 0 && ((unsigned char)text[at - 1] & 0xC0) == 0x80)
        at--;
    unsigned char lead = at ? (unsigned char)text[at - 1] : 0;
    return (lead >= 0xC3 && lead < 0xE0) || lead == 0xE1;
}

static bool is_mail_address(const char *text, size_t length, size_t from, size_t at,
                            struct autolink *ret_link)
{
    size_t start = at;
    while (start > from && at - start < LOCAL_MAX && is_mail_local(text[start - 1]))
        start--;
    while (start < at && !autolink_is_alphanumeric(text[start]))
        start++;
    /* One that is longer, within another address, or the end of a word with marks is none. */
    bool is_cut = start > from && (strchr("/@", text[start - 1]) || is_mail_local(text[start - 1]) ||
                                   is_behind_letter(text, start));
    size_t end = start < at && !is_cut ? domain_end(text, length, at + 1) : 0;
    *ret_link = (struct autolink){start, end, "mailto:"};
    return end > 0;
}

bool autolink_next(const char *text, size_t length, size_t from, struct autolink *ret_link)
{
    for (size_t i = from; i < length; i++) {
        char c = text[i];
        if ((c == ':' && is_web_address(text, length, from, i, ret_link)) ||
            ((c | 0x20) == 'w' && is_www_address(text, length, i, ret_link)) ||
            (c == '@' && is_mail_address(text, length, from, i, ret_link)))
            return true;
    }
    return false;
}
