/* What stands in a line of Markdown: blanks to fill in, which are rows of "_", and bare addresses, whose
 * signs mean nothing. Where a line begins and what it belongs to is markdown_source.c's. */
#include "autolink.h"
#include "markdown_inner.h"

#include <string.h>

/* A row of so many is a blank; three may also be strong emphasis. */
enum { BLANK_LEAST = 3, EMPHASIS_MAX = 1000 /* bytes that are looked through for its end */ };

struct words {
    const char *text;
    size_t size;
    struct buf *out;
};

static size_t markdown_run_of(const struct words *words, size_t at, char c)
{
    size_t count = 0;
    while (at + count < words->size && words->text[at + count] == c)
        count++;
    return count;
}

/* Whether a word can begin or end here: letters beyond ASCII are some. */
static bool markdown_is_word(const struct words *words, size_t at)
{
    unsigned char c = at < words->size ? (unsigned char)words->text[at] : ' ';
    return c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* Whether the three "_" at `at` are closed by three others, tight around words on this line. */
static bool is_emphasis(const struct words *words, size_t at)
{
    if (!markdown_is_word(words, at + BLANK_LEAST) || (at > 0 && markdown_is_word(words, at - 1)))
        return false;
    size_t stop = at + EMPHASIS_MAX < words->size ? at + EMPHASIS_MAX : words->size;
    for (size_t i = at + BLANK_LEAST; i < stop; i++) {
        size_t run = markdown_run_of(words, i, '_');
        if (run == BLANK_LEAST && markdown_is_word(words, i - 1) && !markdown_is_word(words, i + run))
            return true;
        i += run;
    }
    return false;
}

/* Copies a span of code as it is; 0 when the ticks at `at` have no end on this line. */
static size_t code_span(const struct words *words, size_t at)
{
    size_t ticks = markdown_run_of(words, at, '`');
    for (size_t i = at + ticks; i < words->size;) {
        size_t run = markdown_run_of(words, i, '`');
        if (run == ticks)
            return i + run - at;
        i += run ? run : 1;
    }
    return 0;
}

/* With a backslash before every sign that could be a mark. */
static void write_literal(struct words *words, size_t at, size_t size)
{
    for (size_t i = at; i < at + size; i++) {
        bool is_escaped = i > 0 && words->text[i - 1] == '\\';
        if (strchr("_*~", words->text[i]) && !is_escaped)
            buf_char(words->out, '\\');
        buf_char(words->out, words->text[i]);
    }
}

/* A row of "_" at `at`: its length is given back. */
static size_t write_row(struct words *words, size_t at, bool *is_open)
{
    size_t run = markdown_run_of(words, at, '_');
    bool is_within = at > 0 && markdown_is_word(words, at - 1) && markdown_is_word(words, at + run);
    bool is_mark = run < BLANK_LEAST || is_within || (at > 0 && words->text[at - 1] == '\\');
    /* The beginning of emphasis, and later its end. */
    if (run == BLANK_LEAST && !is_mark && (*is_open || is_emphasis(words, at))) {
        *is_open = !*is_open;
        is_mark = true;
    }
    if (is_mark)
        buf_add(words->out, words->text + at, run);
    else
        write_literal(words, at, run);
    return run;
}

void markdown_write_words(struct buf *out, const char *text, size_t size)
{
    struct words words = {text, size, out};
    struct autolink link = {0, 0, ""};
    bool has_link = true, is_open = false, has_ticks = true;
    for (size_t i = 0; i < size;) {
        /* Each address is looked for once, from behind the former. */
        if (has_link && link.end <= i)
            has_link = autolink_next(text, size, i, &link);
        size_t span = text[i] == '`' && has_ticks ? code_span(&words, i) : 0;
        if (text[i] == '`' && !span)
            has_ticks = false;
        if (span) {
            buf_add(out, text + i, span);
            i += span;
        } else if (has_link && i == link.start && !(i > 0 && strchr("<\"'", text[i - 1]))) {
            write_literal(&words, i, link.end - i);
            i = link.end;
        } else if (text[i] == '_') {
            i += write_row(&words, i, &is_open);
        } else {
            buf_char(out, text[i++]);
        }
    }
}
