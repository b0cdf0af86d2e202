/* Makes YAML of what people mean by "name: rest of the line". YAML would cut "Bản tin #12" at its sign and
 * refuse "Thông báo: lịch cắt điện"; so a plain value is written anew in quotation marks, in which every sign
 * stands for itself. What has marks, brackets or a block of its own is left to YAML. Lines stay where they
 * were, so that a fault is told by its line. Fields and their types are not known here. */
#include "front_matter_mend.h"

#include "forms.h"

#include <string.h>

static const char blanks[] = " \t\r";

/* A line without its end: columns of white space before it, and what it says, without blanks around. */
struct matter_line {
    const char *text;
    size_t size, indent;
};

struct mending {
    const char *text;
    size_t size, at; /* of the next line */
    size_t number;   /* of the line taken last, from 1 */
    size_t base;     /* indent of the first name */
    bool has_base;
    struct buf *out;
    struct matter_fault fault;
};

/* The line at `*at`, which is moved behind it; false at the end. */
static bool line_at(const struct mending *m, size_t *at, struct matter_line *ret_line)
{
    if (*at >= m->size)
        return false;
    const char *begin = m->text + *at, *newline = memchr(begin, '\n', m->size - *at);
    size_t size = newline ? (size_t)(newline - begin) : m->size - *at, indent = 0, i = 0;
    *at += size + (newline != NULL);
    /* A tab goes to the next of every fourth column. */
    for (; i < size && strchr(blanks, begin[i]); i++)
        indent = begin[i] == '\t' ? (indent / 4 + 1) * 4 : indent + 1;
    while (size > i && strchr(blanks, begin[size - 1]))
        size--;
    *ret_line = (struct matter_line){begin + i, size - i, indent};
    return true;
}

static bool take_line(struct mending *m, struct matter_line *ret_line)
{
    bool is_there = line_at(m, &m->at, ret_line);
    m->number += is_there;
    return is_there;
}

/* The next line that says something, without taking it. */
static bool peek_words(const struct mending *m, struct matter_line *ret_line)
{
    size_t at = m->at;
    while (line_at(m, &at, ret_line))
        if (ret_line->size && ret_line->text[0] != '#')
            return true;
    return false;
}

static bool mend_refuse(struct mending *m, size_t line, enum message message)
{
    m->fault = (struct matter_fault){line, message};
    return false;
}

/* The length of the name before a colon; 0 when the line is none of name and value. *ret_value is what stands
 * behind the colon. */
static size_t name_length(const struct matter_line *line, struct matter_line *ret_value)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
    const char *colon = line->text, *end = line->text + line->size;
    while (colon && (colon = memchr(colon, ':', (size_t)(end - colon)))) {
        size_t length = (size_t)(colon - line->text);
        bool is_word = length && strspn(line->text, letters) == length && end - colon > 1 && colon[1] != '/';
        /* Without a blank behind it, it must look like one of the fields' names. */
        if (colon + 1 == end || colon[1] == ' ' || colon[1] == '\t' || is_word)
            break;
        colon++;
    }
    if (!colon || colon == line->text || strchr("#-[{&*!", line->text[0]))
        return 0;
    const char *value = colon + 1;
    while (value < end && strchr(blanks, *value))
        value++;
    *ret_value = (struct matter_line){value, (size_t)(end - value), line->indent};
    size_t length = (size_t)(colon - line->text);
    while (length && strchr(blanks, line->text[length - 1]))
        length--;
    return length;
}

/* The place of the mark that closes a quoted value, or NULL; `text` begins behind the opening one. */
static const char *closing_mark(const char *text, const char *end, char mark)
{
    for (; text < end; text++) {
        if (*text == '\\' && mark == '"')
            text++;
        else if (*text == mark && mark == '\'' && text + 1 < end && text[1] == mark)
            text++;
        else if (*text == mark)
            return text;
    }
    return NULL;
}

/* Whether nothing but a remark stands from `at` on. */
static bool only_remark(const char *at, const char *end)
{
    const char *p = at;
    while (p < end && strchr(blanks, *p))
        p++;
    return p == end || (*p == '#' && p > at);
}

/* Lines that go on with a value: indented deeper than its name, with the blank ones between them. */
static size_t more_lines(const struct mending *m, size_t indent)
{
    struct matter_line line;
    size_t at = m->at, count = 0, taken = 0;
    while (line_at(m, &at, &line) && (!line.size || line.indent > indent)) {
        count++;
        taken = line.size ? count : taken;
    }
    return taken;
}

/* A plain value with the lines that go on with it. */
static void mend_plain(struct mending *m, const struct matter_line *value, size_t more)
{
    struct matter_line line;
    buf_char(m->out, '"');
    yaml_add_quoted(m->out, value->text, value->size, false);
    while (more-- && take_line(m, &line)) {
        buf_text(m->out, "\n    ");
        yaml_add_quoted(m->out, line.text, line.size, false);
    }
    buf_text(m->out, "\"\n");
}

/* What stood within marks: of double ones as it is, of single ones with two of them standing for one. */
static void add_marked(struct buf *out, const char *from, const char *stop, char mark)
{
    const char *twice;
    while (mark == '\'' && (twice = memmem(from, (size_t)(stop - from), "\'\'", 2))) {
        yaml_add_quoted(out, from, (size_t)(twice + 1 - from), false);
        from = twice + 2;
    }
    yaml_add_quoted(out, from, (size_t)(stop - from), mark == '"');
}

/* A quoted value, which may go over several lines; the marks may also be part of a plain one. */
static bool mend_marked(struct mending *m, const struct matter_line *value, size_t more)
{
    char mark = value->text[0];
    struct matter_line line = *value;
    const char *end = line.text + line.size, *close = closing_mark(line.text + 1, end, mark);
    size_t first = m->number;
    if (close && (!only_remark(close + 1, end))) {
        mend_plain(m, value, more);
        return true;
    }
    buf_char(m->out, '"');
    for (const char *from = line.text + 1;; from = line.text) {
        add_marked(m->out, from, close ? close : end, mark);
        if (close || !more-- || !take_line(m, &line))
            break;
        buf_text(m->out, "\n    ");
        end = line.text + line.size;
        close = closing_mark(line.text, end, mark);
    }
    buf_text(m->out, "\"\n");
    return close || mend_refuse(m, first, MESSAGE_MATTER_QUOTE);
}

/* A list on one line: its items are plain values too. False, and nothing written, when it is none. */
static bool mend_list(struct mending *m, const struct matter_line *value)
{
    const char *end = value->text + value->size, *close = memchr(value->text, ']', value->size);
    if (!close || !only_remark(close + 1, end) ||
        memchr(value->text + 1, '[', (size_t)(close - value->text - 1)) ||
        memchr(value->text, '{', value->size))
        return false;
    buf_char(m->out, '[');
    for (const char *p = value->text + 1, *stop; p < close; p = stop + 1) {
        while (p < close && strchr(blanks, *p))
            p++;
        bool is_marked = p < close && (*p == '"' || *p == '\'');
        const char *mark = is_marked ? closing_mark(p + 1, close, *p) : NULL;
        stop = memchr(mark ? mark : p, ',', (size_t)(close - (mark ? mark : p)));
        stop = stop ? stop : close;
        const char *last = stop;
        while (last > p && strchr(blanks, last[-1]))
            last--;
        if (p > value->text + 1 && last == p && stop == close)
            break;
        buf_text(m->out, mark && last == mark + 1 ? "" : "\"");
        if (mark && last == mark + 1)
            buf_add(m->out, p, (size_t)(last - p));
        else
            yaml_add_quoted(m->out, p, (size_t)(last - p), false);
        buf_text(m->out, mark && last == mark + 1 ? "," : "\",");
    }
    buf_text(m->out, "]\n");
    return true;
}

/* A block of lines below "|" or ">": as they are, but for the indent that they share. */
static void mend_block(struct mending *m, const struct matter_line *header, size_t more)
{
    struct mending ahead = *m;
    struct matter_line line;
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < more && take_line(&ahead, &line); i++)
        least = line.size && line.indent < least ? line.indent : least;
    buf_char(m->out, header->text[0]);
    /* What becomes of its last newline; an indent that is told by a digit was made another one. */
    for (size_t i = 1; i < header->size && strchr("+-0123456789", header->text[i]); i++)
        if (strchr("+-", header->text[i]))
            buf_char(m->out, header->text[i]);
    buf_char(m->out, '\n');
    while (more-- && take_line(m, &line)) {
        buf_printf(m->out, "    %*s", line.size ? (int)(line.indent - least) : 0, "");
        yaml_add_plain(m->out, line.text, line.size);
        buf_char(m->out, '\n');
    }
}

/* "|", ">-" and the like, perhaps with a remark. */
static bool is_block(const struct matter_line *value)
{
    size_t signs = 1;
    while (signs < value->size && strchr("+-0123456789", value->text[signs]))
        signs++;
    return (value->text[0] == '|' || value->text[0] == '>') && signs <= 3 &&
           only_remark(value->text + signs, value->text + value->size);
}

/* Brackets over several lines, and what names other places of a document, are YAML's to judge. */
static bool is_machines(const struct matter_line *value)
{
    const char *p = value->text + 1, *end = value->text + value->size;
    char close = value->text[0] == '[' ? ']' : '}';
    if (value->text[0] == '[' || value->text[0] == '{') {
        const char *last = memrchr(value->text, close, value->size);
        return !last || only_remark(last + 1, end);
    }
    /* A type of its own, or the name of another value and nothing else. */
    if (value->text[0] == '!')
        return value->size > 2 && value->text[1] == '!';
    while (p < end && (((*p | 0x20) >= 'a' && (*p | 0x20) <= 'z') || strchr("0123456789-_", *p)))
        p++;
    return value->text[0] == '*' && value->size > 1 && p == end;
}

static bool is_nothing(const struct matter_line *value)
{
    return !value->size || (value->size == 1 && value->text[0] == '~') ||
           (value->size == 4 && memcmp(value->text, "null", 4) == 0);
}

/* What stands behind a name or a hyphen at that indent; it ends its line. */
static bool mend_value(struct mending *m, const struct matter_line *value)
{
    size_t more = more_lines(m, value->indent);
    struct matter_line line;
    if (is_nothing(value)) {
        buf_add(m->out, value->text, value->size);
        buf_char(m->out, '\n');
        return true;
    }
    if (value->text[0] == '"' || value->text[0] == '\'')
        return mend_marked(m, value, more);
    if (is_block(value)) {
        mend_block(m, value, more);
        return true;
    }
    if (value->text[0] == '[' && mend_list(m, value))
        return true;
    if (!is_machines(value)) {
        mend_plain(m, value, more);
        return true;
    }
    buf_add(m->out, value->text, value->size);
    buf_char(m->out, '\n');
    while (more-- && take_line(m, &line))
        buf_printf(m->out, "    %.*s\n", (int)line.size, line.text);
    return true;
}

static bool is_item(const struct matter_line *line)
{
    return line->size && line->text[0] == '-' && (line->size == 1 || strchr(blanks, line->text[1]));
}

static bool mend_item(struct mending *m, const struct matter_line *line)
{
    struct matter_line value = *line;
    do {
        value.text++;
        value.size--;
    } while (value.size && strchr(blanks, *value.text));
    buf_text(m->out, "  - ");
    return mend_value(m, &value);
}

/* A name whose value stands below it: a list, names of its own, or plain words. */
static bool mend_below(struct mending *m, const struct matter_line *name)
{
    struct matter_line next, value;
    buf_char(m->out, '\n');
    if (!peek_words(m, &next) || next.indent <= name->indent || is_item(&next) || name_length(&next, &value))
        return true;
    while (take_line(m, &next) && !next.size)
        buf_char(m->out, '\n');
    buf_text(m->out, "    ");
    next.indent = name->indent;
    return mend_value(m, &next);
}

static bool mend_name(struct mending *m, const struct matter_line *line)
{
    struct matter_line value = {NULL, 0, 0};
    size_t length = name_length(line, &value);
    if (!length)
        return mend_refuse(m, m->number, MESSAGE_MATTER_PAIR);
    m->base = m->has_base ? m->base : line->indent;
    m->has_base = true;
    const char *name = line->text;
    bool is_marked = length > 2 && (*name == '"' || *name == '\'') && name[length - 1] == *name;
    buf_text(m->out, line->indent > m->base ? "  \"" : "\"");
    yaml_add_quoted(m->out, name + is_marked, length - 2 * is_marked, false);
    buf_text(m->out, "\": ");
    return value.size ? mend_value(m, &value) : mend_below(m, line);
}

bool front_matter_mend(const char *text, size_t size, struct buf *out, struct matter_fault *ret_fault)
{
    struct mending m = {.text = text, .size = size, .out = out};
    struct matter_line line;
    bool is_good = true;
    while (is_good && take_line(&m, &line)) {
        if (!line.size || line.text[0] == '#')
            buf_char(out, '\n');
        else
            is_good = is_item(&line) ? mend_item(&m, &line) : mend_name(&m, &line);
    }
    *ret_fault = m.fault;
    return is_good;
}

bool front_matter_begins(const char *text, size_t size)
{
    struct mending m = {.text = text, .size = size};
    struct matter_line line, value;
    return peek_words(&m, &line) && name_length(&line, &value);
}
