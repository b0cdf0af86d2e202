/* What a line of Markdown is by its first signs. What came before it is not known here. */
#include "markdown_line.h"

#include <string.h>
#include <strings.h>

/* A tab goes to the next of every fourth column. */
static size_t next_column(size_t column, char c)
{
    return c == '\t' ? (column / 4 + 1) * 4 : column + 1;
}

/* The wide spaces of typography indent as well; 0 for all else. */
static size_t wide_space(const struct markdown_line *line)
{
    if (line->size - line->at < 3)
        return 0;
    const char *p = line->text + line->at;
    bool is_wide =
        memcmp(p, "\u3000", 3) == 0 || (memcmp(p, "\xE2\x80", 2) == 0 && (unsigned char)p[2] <= 0x8A);
    return is_wide ? 3 : 0;
}

/* Passes over white space; the columns it took. */
size_t line_take_blanks(struct markdown_line *line)
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

const char *line_rest(const struct markdown_line *line)
{
    return line->text + line->at;
}

size_t line_left(const struct markdown_line *line)
{
    return line->size - line->at;
}

static bool line_is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* How many digits the line begins with. */
static size_t line_digits(const struct markdown_line *line)
{
    const char *p = line_rest(line);
    size_t size = line_left(line), digits = 0;
    while (digits < size && p[digits] >= '0' && p[digits] <= '9')
        digits++;
    return digits;
}

size_t line_odd_number(const struct markdown_line *line)
{
    size_t digits = line_digits(line);
    bool is_odd = digits > LINE_DIGITS_MAX || (digits > 1 && *line_rest(line) == '0');
    return is_odd && digits < line_left(line) && strchr(".)", line_rest(line)[digits]) ? digits : 0;
}

/* The bytes of an item's sign, "-" or "12.", with white space or nothing behind it; 0 when there is none. */
size_t line_sign(const struct markdown_line *line)
{
    const char *p = line_rest(line);
    size_t size = line_left(line), digits = line_digits(line), sign = 0;
    if (line_odd_number(line))
        return 0;
    if (!digits)
        sign = size && strchr("-+*", *p) ? 1 : 0;
    else if (digits < size && (p[digits] == '.' || p[digits] == ')'))
        sign = digits + 1;
    return sign && (sign == size || line_is_blank(p[sign])) ? sign : 0;
}

/* A line of three or more "-", "*" or "=" and nothing else: a rule, or what makes a heading of the line
 * before. Of "_" it is a blank. */
bool line_is_rule(const struct markdown_line *line)
{
    const char *p = line_rest(line);
    size_t marks = 0;
    if (!line_left(line) || !strchr("-*=", *p))
        return false;
    for (size_t i = 0; i < line_left(line); i++) {
        if (p[i] != *p && !line_is_blank(p[i]))
            return false;
        marks += p[i] == *p;
    }
    return marks >= 3 || *p == '=';
}

/* The length of a fence's mark; 0 when the line opens none. */
size_t line_fence(const struct markdown_line *line)
{
    const char *p = line_rest(line);
    size_t size = line_left(line), length = 0;
    while (length < size && p[length] == *p)
        length++;
    if (length < 3 || !strchr("`~", *p))
        return 0;
    return *p == '`' && memchr(p + length, '`', size - length) ? 0 : length;
}

bool line_is_heading(const struct markdown_line *line)
{
    size_t marks = 0;
    while (marks < line_left(line) && line_rest(line)[marks] == '#')
        marks++;
    return marks >= 1 && marks <= 6 && (marks == line_left(line) || line_is_blank(line_rest(line)[marks]));
}

/* "1)" and "3.", "1/", "a)", "đ)", "(1)", "(b)" and "IV." with a blank behind them, "1.Chữ" without one. */
static bool line_has_number(const struct markdown_line *line)
{
    static const char roman[] = "IVX";
    const char *p = line_rest(line);
    bool is_open = line_left(line) > 3 && *p == '(';
    struct markdown_line inside = *line;
    inside.at += is_open;
    p += is_open;
    size_t size = line_left(&inside), digits = line_digits(&inside), word = digits;
    if (!word && size > 2)
        word = memcmp(p, "đ", 2) == 0 ? 2 : (*p | 0x20) >= 'a' && (*p | 0x20) <= 'z';
    bool is_letter = !digits && word;
    size_t numerals = is_open ? 0 : strspn(p, roman);
    bool is_roman = numerals && numerals < size && p[numerals] == '.';
    if (is_roman)
        word = numerals;
    if (!word || word + 1 >= size)
        return false;
    const char *ends = is_open || (is_letter && !is_roman) ? ")" : is_roman ? "." : ".)/";
    if (!p[word] || !strchr(ends, p[word]))
        return false;
    /* A capital, or a letter that has a mark. */
    unsigned char next = (unsigned char)p[word + 1];
    bool is_glued = digits && p[word] == '.' && ((next >= 'A' && next <= 'Z') || next >= 0xC3);
    return line_is_blank((char)next) || is_glued;
}

/* A line that people begin anew by a sign of their own, or by an emoji: it is not joined to the one before.
 */
bool line_has_own_sign(const struct markdown_line *line)
{
    static const char *const signs[] = {"•", "◦", "▪", "▫", "■", "□", "●", "○", "►", "▶", "➢", "➤", "✓",
                                        "✔", "☑", "☐", "–", "—", "·", "→", "⇒", "★", "☎", "✆", "✉"};
    const char *p = line_rest(line);
    size_t size = line_left(line);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (size >= strlen(signs[i]) && memcmp(p, signs[i], strlen(signs[i])) == 0)
            return true;
    if (size >= 4 && memcmp(p, "\xF0\x9F", 2) == 0)
        return true;
    /* "#BinhGia", of which chats have a line at the end. */
    if (size >= 2 && *p == '#' && !line_is_heading(line))
        return true;
    return line_has_number(line);
}

/* What cmark takes for the beginning of a block even behind a paragraph's line. */
bool line_begins_block(const struct markdown_line *line)
{
    const char *p = line_rest(line);
    return line_sign(line) || line_is_rule(line) || line_fence(line) || line_is_heading(line) ||
           strchr("><|", *p);
}

/* Raw HTML whose end is not a blank line; what ends it, or NULL. */
const char *line_raw_end(const struct markdown_line *line)
{
    static const struct {
        const char *begin, *end;
    } raws[] = {{"!--", "-->"},         {"?", "?>"},          {"pre", "/pre>"},
                {"script", "/script>"}, {"style", "/style>"}, {"textarea", "/textarea>"}};
    for (size_t i = 0; i < sizeof raws / sizeof *raws; i++) {
        size_t size = strlen(raws[i].begin);
        if (line_left(line) > size && *line_rest(line) == '<' &&
            strncasecmp(line_rest(line) + 1, raws[i].begin, size) == 0)
            return raws[i].end;
    }
    return NULL;
}

bool text_holds(const char *text, size_t size, const char *what)
{
    size_t length = strlen(what);
    for (; size >= length; text++, size--)
        if (strncasecmp(text, what, length) == 0)
            return true;
    return false;
}

/* Elements whose tags begin a block wherever they stand first (CommonMark 4.6, the sixth kind). */
static bool is_block_name(const char *name, size_t size)
{
    static const char *const names[] = {
        "address",  "article",  "aside",    "base",       "basefont", "blockquote", "body",   "caption",
        "center",   "col",      "colgroup", "dd",         "details",  "dialog",     "dir",    "div",
        "dl",       "dt",       "fieldset", "figcaption", "figure",   "footer",     "form",   "frame",
        "frameset", "h1",       "h2",       "h3",         "h4",       "h5",         "h6",     "head",
        "header",   "hr",       "html",     "iframe",     "legend",   "li",         "link",   "main",
        "menu",     "menuitem", "nav",      "noframes",   "ol",       "optgroup",   "option", "p",
        "param",    "section",  "source",   "summary",    "table",    "tbody",      "td",     "tfoot",
        "th",       "thead",    "title",    "tr",         "track",    "ul"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (size == strlen(names[i]) && strncasecmp(name, names[i], size) == 0)
            return true;
    return false;
}

bool line_begins_html(const struct markdown_line *line, bool is_in_words)
{
    const char *p = line_rest(line), *end = line->text + line->size, *name = p + 1;
    if (p == end || *p != '<')
        return false;
    name += name < end && *name == '/';
    if (name < end && (*name == '!' || *name == '?'))
        return true;
    size_t size = 0;
    while (name + size < end && !strchr(" \t/>", name[size]))
        size++;
    if (is_block_name(name, size))
        return true;
    /* Any other tag that is whole, and alone on its line. */
    bool is_tag = size && (*name | 0x20) >= 'a' && (*name | 0x20) <= 'z' && !memchr(name, ':', size);
    return is_tag && !is_in_words && end[-1] == '>' && memchr(p, '>', (size_t)(end - p)) == end - 1;
}
