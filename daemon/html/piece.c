/* Finds tags and their attributes in what the writer wrote. Of other HTML it would be wrong. */
#include "piece.h"

#include <string.h>

size_t piece_size(struct piece piece)
{
    return (size_t)(piece.end - piece.at);
}

bool piece_tag(struct piece *rest, struct piece *ret_text, struct piece *ret_tag)
{
    const char *tag = memchr(rest->at, '<', piece_size(*rest));
    const char *close = tag ? memchr(tag, '>', (size_t)(rest->end - tag)) : NULL;
    if (!close) {
        *ret_text = *rest;
        *ret_tag = (struct piece){rest->end, rest->end};
        rest->at = rest->end;
        return false;
    }
    *ret_text = (struct piece){rest->at, tag};
    *ret_tag = (struct piece){tag, close + 1};
    rest->at = close + 1;
    return true;
}

bool piece_is_tag(struct piece tag, const char *name)
{
    size_t length = strlen(name);
    /* "<", the name, and what ends it. */
    return piece_size(tag) >= length + 2 && memcmp(tag.at + 1, name, length) == 0 &&
           (tag.at[1 + length] == ' ' || tag.at[1 + length] == '>');
}

bool piece_value(struct piece tag, const char *name, struct piece *ret_value)
{
    size_t length = strlen(name);
    for (const char *p = tag.at; (p = memchr(p, ' ', (size_t)(tag.end - p))); p++) {
        /* A blank, the name, an equals sign and a quote must fit. */
        if ((size_t)(tag.end - p) < length + 3 || memcmp(p + 1, name, length) != 0 ||
            memcmp(p + 1 + length, "=\"", 2) != 0)
            continue;
        const char *value = p + length + 3, *quote = memchr(value, '"', (size_t)(tag.end - value));
        *ret_value = (struct piece){value, quote ? quote : value};
        return quote != NULL;
    }
    return false;
}

bool piece_is_blank(struct piece text)
{
    static const char hard[] = "&nbsp;";
    while (text.at < text.end) {
        bool is_hard = piece_size(text) >= sizeof hard - 1 && memcmp(text.at, hard, sizeof hard - 1) == 0;
        if (!is_hard && !strchr(" \t\r\n", *text.at))
            return false;
        text.at += is_hard ? sizeof hard - 1 : 1;
    }
    return true;
}
