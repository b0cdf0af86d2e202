/* From operations and a view to text. Walks over operations and writes. All that could be unsafe was
 * refused at compiling; what may still go wrong is a view that lacks a name, which is our mistake and
 * never a reader's. */
#include "template_inner.h"

#include "html/escape.h"

#include "base/said.h"

#include <inttypes.h>
#include <string.h>

/* As many as sections within each other in partials within each other can open. */
enum { CONTEXTS_MAX = SECTIONS_MAX * PARTIALS_DEEP_MAX };

/* One rendering. Contexts are the values of the sections that are open, the view at the bottom. */
struct renderer {
    struct buf *out;
    struct buf *fault;
    const json_t *contexts[CONTEXTS_MAX];
    size_t depth;
};

/* A mistake of view or template, with the template's line, so that it can be found. */
static enum err complain(struct renderer *r, const struct template *template, const struct op *op,
                         const char *why)
{
    buf_printf(r->fault, "%s:%d: %s", template->name, op->line, why);
    for (size_t i = 0; i < op->name.count; i++)
        buf_printf(r->fault, "%s%s", i ? "." : ": ", op->name.parts[i]);
    return ERR_INTERNAL;
}

/* The value of a name: its first part in the innermost context that has it, the rest inside that. NULL
 * when nothing is called so. */
static const json_t *look_up(const struct renderer *r, const struct name *name)
{
    const json_t *value = r->contexts[r->depth - 1];
    if (!name->count)
        return value;
    /* From the innermost outward, as Mustache wants it. */
    size_t i = r->depth;
    do
        value = json_object_get(r->contexts[--i], name->parts[0]);
    while (!value && i > 0);
    for (size_t part = 1; value && part < name->count; part++)
        value = json_object_get(value, name->parts[part]);
    return value;
}

/* A value is one line of a text file, or it could forge others. */
static void template_render_add_line(struct buf *out, const char *text)
{
    for (; *text; text++)
        buf_char(out, *text == '\n' || *text == '\r' ? ' ' : *text);
}

static enum err show_value(struct renderer *r, const struct template *template, const struct op *op)
{
    const json_t *value = look_up(r, &op->name);
    if (!value)
        return complain(r, template, op, SAID("không có tên này", "no such name"));
    /* Absent is nothing; a name that is missing is a mistake. */
    if (json_is_null(value))
        return ERR_OK;
    /* As digits; grouping by thousands is the view's work, since it needs the language. */
    if (json_is_integer(value)) {
        buf_printf(r->out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        return ERR_OK;
    }
    if (!json_is_string(value))
        return complain(r, template, op, SAID("không phải chữ hay số", "not a text or a number"));
    const char *text = json_string_value(value);
    size_t length = json_string_length(value);
    /* Other kinds are lines of text, or HTML that the compiler lets stand only under a name of clean
     * HTML. */
    if (op->kind == OP_VALUE)
        html_escape(r->out, text, length);
    else if (op->kind == OP_LINE)
        template_render_add_line(r->out, text);
    else
        buf_add(r->out, text, length);
    return ERR_OK;
}

/* JSON that can end no script and is the same to every parser: < > & and the two line separators that
 * JavaScript once knew are written as escapes. */
static int add_data(const char *bytes, size_t size, void *context)
{
    struct buf *out = context;
    for (size_t i = 0; i < size; i++) {
        /* U+2028 and U+2029 are E2 80 A8 and E2 80 A9; jansson hands out whole characters. */
        unsigned char third =
            i + 2 < size && memcmp(bytes + i, "\xE2\x80", 2) == 0 ? (unsigned char)bytes[i + 2] : 0;
        if (third == 0xA8 || third == 0xA9) {
            buf_text(out, third == 0xA8 ? "\\u2028" : "\\u2029");
            i += 2;
        } else if (bytes[i] == '<' || bytes[i] == '>' || bytes[i] == '&') {
            buf_printf(out, "\\u%04x", (unsigned)bytes[i]);
        } else {
            buf_char(out, bytes[i]);
        }
    }
    return buf_failed(out) ? -1 : 0;
}

/* A whole JSON value as the content of a script. */
static enum err show_data(struct renderer *r, const struct template *template, const struct op *op)
{
    const json_t *value = look_up(r, &op->name);
    if (!value)
        return complain(r, template, op, SAID("không có tên này", "no such name"));
    return json_dump_callback(value, add_data, r->out, JSON_COMPACT | JSON_ENCODE_ANY) ? ERR_MEMORY : ERR_OK;
}

/* What a section is not shown for; 0 is a number like any other. */
static bool is_false(const json_t *value)
{
    return json_is_null(value) || json_is_false(value) || (json_is_array(value) && !json_array_size(value)) ||
           (json_is_string(value) && !json_string_length(value));
}

static enum err template_render_run(struct renderer *r, const struct template *template, size_t from,
                                    size_t to);

/* What stands in the section that begins at `at`, with `context` as the innermost. */
static enum err run_inside(struct renderer *r, const struct template *template, size_t at,
                           const json_t *context)
{
    /* Cannot happen while both bounds hold; checked since it guards an array. */
    if (r->depth == CONTEXTS_MAX)
        return complain(r, template, &template->ops[at], SAID("lồng quá sâu", "nested too deeply"));
    r->contexts[r->depth++] = context;
    enum err err = template_render_run(r, template, at + 1, template->ops[at].jump);
    r->depth--;
    return err;
}

static enum err show_section(struct renderer *r, const struct template *template, size_t at)
{
    const struct op *op = &template->ops[at];
    const json_t *value = look_up(r, &op->name), *item;
    size_t index;
    enum err err = ERR_OK;
    if (!value)
        return complain(r, template, op, SAID("không có tên này", "no such name"));
    /* Without a context of its own: there is nothing to look into. */
    if (op->kind == OP_INVERTED)
        return is_false(value) ? template_render_run(r, template, at + 1, op->jump) : ERR_OK;
    if (is_false(value))
        return ERR_OK;
    /* Anything else that is not false is shown once; true and texts as contexts have no names, so those
     * around are found. */
    if (!json_is_array(value))
        return run_inside(r, template, at, value);
    json_array_foreach(value, index, item)
    {
        err = run_inside(r, template, at, item);
        if (err)
            break;
    }
    return err;
}

static enum err template_render_run(struct renderer *r, const struct template *template, size_t from,
                                    size_t to)
{
    enum err err = ERR_OK;
    for (size_t i = from; !err && i < to; i++) {
        const struct op *op = &template->ops[i];
        switch (op->kind) {
        case OP_TEXT:
            buf_add(r->out, op->text, op->length);
            break;
        case OP_VALUE:
        case OP_LINE:
        case OP_HTML:
            err = show_value(r, template, op);
            break;
        case OP_JSONLD:
            err = show_data(r, template, op);
            break;
        /* Behind the section, at its end; the loop goes on from there. */
        case OP_SECTION:
        case OP_INVERTED:
            err = show_section(r, template, i);
            i = op->jump;
            break;
        case OP_PARTIAL:
            err = template_render_run(r, op->partial, 0, op->partial->count);
            break;
        case OP_END:
            break;
        }
    }
    return err;
}

enum err template_render(const struct template *template, const json_t *view, struct buf *out,
                         struct buf *fault)
{
    /* On the stack, a few kilobytes; nothing of it lasts. */
    struct renderer r = {.out = out, .fault = fault};
    r.contexts[r.depth++] = view;
    enum err err = template_render_run(&r, template, 0, template->count);
    return !err && buf_failed(out) ? ERR_MEMORY : err;
}
