/* Reads the texts of captions that were found whole (captions.c). A block is what stands between empty lines;
 * the lines below its times are said. */
#include "captions.h"

#include "base/buf.h"

#include <string.h>

enum { PARAGRAPH_BYTES = 400, PARAGRAPHS_MOST = 4000, SAID_MOST = 4 * 1024 * 1024 };

/* What is being put together. */
struct said {
    struct arena *arena;
    struct buf text;    /* of the paragraph at hand */
    const char *former; /* the line before */
    size_t former_length;
    const char **paragraphs;
    size_t count;
};

static void said_end(struct said *said)
{
    if (said->text.length && said->count < PARAGRAPHS_MOST)
        said->paragraphs[said->count++] = arena_copy(said->arena, buf_str(&said->text), said->text.length);
    buf_cut(&said->text, 0);
}

static bool caption_begins(const char *text, size_t length, const char *begin)
{
    return strlen(begin) <= length && memcmp(text, begin, strlen(begin)) == 0;
}

/* The line without tags such as <v Lan> and with the signs that are written as names. */
static void said_words(struct buf *out, const char *line, size_t length)
{
    static const struct {
        const char *name, *sign;
    } signs[] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&nbsp;", " "}, {"&lrm;", ""}, {"&rlm;", ""}};
    for (size_t at = 0; at < length;) {
        const char *close = line[at] == '<' ? memchr(line + at, '>', length - at) : NULL;
        size_t i = 0, count = sizeof signs / sizeof *signs;
        while (i < count && !caption_begins(line + at, length - at, signs[i].name))
            i++;
        if (close) {
            at = (size_t)(close - line) + 1;
        } else if (i < count) {
            buf_text(out, signs[i].sign);
            at += strlen(signs[i].name);
        } else {
            buf_char(out, line[at++]);
        }
    }
}

/* One line that is said; a paragraph that is long enough ends with its sentence. */
static void said_line(struct said *said, const char *line, size_t length)
{
    bool is_again = said->former && said->former_length == length && memcmp(said->former, line, length) == 0;
    said->former = line;
    said->former_length = length;
    if (is_again || !length)
        return;
    if (said->text.length)
        buf_char(&said->text, ' ');
    said_words(&said->text, line, length);
    bool ends = strchr(".!?", line[length - 1]) != NULL;
    if (ends && said->text.length >= PARAGRAPH_BYTES)
        said_end(said);
}

enum err captions_said(const char *text, size_t size, struct arena *arena, const char ***ret_paragraphs,
                       size_t *ret_count)
{
    struct said said = {.arena = arena, .text = BUF(SAID_MOST)};
    const char *end = text + size;
    bool is_said = false;
    said.paragraphs = arena_zero(arena, PARAGRAPHS_MOST, sizeof *said.paragraphs);
    for (const char *line = text; said.paragraphs && line < end;) {
        const char *next = memchr(line, '\n', (size_t)(end - line));
        size_t length = (size_t)((next ? next : end) - line);
        while (length && strchr(" \t\r", line[length - 1]))
            length--;
        bool is_time = memmem(line, length, "-->", 3) != NULL;
        if (is_said && length && !is_time)
            said_line(&said, line, length);
        is_said = is_time || (is_said && length);
        line = next ? next + 1 : end;
    }
    if (said.paragraphs)
        said_end(&said);
    bool has_failed = !said.paragraphs || buf_failed(&said.text);
    buf_done(&said.text);
    *ret_paragraphs = said.paragraphs;
    *ret_count = said.count;
    return has_failed ? ERR_MEMORY : ERR_OK;
}
