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

struct piece piece_block(struct piece rest)
{
    const char *line = memchr(rest.at, '\n', piece_size(rest));
    return (struct piece){rest.at, line ? line + 1 : rest.end};
}

unsigned piece_pictures(struct piece block)
{
    static const char *const names[] = {"picture", "/picture", "source", "br",         "a",
                                        "/a",      "img",      "/p",     "figcaption", "/figure"};
    struct piece text, tag;
    unsigned count = 0;
    if (!piece_tag(&block, &text, &tag) || (!piece_is_tag(tag, "p") && !piece_is_tag(tag, "figure")))
        return 0;
    while (piece_tag(&block, &text, &tag)) {
        size_t i = 0, names_count = sizeof names / sizeof *names;
        while (i < names_count && !piece_is_tag(tag, names[i]))
            i++;
        if (i == names_count || !piece_is_blank(text))
            return 0;
        count += piece_is_tag(tag, "img");
        bool is_caption = piece_is_tag(tag, "figcaption");
        while (is_caption && piece_tag(&block, &text, &tag))
            is_caption = !piece_is_tag(tag, "/figcaption");
    }
    return piece_is_blank(text) ? count : 0;
}

const char *piece_text(struct piece piece, struct arena *arena)
{
    static const struct {
        const char *name, *text;
    } escapes[] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}};
    size_t length = 0, left;
    char *out = arena_alloc(arena, piece_size(piece) + 1);
    if (!out)
        return "";
    for (; (left = piece_size(piece)) > 0; length++) {
        size_t i = 0, count = sizeof escapes / sizeof *escapes;
        while (i < count && (strlen(escapes[i].name) > left ||
                             strncmp(piece.at, escapes[i].name, strlen(escapes[i].name)) != 0))
            i++;
        out[length] = i < count ? *escapes[i].text : *piece.at;
        piece.at += i < count ? strlen(escapes[i].name) : 1;
    }
    out[length] = '\0';
    return out;
}
