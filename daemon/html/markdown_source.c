/* Markdown as people type it here, made what CommonMark reads as meant. An indent begins a paragraph, as in
 * every letter of an authority, and is never code; a row of "_" is a blank to fill in; a line that begins
 * with "•" or "a)" stays a line. Goes line by line, so that line numbers stay; what it takes for a list may
 * be none to cmark, and then costs an indent. */
#include "markdown_line.h"

#include <string.h>
#include <strings.h>

enum {
    ITEMS_MAX = 32,  /* lists within lists that are followed */
    CODE_INDENT = 4, /* columns that make code */
};

/* At the beginning of a line that is of a paragraph whatever follows. It cannot stand in normalised text, and
 * cmark takes it for a letter that is white space. */
static const char words_mark[] = "\u00A0";

/* Where an item's content begins: as it was typed, and as it was written. */
struct item {
    size_t typed, written;
};

struct source {
    const struct labels *labels;
    const char *text;
    struct buf *out;
    struct item items[ITEMS_MAX];
    size_t depth;
    size_t footnotes;               /* definitions of them */
    char fence;                     /* of the code that is open; or '\0' */
    size_t fence_length, fence_cut; /* of its mark, and columns that its lines lose */
    const char *raw_end;            /* what ends the raw HTML that is open; or NULL */
    bool is_html;                   /* raw HTML up to the next blank line */
    bool has_line;                  /* one was written, without its newline */
    size_t words;       /* lines of the paragraph to which the former one belongs; 0: it is none */
    size_t words_depth; /* items around the paragraph */
    bool has_bars;      /* ... and may be a table's row */
    bool is_plain_row;  /* ... and was one of a table that is too large */
};

static void write_spaces(struct buf *out, size_t count)
{
    buf_printf(out, "%*s", (int)count, "");
}

/* The former line was left without its newline: a backslash there breaks the line. */
static void end_former(struct source *source, bool is_broken)
{
    const struct buf *out = source->out;
    if (!source->has_line) {
        source->has_line = true;
        return;
    }
    /* One that is there already escapes nothing else, or is the break. */
    if (is_broken && !source->has_bars && out->length && out->bytes[out->length - 1] != '\\')
        buf_char(source->out, '\\');
    buf_char(source->out, '\n');
}

/* Items end at a line that stands left of them, unless it goes on with their last paragraph. */
static void end_items(struct source *source, const struct markdown_line *line)
{
    bool goes_on = source->words && !line_begins_block(line);
    while (source->depth && line->typed < source->items[source->depth - 1].typed && !goes_on)
        source->depth--;
}

/* Within a paragraph only a bullet or "1." begins a list (CommonMark 5.3). */
static bool interrupts(const struct markdown_line *line)
{
    const char *p = line_rest(line);
    return strchr("-+*", *p) || (*p == '1' && !(p[1] >= '0' && p[1] <= '9'));
}

/* Whether the line, which begins with an item's sign, belongs to the paragraph before it all the same. */
static bool goes_on_with_words(const struct source *source, const struct markdown_line *line)
{
    return source->words && source->words_depth <= source->depth && !interrupts(line);
}

/* Writes the signs of items that begin the line, one within the other. */
static void take_items(struct source *source, struct markdown_line *line)
{
    size_t sign;
    while (!line_is_rule(line) && (sign = line_sign(line)) && source->depth < ITEMS_MAX) {
        if (goes_on_with_words(source, line))
            return;
        buf_add(source->out, line_rest(line), sign);
        line->at += sign;
        line->typed += sign;
        line->written += sign;
        size_t gap = line_take_blanks(line), written = gap && gap <= CODE_INDENT ? gap : 1;
        bool is_empty = line->at == line->size;
        if (is_empty)
            line->typed = line->typed - gap + 1;
        else
            write_spaces(source->out, written);
        line->written += is_empty ? 1 : written;
        source->items[source->depth++] = (struct item){line->typed, line->written};
        source->words = 0;
    }
}

/* "[label]:" that nobody refers to would vanish. Whether it is a definition of something; what stands before
 * it is written then. */
static bool guard_definition(struct source *source, struct markdown_line *line)
{
    const char *begin = line_rest(line), *p = begin + strspn(begin, "> \t"), *end = line->text + line->size;
    size_t size = p < end && *p == '[' ? strcspn(p + 1, "[]\n") : 0;
    if (!size || end - p <= (ptrdiff_t)size + 2 || p[size + 1] != ']' || p[size + 2] != ':')
        return false;
    buf_add(source->out, begin, (size_t)(p - begin));
    line->at += (size_t)(p - begin);
    bool is_referred = markdown_is_referred(source->labels, (size_t)(p - source->text));
    if (!is_referred)
        buf_char(source->out, '\\');
    if (!is_referred || p[1] != '^')
        return is_referred;
    source->footnotes++;
    /* A footnote goes on with what is indented, like an item. */
    if (p == begin && source->depth < ITEMS_MAX)
        source->items[source->depth++] =
            (struct item){line->typed + CODE_INDENT, line->written + CODE_INDENT};
    return true;
}

/* A number that a list would show as another one stays text. */
static void guard_number(struct source *source, struct markdown_line *line)
{
    size_t digits = line_odd_number(line);
    if (!digits)
        return;
    buf_add(source->out, line_rest(line), digits);
    buf_char(source->out, '\\');
    line->at += digits;
}

/* A row of "-" below several lines parts them from what follows; a heading has one line. */
static void write_rule(struct source *source, const struct markdown_line *line)
{
    bool is_heading = source->words <= 1 || *line_rest(line) == '*';
    for (size_t i = 0; i < line_left(line); i++)
        buf_char(source->out, is_heading ? line_rest(line)[i] : '*');
    if (!is_heading && line_left(line) < 3)
        buf_text(source->out, "**");
}

static void take_words(struct source *source, struct markdown_line *line, size_t words_before)
{
    bool is_definition = guard_definition(source, line);
    source->words = is_definition ? 0 : words_before + 1;
    source->words_depth = source->depth;
    source->has_bars = memchr(line_rest(line), '|', line_left(line)) != NULL;
    source->is_plain_row = memchr(line_rest(line), PLAIN_BAR, line_left(line)) != NULL;
    guard_number(source, line);
    markdown_write_words(source->out, line_rest(line), line_left(line));
}

/* What stands in the line behind indent and items, and what it opens. */
static void take_content(struct source *source, struct markdown_line *line, size_t cut)
{
    size_t fence = line_fence(line), words = source->words;
    const char *raw = line_raw_end(line);
    if (line_is_rule(line)) {
        write_rule(source, line);
        source->words = 0;
        return;
    }
    source->words = 0;
    source->has_bars = source->is_plain_row = false;
    if (line->at == line->size)
        return;
    if (line_is_heading(line)) {
        markdown_write_words(source->out, line_rest(line), line_left(line));
        return;
    }
    source->fence = fence ? *line_rest(line) : '\0';
    source->fence_length = fence;
    source->fence_cut = cut;
    if (!fence && raw && !text_holds(line_rest(line), line_left(line), raw))
        source->raw_end = raw;
    /* What ends on its line may have words behind it, in which marks are meant. */
    bool is_passing = raw && !source->raw_end && strcmp(raw, "/pre>") != 0;
    source->is_html = !fence && !source->raw_end && !is_passing && line_begins_html(line, words > 0);
    if (is_passing)
        buf_text(source->out, words_mark);
    /* Of code and raw HTML each sign must be seen. */
    if (fence || source->raw_end || source->is_html)
        buf_add(source->out, line_rest(line), line_left(line));
    else
        take_words(source, line, words);
}

/* Whether the line is of code or raw HTML that is open, and thus written as it is. */
static bool take_raw(struct source *source, struct markdown_line *line)
{
    struct markdown_line content = *line;
    size_t indent = line_take_blanks(&content);
    if (source->fence) {
        size_t mark = line_fence(&content), cut = indent < source->fence_cut ? indent : source->fence_cut;
        bool is_end = mark >= source->fence_length && *line_rest(&content) == source->fence &&
                      strspn(line_rest(&content) + mark, " \t") >= line_left(&content) - mark;
        end_former(source, false);
        /* A line that loses nothing keeps its tabs. */
        if (cut)
            write_spaces(source->out, indent - cut);
        content = cut ? content : *line;
        buf_add(source->out, line_rest(&content), line_left(&content));
        source->fence = is_end ? '\0' : source->fence;
        return true;
    }
    if (source->raw_end) {
        end_former(source, false);
        buf_add(source->out, line->text, line->size);
        if (text_holds(line->text, line->size, source->raw_end))
            source->raw_end = NULL;
        return true;
    }
    return false;
}

/* Raw HTML goes on to the next blank line; an indent in it makes no code. */
static bool take_html(struct source *source, const struct markdown_line *line)
{
    /* It ends with the item that it is in. */
    source->is_html =
        source->is_html && !(source->depth && line->typed < source->items[source->depth - 1].typed);
    if (!source->is_html)
        return false;
    /* Should cmark take the line for something else, a footnote is missed and all are made text. */
    if (line_left(line) > 2 && memcmp(line_rest(line), "[^", 2) == 0)
        source->footnotes += strncmp(line_rest(line) + strcspn(line_rest(line), "]\n"), "]:", 2) == 0;
    end_former(source, false);
    buf_add(source->out, line->text, line->size);
    return true;
}

static void markdown_take_line(struct source *source, struct markdown_line *line)
{
    if (take_raw(source, line))
        return;
    line_take_blanks(line);
    if (line->at == line->size) {
        end_former(source, false);
        source->words = 0;
        source->is_html = source->has_bars = source->is_plain_row = false;
        return;
    }
    if (take_html(source, line))
        return;
    end_items(source, line);
    struct item inner = source->depth ? source->items[source->depth - 1] : (struct item){0, 0};
    size_t indent = line->typed > inner.typed ? line->typed - inner.typed : 0;
    bool goes_on = source->words && !source->has_bars &&
                   (line_sign(line) ? goes_on_with_words(source, line) : !line_begins_block(line));
    bool is_indented = goes_on && indent >= 2 && !source->depth;
    bool is_row = source->is_plain_row && memchr(line->text, PLAIN_BAR, line->size);
    end_former(source, goes_on && !is_indented && (is_row || line_has_own_sign(line)));
    indent = line->typed < inner.typed ? 0 : indent >= CODE_INDENT ? inner.written : inner.written + indent;
    line->written = indent;
    if (is_indented)
        buf_text(source->out, words_mark);
    else
        write_spaces(source->out, indent);
    size_t cut = line->typed > indent ? line->typed - indent : 0;
    take_items(source, line);
    take_content(source, line, cut);
}

size_t markdown_prepare(const char *text, size_t length, const struct labels *labels, struct buf *out)
{
    struct source source = {.labels = labels, .text = text, .out = out};
    for (size_t at = 0; at < length;) {
        const char *newline = memchr(text + at, '\n', length - at);
        size_t size = newline ? (size_t)(newline - text) - at : length - at;
        struct markdown_line line = {text + at, size, 0, 0, 0};
        markdown_take_line(&source, &line);
        at += size + 1;
    }
    return source.footnotes;
}

size_t markdown_drop_controls(char *text, size_t length)
{
    size_t kept = 0;
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] >= ' ' || text[i] == '\n' || text[i] == '\t')
            text[kept++] = text[i];
    text[kept] = '\0';
    return kept;
}
