/* Steps over the tags that the serializer wrote, whose form is known: lower case, quoted values, every
 * element closed. Must not know what the words are for, nor decide how many fit a row. */
#include "html/opening.h"

#include "base/buf.h"

#include <stdbool.h>
#include <string.h>

/* What the words of elements that are passed over may need beside those that are taken. */
enum { OPENING_ROOM = 4096, NAME_MAX_SIZE = 12 };

/* A walk through the body. */
struct opening {
    const char *at;
    struct buf *out;
    int passed_over; /* elements around this place whose words are no text of the article */
};

/* Whether an element holds words that make no sense without their place. */
static bool opening_passes_over(const char *name)
{
    static const char *const names[] = {"h2",  "h3",         "h4",  "h5",      "h6",     "table",
                                        "pre", "figcaption", "sup", "summary", "figure", "caption"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

/* Whether words before and behind the tag are no one word. */
static bool opening_parts_words(const char *name)
{
    static const char *const names[] = {"p", "li", "br", "blockquote", "dd", "dt", "div", "td", "th", "hr"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return opening_passes_over(name);
}

/* Behind the tag; a ">" within a value ends nothing. */
static const char *opening_tag_end(const char *at)
{
    char quote = '\0';
    for (; *at && (quote || *at != '>'); at++) {
        if (quote)
            quote = *at == quote ? '\0' : quote;
        else if (*at == '"' || *at == '\'')
            quote = *at;
    }
    return *at ? at + 1 : at;
}

/* The tag at this place. */
static void opening_tag(struct opening *opening)
{
    char name[NAME_MAX_SIZE] = "";
    bool is_end = opening->at[1] == '/';
    const char *begin = opening->at + 1 + is_end;
    size_t length = strspn(begin, "abcdefghijklmnopqrstuvwxyz0123456789");
    if (length < sizeof name) {
        memcpy(name, begin, length);
        name[length] = '\0';
    }
    if (opening_passes_over(name))
        opening->passed_over += is_end ? -1 : 1;
    if (opening_parts_words(name))
        buf_text(opening->out, " ");
    opening->at = opening_tag_end(begin);
}

/* A character that the serializer wrote by name, or the one that stands there. */
static void opening_letter(struct opening *opening)
{
    static const struct {
        const char *written, *meant;
    } names[] = {{"&amp;", "&"},   {"&lt;", "<"},  {"&gt;", ">"},
                 {"&quot;", "\""}, {"&#39;", "'"}, {"&nbsp;", " "}};
    const char *meant = NULL;
    size_t length = 1;
    for (size_t i = 0; *opening->at == '&' && !meant && i < sizeof names / sizeof *names; i++) {
        if (strncmp(opening->at, names[i].written, strlen(names[i].written)) == 0) {
            meant = names[i].meant;
            length = strlen(names[i].written);
        }
    }
    if (!opening->passed_over && meant)
        buf_text(opening->out, meant);
    else if (!opening->passed_over)
        buf_add(opening->out, opening->at, length);
    opening->at += length;
}

/* At the end of a word, and of the longest word nobody can read at that of a letter. */
static bool opening_is_enough(const struct opening *opening, size_t enough)
{
    if (opening->out->length < enough)
        return false;
    bool is_inside = ((unsigned char)*opening->at & 0xC0) == 0x80;
    return strchr(" <", *opening->at) || (opening->out->length >= enough + OPENING_ROOM / 2 && !is_inside);
}

const char *html_opening(const char *html, size_t enough, struct arena *arena)
{
    auto_buf struct buf out = BUF(enough + OPENING_ROOM);
    struct opening opening = {html, &out, 0};
    while (*opening.at && !opening_is_enough(&opening, enough)) {
        if (*opening.at == '<')
            opening_tag(&opening);
        else
            opening_letter(&opening);
    }
    return arena_copy(arena, buf_str(&out), out.length);
}
