/* Works on the text as it was written, because that is what is stored and edited again; the parsers give
 * no places in it. So an address that the parser found is looked for in every spelling that leads to it.
 * Knows no picture and no fetching. */
#include "body_address.h"

#include "base/buf.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* White space around an attribute's value or a link's destination. */
static const char blanks[] = " \t\n";

/* How many bytes of the text stand for the byte `c` of an address; 0: they do not. */
static size_t spelled(const char *text, char c, bool is_markdown)
{
    /* The one character of addresses that HTML and Markdown have to escape as an entity; others may be,
     * and are then not found, so that such a picture stays where it is. */
    static const char *const ampersands[] = {"&amp;", "&#38;", "&#x26;"};
    for (size_t i = 0; c == '&' && i < sizeof ampersands / sizeof *ampersands; i++)
        if (strncasecmp(text, ampersands[i], strlen(ampersands[i])) == 0)
            return strlen(ampersands[i]);
    if (*text == c)
        return 1;
    /* A backslash before punctuation stands for that (CommonMark section 2.4). */
    return is_markdown && *text == '\\' && text[1] == c && strchr("!#$&()*+-./_~[]", c) ? 2 : 0;
}

/* The byte that "%XX" stands for, or -1. */
static int encoded_byte(const char *address)
{
    char digits[3];
    char *end;
    /* Both digits must be there before they are copied. */
    if (address[0] != '%' || !address[1] || !address[2])
        return -1;
    memcpy(digits, address + 1, 2);
    digits[2] = '\0';
    long byte = strtol(digits, &end, 16);
    return *end ? -1 : (int)byte;
}

/* The length of the address as the text spells it, or 0. */
static size_t body_address_match(const char *text, const char *address, bool is_markdown)
{
    const char *at = text;
    while (*address) {
        /* A long address is broken over lines, which the parser joined. */
        if (*address == ' ' && *at && strchr(blanks, *at)) {
            at += strspn(at, blanks);
            address++;
            continue;
        }
        /* As it stands first. Only where that fails the parser may have encoded a byte that was typed
         * plainly, such as a letter with an accent. */
        size_t length = *at ? spelled(at, *address, is_markdown) : 0;
        int byte = length ? -1 : encoded_byte(address);
        if (!length && (byte < 0 || !*at || (unsigned char)*at != (unsigned)byte))
            return 0;
        at += length ? length : 1;
        address += length ? 1 : 3;
    }
    return (size_t)(at - text);
}

/* src=ADDRESS, src="ADDRESS" */
static bool is_behind_src(const char *text, const char *at, char *ret_quote)
{
    *ret_quote = '\0';
    while (at > text && strchr(blanks, at[-1]))
        at--;
    if (at > text && strchr("\"'", at[-1]))
        *ret_quote = *--at;
    while (at > text && strchr(blanks, at[-1]))
        at--;
    if (at == text || *--at != '=')
        return false;
    while (at > text && strchr(blanks, at[-1]))
        at--;
    /* A character before it too, or data-src and the like would count. */
    return at - text > 3 && strncasecmp(at - 3, "src", 3) == 0 && strchr(" \t\n/\"'", at[-4]);
}

/* ![alt](ADDRESS), ![alt](<ADDRESS>), [label]: ADDRESS */
static bool is_behind_bracket(const char *text, const char *at)
{
    /* A destination in angle brackets. */
    if (at > text && at[-1] == '<')
        at--;
    while (at > text && strchr(blanks, at[-1]))
        at--;
    return at - text > 1 && strchr("(:", at[-1]) && at[-2] == ']';
}

/* Both sides of the address are looked at. It must end where it ends, or one address that is the
 * beginning of another would be exchanged within it. */
static bool is_picture(enum body_format format, const char *text, const char *at, const char *end)
{
    char quote;
    if (format == BODY_MARKDOWN)
        return is_behind_bracket(text, at) && (!*end || strchr(" \t\n)>", *end));
    if (!is_behind_src(text, at, &quote) || !*end)
        return false;
    return quote ? strchr(blanks, *end) || *end == quote : strchr(" \t\n>", *end) != NULL;
}

/* The change of the address that stands here, its length in the text in *ret_length; or NULL. */
static const struct address_change *change_at(enum body_format format, const char *text, const char *at,
                                              const struct address_change *changes, size_t count,
                                              size_t *ret_length)
{
    /* The first that fits. Pictures that could not be had have no `to` and are passed over. */
    for (size_t i = 0; i < count; i++) {
        size_t length = changes[i].to ? body_address_match(at, changes[i].from, format == BODY_MARKDOWN) : 0;
        if (length && is_picture(format, text, at, at + length)) {
            *ret_length = length;
            return &changes[i];
        }
    }
    return NULL;
}

const char *body_addresses_changed(struct arena *arena, enum body_format format, const char *text,
                                   const struct address_change *changes, size_t count)
{
    /* A body that grew beyond twice the limit could not be saved anyway. */
    auto_buf struct buf out = BUF(2 * BODY_SOURCE_MAX);
    for (const char *at = text; *at;) {
        size_t length;
        /* Spares the comparison with every address at every byte. */
        bool may_begin = strchr("hHdD/", *at) != NULL; /* http:, https:, data: or // */
        const struct address_change *change =
            may_begin ? change_at(format, text, at, changes, count, &length) : NULL;
        if (change)
            buf_text(&out, change->to);
        else
            buf_char(&out, *at);
        at += change ? length : 1;
    }
    /* A body that was cut must never be saved, so the whole request fails. */
    if (buf_failed(&out))
        arena_fail(arena);
    return buf_failed(&out) ? "" : arena_copy(arena, buf_str(&out), out.length);
}
