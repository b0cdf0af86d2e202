/* Markdown as people type it here, made what CommonMark reads as meant. An indent begins a paragraph, as in
 * every letter of an authority, and is never code; a row of "_" is a blank to fill in; a line that begins
 * with "•" or "a)" stays a line. Goes line by line, so that line numbers stay; what it takes for a list may
 * be none to cmark, and then costs an indent. */
#include "markdown_inner.h"

#include <string.h>
#include <strings.h>

enum {
    ITEMS_MAX = 32,  /* lists within lists that are followed */
    CODE_INDENT = 4, /* columns that make code */
    DIGITS_MAX = 5,  /* of an item's number; the cleaner keeps no longer one */
};

/* Where an item's content begins: as it was typed, and as it was written. */
struct item {
    size_t typed, written;
};

/* A line on its way: from `at` on, which stands at column `typed` of it and `written` of the result. */
struct line {
    const char *text;
    size_t size, at, typed, written;
};

struct source {
    const struct labels *labels;
    const char *text;
    struct buf *out;
    struct item items[ITEMS_MAX];
    size_t depth;
    char fence;                     /* of the code that is open; or '\0' */
    size_t fence_length, fence_cut; /* of its mark, and columns that its lines lose */
    const char *raw_end;            /* what ends the raw HTML that is open; or NULL */
    bool is_html;                   /* raw HTML up to the next blank line */
    bool has_line;                  /* one was written, without its newline */
    size_t words;      /* lines of the paragraph to which the former one belongs; 0: it is none */
    size_t words_depth; /* items around the paragraph */
    bool has_bars;     /* ... and may be a table's row */
    bool is_plain_row; /* ... and was one of a table that is too large */
};

/* A tab goes to the next of every fourth column. */
static size_t next_column(size_t column, char c)
{
    return c == '\t' ? (column / 4 + 1) * 4 : column + 1;
}

/* The wide spaces of typography indent as well; 0 for all else. */
static size_t wide_space(const struct line *line)
{
    if (line->size - line->at < 3)
        return 0;
    const char *p = line->text + line->at;
    bool is_wide =
        memcmp(p, "\u3000", 3) == 0 || (memcmp(p, "\xE2\x80", 2) == 0 && (unsigned char)p[2] <= 0x8A);
    return is_wide ? 3 : 0;
}

/* Passes over white space; the columns it took. */
static size_t take_blanks(struct line *line)
{
    size_t typed = line->typed;
    while (line->at < line->size) {
        size_t wide = wide_space(line);
        if (wide)
            line->typed += 2;
        else if (line->text[line->at] == ' ' || line->text[line->at] == '\t')
            line->typed = next_column(line->typed, line->text[line->at]);
        else
            break;
        line->at += wide ? wide : 1;
    }
    return line->typed - typed;
}

static const char *rest_of(const struct line *line)
{
    return line->text + line->at;
}

static size_t rest_size(const struct line *line)
{
    return line->size - line->at;
}

static bool source_is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The bytes of an item's sign, "-" or "12.", with white space or nothing behind it; 0 when there is none. */
static size_t sign_of_item(const struct line *line)
{
    const char *p = rest_of(line);
    size_t size = rest_size(line), digits = 0, sign = 0;
    while (digits < size && p[digits] >= '0' && p[digits] <= '9')
        digits++;
    if (!digits)
        sign = size && strchr("-+*", *p) ? 1 : 0;
    else if (digits <= DIGITS_MAX && digits < size && (p[digits] == '.' || p[digits] == ')'))
        sign = digits + 1;
    return sign && (sign == size || source_is_blank(p[sign])) ? sign : 0;
}

/* A line of three or more "-", "*" or "=" and nothing else: a rule, or what makes a heading of the line
 * before. Of "_" it is a blank. */
static bool source_is_rule(const struct line *line)
{
    const char *p = rest_of(line);
    size_t marks = 0;
    if (!rest_size(line) || !strchr("-*=", *p))
        return false;
    for (size_t i = 0; i < rest_size(line); i++) {
        if (p[i] != *p && !source_is_blank(p[i]))
            return false;
        marks += p[i] == *p;
    }
    return marks >= 3 || *p == '=';
}

/* The length of a fence's mark; 0 when the line opens none. */
static size_t fence_of(const struct line *line)
{
    const char *p = rest_of(line);
    size_t size = rest_size(line), length = 0;
    while (length < size && p[length] == *p)
        length++;
    if (length < 3 || !strchr("`~", *p))
        return 0;
    return *p == '`' && memchr(p + length, '`', size - length) ? 0 : length;
}

static bool source_is_heading(const struct line *line)
{
    size_t marks = 0;
    while (marks < rest_size(line) && rest_of(line)[marks] == '#')
        marks++;
    return marks >= 1 && marks <= 6 && (marks == rest_size(line) || source_is_blank(rest_of(line)[marks]));
}

/* A line that people begin anew by a sign of their own, or by an emoji: it is not joined to the one before.
 */
static bool is_line_of_its_own(const struct line *line)
{
    static const char *const signs[] = {"•", "◦", "▪", "▫", "■", "□", "●", "○", "►", "▶", "➢", "➤", "✓",
                                        "✔", "☑", "☐", "–", "—", "·", "→", "⇒", "★", "☎", "✆", "✉"};
    const char *p = rest_of(line);
    size_t size = rest_size(line), word = 0;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (size >= strlen(signs[i]) && memcmp(p, signs[i], strlen(signs[i])) == 0)
            return true;
    if (size >= 4 && memcmp(p, "\xF0\x9F", 2) == 0)
        return true;
    /* "1)" and "3." within a paragraph, "a)" and "đ)". */
    while (word < size && p[word] >= '0' && p[word] <= '9')
        word++;
    if (!word && size > 2)
        word = memcmp(p, "đ", 2) == 0 ? 2 : (*p | 0x20) >= 'a' && (*p | 0x20) <= 'z';
    return word && word + 1 < size && (p[word] == ')' || (p[word] == '.' && *p <= '9')) &&
           source_is_blank(p[word + 1]);
}

/* What cmark takes for the beginning of a block even behind a paragraph's line. */
static bool begins_block(const struct line *line)
{
    const char *p = rest_of(line);
    return sign_of_item(line) || source_is_rule(line) || fence_of(line) || source_is_heading(line) ||
           strchr("><|", *p);
}

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
static void end_items(struct source *source, const struct line *line)
{
    bool goes_on = source->words && !begins_block(line);
    while (source->depth && line->typed < source->items[source->depth - 1].typed && !goes_on)
        source->depth--;
}

/* Raw HTML whose end is not a blank line; what ends it, or NULL. */
static const char *raw_html_of(const struct line *line)
{
    static const struct {
        const char *begin, *end;
    } raws[] = {{"<!--", "-->"},          {"<?", "?>"},           {"<pre", "</pre>"},
                {"<script", "</script>"}, {"<style", "</style>"}, {"<textarea", "</textarea>"}};
    for (size_t i = 0; i < sizeof raws / sizeof *raws; i++) {
        size_t size = strlen(raws[i].begin);
        if (rest_size(line) >= size && strncasecmp(rest_of(line), raws[i].begin, size) == 0)
            return raws[i].end;
    }
    return NULL;
}

static bool holds(const char *text, size_t size, const char *what)
{
    size_t length = strlen(what);
    for (; size >= length; text++, size--)
        if (strncasecmp(text, what, length) == 0)
            return true;
    return false;
}

/* Within a paragraph only a bullet or "1." begins a list (CommonMark 5.3). */
static bool interrupts(const struct line *line)
{
    const char *p = rest_of(line);
    return strchr("-+*", *p) || (*p == '1' && !(p[1] >= '0' && p[1] <= '9'));
}

/* Whether the line, which begins with an item's sign, belongs to the paragraph before it all the same. */
static bool goes_on_with_words(const struct source *source, const struct line *line)
{
    return source->words && source->words_depth <= source->depth && !interrupts(line);
}

/* Writes the signs of items that begin the line, one within the other. */
static void take_items(struct source *source, struct line *line)
{
    size_t sign;
    while (!source_is_rule(line) && (sign = sign_of_item(line)) && source->depth < ITEMS_MAX) {
        if (goes_on_with_words(source, line))
            return;
        buf_add(source->out, rest_of(line), sign);
        line->at += sign;
        line->typed += sign;
        line->written += sign;
        size_t gap = take_blanks(line), written = gap && gap <= CODE_INDENT ? gap : 1;
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

/* "[label]:" that nobody refers to would vanish. Whether it is a definition of something. */
static bool guard_definition(struct source *source, const struct line *line)
{
    const char *p = rest_of(line);
    size_t size = *p == '[' ? strcspn(p + 1, "[]\n") : 0;
    if (!size || size + 2 >= rest_size(line) || p[size + 1] != ']' || p[size + 2] != ':')
        return false;
    bool is_referred = markdown_is_referred(source->labels, (size_t)(p - source->text));
    if (!is_referred)
        buf_char(source->out, '\\');
    /* A footnote goes on with what is indented, like an item. */
    if (is_referred && p[1] == '^' && source->depth < ITEMS_MAX)
        source->items[source->depth++] =
            (struct item){line->typed + CODE_INDENT, line->written + CODE_INDENT};
    return is_referred;
}

/* A long number would be shown as another one. */
static void guard_number(struct source *source, struct line *line)
{
    const char *p = rest_of(line);
    size_t digits = 0;
    while (digits < rest_size(line) && p[digits] >= '0' && p[digits] <= '9')
        digits++;
    if (digits <= DIGITS_MAX || digits + 1 >= rest_size(line) || !strchr(".)", p[digits]))
        return;
    buf_add(source->out, p, digits);
    buf_char(source->out, '\\');
    line->at += digits;
}

/* Elements that stand in a line of words and begin no block of HTML. */
static bool is_inline_tag(const struct line *line)
{
    static const char *const names[] = {"a",  "abbr",   "b",     "br",     "cite",   "code", "del",
                                        "em", "font",   "i",     "img",    "ins",    "kbd",  "mark",
                                        "q",  "s",      "small", "span",   "strong", "sub",  "sup",
                                        "u",  "https:", "http:", "mailto:"};
    const char *name = rest_of(line) + 1;
    size_t size = strcspn(name, " \t\n/>");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (size == strlen(names[i]) && strncasecmp(name, names[i], size) == 0)
            return true;
    return false;
}

/* A row of "-" below several lines parts them from what follows; a heading has one line. */
static void write_rule(struct source *source, const struct line *line)
{
    bool is_heading = source->words <= 1 || *rest_of(line) == '*';
    for (size_t i = 0; i < rest_size(line); i++)
        buf_char(source->out, is_heading ? rest_of(line)[i] : '*');
    if (!is_heading && rest_size(line) < 3)
        buf_text(source->out, "**");
}

static void take_words(struct source *source, struct line *line, size_t words_before)
{
    bool is_definition = guard_definition(source, line);
    source->words = is_definition ? 0 : words_before + 1;
    source->words_depth = source->depth;
    source->has_bars = memchr(rest_of(line), '|', rest_size(line)) != NULL;
    source->is_plain_row = memchr(rest_of(line), PLAIN_BAR, rest_size(line)) != NULL;
    guard_number(source, line);
    markdown_write_words(source->out, rest_of(line), rest_size(line));
}

/* What stands in the line behind indent and items, and what it opens. */
static void take_content(struct source *source, struct line *line, size_t cut)
{
    size_t fence = fence_of(line), words = source->words;
    const char *raw = raw_html_of(line);
    if (source_is_rule(line)) {
        write_rule(source, line);
        source->words = 0;
        return;
    }
    source->words = 0;
    source->has_bars = source->is_plain_row = false;
    if (line->at == line->size)
        return;
    if (source_is_heading(line)) {
        markdown_write_words(source->out, rest_of(line), rest_size(line));
        return;
    }
    source->fence = fence ? *rest_of(line) : '\0';
    source->fence_length = fence;
    source->fence_cut = cut;
    if (!fence && raw && !holds(rest_of(line), rest_size(line), raw))
        source->raw_end = raw;
    source->is_html = !fence && !source->raw_end && *rest_of(line) == '<' && !is_inline_tag(line);
    /* Of code and raw HTML each sign must be seen. */
    if (fence || source->raw_end || source->is_html)
        buf_add(source->out, rest_of(line), rest_size(line));
    else
        take_words(source, line, words);
}

/* Whether the line is of code or raw HTML that is open, and thus written as it is. */
static bool take_raw(struct source *source, struct line *line)
{
    struct line content = *line;
    size_t indent = take_blanks(&content);
    if (source->fence) {
        size_t mark = fence_of(&content), cut = indent < source->fence_cut ? indent : source->fence_cut;
        bool is_end = mark >= source->fence_length && *rest_of(&content) == source->fence &&
                      strspn(rest_of(&content) + mark, " \t") >= rest_size(&content) - mark;
        end_former(source, false);
        /* A line that loses nothing keeps its tabs. */
        if (cut)
            write_spaces(source->out, indent - cut);
        content = cut ? content : *line;
        buf_add(source->out, rest_of(&content), rest_size(&content));
        source->fence = is_end ? '\0' : source->fence;
        return true;
    }
    if (source->raw_end) {
        end_former(source, false);
        buf_add(source->out, line->text, line->size);
        if (holds(line->text, line->size, source->raw_end))
            source->raw_end = NULL;
        return true;
    }
    return false;
}

/* Raw HTML goes on to the next blank line; an indent in it makes no code. */
static bool take_html(struct source *source, const struct line *line)
{
    if (!source->is_html)
        return false;
    end_former(source, false);
    buf_add(source->out, line->text, line->size);
    return true;
}

static void take_line(struct source *source, struct line *line)
{
    /* Cannot stand in normalised text, and cmark takes it for a letter that is white space. */
    static const char paragraph[] = "\u00A0";
    if (take_raw(source, line))
        return;
    take_blanks(line);
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
                   (sign_of_item(line) ? goes_on_with_words(source, line) : !begins_block(line));
    bool is_indented = goes_on && indent >= 2 && !source->depth;
    bool is_row = source->is_plain_row && memchr(line->text, PLAIN_BAR, line->size);
    end_former(source, goes_on && !is_indented && (is_row || is_line_of_its_own(line)));
    indent = line->typed < inner.typed ? 0 : indent >= CODE_INDENT ? inner.written : inner.written + indent;
    line->written = indent;
    if (is_indented)
        buf_text(source->out, paragraph);
    else
        write_spaces(source->out, indent);
    size_t cut = line->typed > indent ? line->typed - indent : 0;
    take_items(source, line);
    take_content(source, line, cut);
}

void markdown_prepare(const char *text, size_t length, const struct labels *labels, struct buf *out)
{
    struct source source = {.labels = labels, .text = text, .out = out};
    for (size_t at = 0; at < length;) {
        const char *newline = memchr(text + at, '\n', length - at);
        size_t size = newline ? (size_t)(newline - text) - at : length - at;
        struct line line = {text + at, size, 0, 0, 0};
        take_line(&source, &line);
        at += size + 1;
    }
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
