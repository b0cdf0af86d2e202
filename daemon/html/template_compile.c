/* From a source to operations. Reads a source once, from left to right, and refuses what could be unsafe
 * or is not of this language. Everything that a request would have to check is settled here. */
#include "template_inner.h"

#include "base/said.h"

#include <stdlib.h>
#include <string.h>

/* The room in which one template is compiled; the longest page has some hundreds. No tag needs more than
 * a hundred characters but a comment, which may be as long as it likes. */
enum { OPS_MAX = 4000, TAG_SIZE_MAX = 100 };

/* One source on its way. `place` is where in the HTML the text so far has led. */
struct compiler {
    struct arena *arena;
    struct template *template;
    struct buf *fault;
    const char *at; /* next character of the source */
    const char *start;
    const char *end;
    int line;
    struct place place;
    size_t open[SECTIONS_MAX]; /* sections not yet closed */
    struct place entered[SECTIONS_MAX];
    size_t depth;
};

static enum err template_compile_refuse(struct compiler *c, const char *why, const char *what)
{
    buf_printf(c->fault, "%s:%d: %s%s%s", c->template->name, c->line, why, *what ? ": " : "", what);
    return ERR_INPUT;
}

/* NULL when the template has too many; the caller says so. */
static struct op *add_op(struct compiler *c, enum op_kind kind)
{
    if (c->template->count == OPS_MAX)
        return NULL;
    struct op *op = &c->template->ops[c->template->count++];
    *op = (struct op){.kind = kind, .line = c->line};
    return op;
}

/* Follows literal text and keeps it. */
static enum err template_compile_add_text(struct compiler *c, const char *text, size_t length)
{
    if (!length)
        return ERR_OK;
    struct op *op = add_op(c, OP_TEXT);
    if (!op)
        return template_compile_refuse(c, SAID("quá dài", "too long"), "");
    /* Not copied: sources live as long as templates. */
    op->text = text;
    op->length = length;
    for (size_t i = 0; i < length; i++) {
        /* Before the check, so a fault names the line it is in. */
        c->line += text[i] == '\n';
        if (!c->template->is_plain && !place_step(&c->place, text[i]))
            return template_compile_refuse(c,
                                           SAID("có chữ sau một biến phải đứng một mình",
                                                "text behind a variable that must stand alone"),
                                           "");
    }
    return ERR_OK;
}

static bool is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_name_char(char c)
{
    return is_name_start(c) || (c >= '0' && c <= '9');
}

/* "a.b.c", or "." alone. */
static bool parse_name(struct compiler *c, const char *text, struct name *name)
{
    *name = (struct name){0};
    /* No parts: the item itself. */
    if (strcmp(text, ".") == 0)
        return true;
    for (const char *p = text;;) {
        const char *start = p;
        if (!is_name_start(*p) || name->count == NAME_PARTS_MAX)
            return false;
        while (is_name_char(*p))
            p++;
        name->parts[name->count++] = arena_copy(c->arena, start, (size_t)(p - start));
        if (!*p)
            return true;
        /* Letters, digits and underscores, joined by points; nothing else is a name. */
        if (*p++ != '.')
            return false;
    }
}

/* By the ending of the name, which place_refuses() has tied to the place. */
static enum op_kind kind_of_raw(const char *name)
{
    size_t length = strlen(name);
    return length > 7 && strcmp(name + length - 7, "_jsonld") == 0 ? OP_JSONLD : OP_HTML;
}

static enum err add_variable(struct compiler *c, const char *text, bool raw)
{
    struct name name;
    if (!parse_name(c, text, &name))
        return template_compile_refuse(c, SAID("không phải một tên", "not a name"), text);
    const char *last = name.count ? name.parts[name.count - 1] : "";
    /* Plain text has no place and no HTML; everywhere else the place decides. */
    const char *why = c->template->is_plain
                          ? raw ? SAID("{{{ }}} trong văn bản thuần", "{{{ }}} in plain text") : NULL
                          : place_refuses(&c->place, last, raw);
    if (why)
        return template_compile_refuse(c, why, text);
    /* One of four kinds, so that rendering need not ask where it stands. */
    struct op *op = add_op(c, raw ? kind_of_raw(last) : c->template->is_plain ? OP_LINE : OP_VALUE);
    if (!op)
        return template_compile_refuse(c, SAID("quá dài", "too long"), "");
    op->name = name;
    place_variable(&c->place);
    return ERR_OK;
}

static enum err open_section(struct compiler *c, const char *text, enum op_kind kind)
{
    struct name name;
    if (!parse_name(c, text, &name))
        return template_compile_refuse(c, SAID("không phải một tên", "not a name"), text);
    struct op *op = c->depth < SECTIONS_MAX ? add_op(c, kind) : NULL;
    if (!op)
        return template_compile_refuse(c, SAID("lồng quá sâu hoặc quá dài", "nested too deeply or too long"),
                                       "");
    op->name = name;
    /* Kept for close_section(), which compares it. */
    op->text = text;
    /* A section may be shown any number of times, so it has to leave the HTML where it found it. */
    c->entered[c->depth] = c->place;
    c->open[c->depth++] = c->template->count - 1;
    return ERR_OK;
}

static enum err close_section(struct compiler *c, const char *text)
{
    if (!c->depth)
        return template_compile_refuse(c, SAID("đóng phần chưa mở", "closes what is not open"), text);
    size_t start = c->open[--c->depth];
    struct op *begin = &c->template->ops[start];
    /* By its name as written. */
    if (strcmp(begin->text, text) != 0)
        return template_compile_refuse(
            c, SAID("đóng không đúng phần mở sau cùng", "closes another section than the last one opened"),
            text);
    /* Otherwise the text behind it would be judged for a place where it may not be. */
    if (!place_equal(&c->entered[c->depth], &c->place))
        return template_compile_refuse(c,
                                       SAID("phần này kết thúc ở chỗ khác của HTML so với chỗ bắt đầu",
                                            "the section ends in another place of the HTML than it began"),
                                       text);
    struct op *end = add_op(c, OP_END);
    if (!end)
        return template_compile_refuse(c, SAID("quá dài", "too long"), "");
    /* Both know each other: the renderer leaps over a section that is false. */
    end->jump = start;
    begin->jump = c->template->count - 1;
    return ERR_OK;
}

static enum err add_partial(struct compiler *c, const char *text)
{
    /* Partials are whole, so they fit only where text may stand. */
    if (!c->template->is_plain && c->place.state != PLACE_TEXT)
        return template_compile_refuse(c, SAID("khuôn con nằm trong một thẻ", "a partial inside a tag"),
                                       text);
    struct op *op = add_op(c, OP_PARTIAL);
    if (!op)
        return template_compile_refuse(c, SAID("quá dài", "too long"), "");
    const char *dot = strrchr(c->template->name, '.');
    /* A partial without an ending has the including template's, so that XML includes XML. */
    op->text = strchr(text, '.') ? text : arena_printf(c->arena, "%s%s", text, dot ? dot : "");
    return ERR_OK;
}

/* A tag of these kinds that stands alone on its line takes the line with it. */
static bool takes_line(char sigil)
{
    return sigil && strchr("#^/!>", sigil);
}

static bool template_compile_is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* When only blanks stand around a tag on its line: *from becomes the line's begin, *to the next line's. */
static void widen_to_line(const struct compiler *c, const char **from, const char **to)
{
    const char *begin = *from, *next = *to;
    while (begin > c->start && template_compile_is_blank(begin[-1]))
        begin--;
    while (next < c->end && template_compile_is_blank(*next))
        next++;
    bool starts = begin == c->start || begin[-1] == '\n', ends = next == c->end || *next == '\n';
    /* Also when another tag stands before it on the line. */
    if (!starts || !ends || begin < c->at)
        return;
    *from = begin;
    /* With the newline, or without one at the end of the source. */
    *to = next < c->end ? next + 1 : next;
}

/* What a tag does, by the sign it begins with; none is a variable. */
static enum err take_tag(struct compiler *c, char sigil, const char *text, bool raw)
{
    switch (sigil) {
    case '!':
        return ERR_OK;
    case '#':
        return open_section(c, text, OP_SECTION);
    case '^':
        return open_section(c, text, OP_INVERTED);
    case '/':
        return close_section(c, text);
    case '>':
        return add_partial(c, text);
    default:
        return add_variable(c, text, raw);
    }
}

/* The words of a tag without its sigil and blanks; NULL when it is too long. */
static const char *template_compile_trimmed(struct compiler *c, const char *from, const char *to)
{
    while (from < to && (template_compile_is_blank(*from) || *from == '\n'))
        from++;
    while (to > from && (template_compile_is_blank(to[-1]) || to[-1] == '\n'))
        to--;
    return to - from > TAG_SIZE_MAX ? NULL : arena_copy(c->arena, from, (size_t)(to - from));
}

/* One tag that opens at `open`. */
static enum err compile_tag(struct compiler *c, const char *open)
{
    /* Three braces end with three. */
    bool raw = open + 2 < c->end && open[2] == '{';
    const char *inside = open + 2 + raw, *closing = raw ? "}}}" : "}}";
    const char *close = memmem(inside, (size_t)(c->end - inside), closing, strlen(closing));
    if (!close) {
        /* The fault is said with the line where the tag begins. */
        for (const char *p = c->at; p < open; p++)
            c->line += *p == '\n';
        return template_compile_refuse(c, SAID("thẻ không có kết thúc", "a tag without an end"), "");
    }
    char sigil = !raw && inside < close && strchr("#^/!>&=$<", *inside) ? *inside : '\0';
    /* Mustache's other delimiters, inheritance, unescaped variables. */
    if (sigil && strchr("&=$<", sigil))
        return template_compile_refuse(
            c, SAID("không thuộc ngôn ngữ khuôn mẫu này", "not part of this language"),
            (char[]){sigil, '\0'});
    const char *from = open, *to = close + strlen(closing);
    if (takes_line(sigil))
        widen_to_line(c, &from, &to);
    /* Up to the tag, whose line may have been taken with it. */
    enum err err = template_compile_add_text(c, c->at, (size_t)(from - c->at));
    const char *text = sigil == '!' ? "" : template_compile_trimmed(c, inside + (sigil != '\0'), close);
    if (!err && !text)
        err = template_compile_refuse(c, SAID("thẻ quá dài", "the tag is too long"), "");
    if (!err)
        err = take_tag(c, sigil, text, raw);
    /* Newlines of the tag and of its line. */
    for (const char *p = from; p < to; p++)
        c->line += *p == '\n';
    c->at = to;
    return err;
}

/* Of the whole name's last part: ".txt". */
static bool has_ending(const char *name, const char *ending)
{
    const char *dot = strrchr(name, '.');
    return dot && strcmp(dot, ending) == 0;
}

static enum err compile_all(struct compiler *c)
{
    enum err err = ERR_OK;
    while (!err) {
        const char *open = memmem(c->at, (size_t)(c->end - c->at), "{{", 2);
        if (!open)
            break;
        err = compile_tag(c, open);
    }
    if (!err)
        err = template_compile_add_text(c, c->at, (size_t)(c->end - c->at));
    /* The sections still open, the innermost named. */
    if (!err && c->depth)
        err = template_compile_refuse(c, SAID("có phần chưa đóng", "a section is not closed"),
                                      c->template->ops[c->open[c->depth - 1]].text);
    /* Every template is whole, so that any may be a partial. */
    if (!err && !c->template->is_plain && c->place.state != PLACE_TEXT)
        err = template_compile_refuse(c, SAID("hết tệp giữa một thẻ", "ends inside a tag"), "");
    return !err && arena_failed(c->arena) ? ERR_MEMORY : err;
}

enum err template_compile(struct arena *arena, const struct template_source *source,
                          struct template *template, struct buf *fault)
{
    const char *text = source->text;
    /* In one block of the largest size, since operations must not move while sections point at them by
     * number. */
    auto_free struct op *room = calloc(OPS_MAX, sizeof *room);
    if (!room)
        return ERR_MEMORY;
    *template =
        (struct template){.name = source->name, .ops = room, .is_plain = has_ending(source->name, ".txt")};
    /* A place of zeros is PLACE_TEXT, where every template begins. */
    struct compiler c = {.arena = arena,
                         .template = template,
                         .fault = fault,
                         .at = text,
                         .start = text,
                         .end = text + source->size,
                         .line = 1};
    enum err err = compile_all(&c);
    /* What was needed is copied out of the room for the longest. */
    template->ops = err ? NULL : arena_zero(arena, template->count, sizeof *room);
    if (!err && !template->ops)
        return ERR_MEMORY;
    if (!err && template->count)
        memcpy(template->ops, room, template->count * sizeof *room);
    return err;
}
