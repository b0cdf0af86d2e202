/* Text with front matter: YAML between two lines of three hyphens, mended to what people mean by it and read
 * by libyaml as events. Only what a person writes by hand is taken: scalars, lists of scalars, one level of
 * mapping of these. Every scalar stays text; what it means is decided by the field it stands in. */
#include "forms.h"
#include "front_matter_mend.h"

#include <string.h>
#include <yaml.h>

/* The matter itself, and one mapping within it, such as `source`. */
enum { LEVELS = 2 };

/* One place in the document at a time: no stack is needed for two levels. */
struct reader {
    yaml_parser_t parser;
    struct reply *reply;
    json_t *fields;
    const char *outer; /* name of the mapping inside which we are, or NULL */
    const char *name;  /* of the value that comes next, or NULL when a name does */
    bool in_list;
    size_t lines_before; /* blank ones before the first line of hyphens */
};

/* Names the line in the file as its author sees it, counting from 1 and the first line of hyphens too;
 * `line` is that of the matter, from 0. */
static enum err fault(struct reader *r, size_t line, enum message why, const char *words)
{
    struct arena *arena = r->reply->arena;
    const char *number = arena_printf(arena, "%zu", line + 2 + r->lines_before);
    return reply_problem(r->reply, ERR_BAD_REQUEST, MESSAGE_FRONT_MATTER_FAULT,
                         MESSAGE_ARGS(number, message_text(arena, r->reply->lang, why, MESSAGE_ARGS(words))));
}

/* An explicit empty list is a field as well. */
static enum err begin_list(struct reader *r, size_t line)
{
    json_t *fields = r->outer ? json_object_get(r->fields, r->outer) : r->fields;
    /* No lists of lists, no lists as names. */
    if (!r->name || r->in_list)
        return fault(r, line, MESSAGE_MATTER_LIST, NULL);
    enum err err = form_check_name(r->reply, r->name);
    if (err)
        return err;
    r->in_list = true;
    /* The mapping has no object before its first field, which this is. */
    if (r->outer && !fields && !json_object_set_new(r->fields, r->outer, json_object()))
        fields = json_object_get(r->fields, r->outer);
    return json_object_set_new(fields, r->name, json_array()) ? ERR_MEMORY : ERR_OK;
}

/* Whether a field of that name is there already, also when one is written as source.url and the other within
 * a mapping. */
static bool front_matter_has(const struct reader *r, const char *name)
{
    const json_t *mapping = r->outer ? json_object_get(r->fields, r->outer) : r->fields;
    const char *dot = r->outer ? NULL : strchr(name, '.');
    if (json_object_get(mapping, name) || !dot)
        return json_object_get(mapping, name);
    const char *outer = arena_copy(r->reply->arena, name, (size_t)(dot - name));
    return json_object_get(json_object_get(mapping, outer), dot + 1);
}

/* A name, or a value for the name before it. */
static enum err take_scalar(struct reader *r, const yaml_event_t *event)
{
    const char *text = (const char *)event->data.scalar.value;
    size_t size = event->data.scalar.length;
    /* A tag could ask for another type; everything here is text. */
    if (event->data.scalar.anchor || event->data.scalar.tag)
        return fault(r, event->start_mark.line, MESSAGE_MATTER_REFERENCE, NULL);
    if (!r->name) {
        r->name = arena_copy(r->reply->arena, text, size);
        return front_matter_has(r, r->name)
                   ? fault(r, event->start_mark.line, MESSAGE_JSON_TWICE, reply_name(r->reply, r->name))
                   : ERR_OK;
    }
    /* form_add() puts what stands behind a dot into an object, as in plain forms. */
    const char *name = r->outer ? arena_printf(r->reply->arena, "%s.%s", r->outer, r->name) : r->name;
    /* Quoted it is a word like any other. An empty text is what clears a field in a form. */
    bool is_null = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
                   (strcmp(text, "~") == 0 || strcmp(text, "null") == 0);
    enum err err = form_add(r->fields, r->reply, name, text, is_null ? 0 : size);
    /* Within a list the name stays for the items that follow. */
    if (!r->in_list)
        r->name = NULL;
    return err;
}

static enum err begin_mapping(struct reader *r, size_t line, int *depth)
{
    /* A mapping within a list has a name too, so that is asked first. */
    if (++*depth > LEVELS || r->in_list || (*depth == LEVELS && !r->name))
        return fault(r, line, MESSAGE_MATTER_MAPPING, NULL);
    if (*depth == LEVELS) {
        /* What follows are names again, within this one. */
        r->outer = r->name;
        r->name = NULL;
    }
    return ERR_OK;
}

static enum err take_event(struct reader *r, const yaml_event_t *event, int *depth)
{
    size_t line = event->start_mark.line;
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return *depth ? take_scalar(r, event) : fault(r, line, MESSAGE_MATTER_PAIR, NULL);
    case YAML_MAPPING_START_EVENT:
        return begin_mapping(r, line, depth);
    /* libyaml pairs beginnings and ends, so the depth never falls below 0. */
    case YAML_MAPPING_END_EVENT:
        if (--*depth == 1)
            r->outer = NULL;
        r->name = NULL;
        return ERR_OK;
    case YAML_SEQUENCE_START_EVENT:
        return begin_list(r, line);
    case YAML_SEQUENCE_END_EVENT:
        r->in_list = false;
        r->name = NULL;
        return ERR_OK;
    /* An alias is how ten lines of YAML become ten million values. */
    case YAML_ALIAS_EVENT:
        return fault(r, line, MESSAGE_MATTER_REFERENCE, NULL);
    default:
        return ERR_OK;
    }
}

/* The library's sentences are of its own terms and in English; a person is told where, and what to do. */
static enum err yaml_fault(struct reader *r)
{
    const char *problem = r->parser.problem ? r->parser.problem : "";
    const char *context = r->parser.context ? r->parser.context : "";
    size_t line = r->parser.problem_mark.line;
    if (r->parser.error == YAML_MEMORY_ERROR)
        return ERR_MEMORY;
    if (strstr(problem, "escape") || strstr(problem, "hexdecimal"))
        return fault(r, line, MESSAGE_MATTER_ESCAPE, NULL);
    /* Where the bracket was opened, since the end is where everything ends. */
    if (strstr(context, "flow"))
        return fault(r, r->parser.context_mark.line, MESSAGE_MATTER_BRACKET, NULL);
    return fault(r, line, MESSAGE_MATTER_UNREADABLE, NULL);
}

static enum err read_events(struct reader *r)
{
    /* A bound on the work, beside the one on the bytes. */
    enum { EVENTS_MAX = 2000 };
    int depth = 0;
    for (int i = 0; i < EVENTS_MAX; i++) {
        yaml_event_t event;
        /* The event holds nothing after a failure. */
        if (!yaml_parser_parse(&r->parser, &event))
            return yaml_fault(r);
        /* One document; what a second one would hold is the body's affair, behind the line of hyphens. */
        bool is_end = event.type == YAML_STREAM_END_EVENT || event.type == YAML_DOCUMENT_END_EVENT;
        enum err err = take_event(r, &event, &depth);
        yaml_event_delete(&event);
        if (err || is_end)
            return err;
    }
    return fault(r, 0, MESSAGE_MATTER_LONG, NULL);
}

static enum err read_mended(struct reader *r, const struct buf *yaml)
{
    if (!yaml_parser_initialize(&r->parser))
        return ERR_MEMORY;
    /* Otherwise it would look for a byte order mark of UTF-16. */
    yaml_parser_set_encoding(&r->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r->parser, (const unsigned char *)yaml->bytes, yaml->length);
    enum err err = read_events(r);
    yaml_parser_delete(&r->parser);
    return err;
}

static enum err read_matter(struct reader *r, const char *text, size_t size)
{
    /* A sign may become six, a line gets an indent of its own. */
    auto_buf struct buf yaml = BUF(8 * FRONT_MATTER_MAX);
    struct matter_fault bad;
    /* libyaml works in proportion to what it gets, and holds all of it. */
    if (size > FRONT_MATTER_MAX)
        return fault(r, 0, MESSAGE_MATTER_LONG, NULL);
    if (memchr(text, '\0', size))
        return fault(r, 0, MESSAGE_JSON_NUL, NULL);
    if (!front_matter_mend(text, size, &yaml, &bad))
        return fault(r, bad.line - 1, bad.message, NULL);
    return buf_failed(&yaml) ? fault(r, 0, MESSAGE_MATTER_LONG, NULL)
           : yaml.length     ? read_mended(r, &yaml)
                             : ERR_OK;
}

/* The length of a line `---` at `text`, its end included; 0 when there is none. */
static size_t fence(const char *text, const char *end)
{
    if (end - text < 3 || memcmp(text, "---", 3) != 0)
        return 0;
    const char *p = text + 3;
    /* White space behind the hyphens is invisible to whoever wrote the file, and so is the CR of
     * Windows. */
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\r'))
        p++;
    if (p == end)
        return (size_t)(p - text);
    return *p == '\n' ? (size_t)(p + 1 - text) : 0;
}

/* The next such line from `text` on, which begins a line; `end` when there is none. */
static const char *find_fence(const char *text, const char *end)
{
    while (text < end && !fence(text, end)) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        text = newline ? newline + 1 : end;
    }
    return text;
}

/* Where front matter begins, behind lines of blanks; NULL when the text has none. */
static const char *matter_begin(const char *text, const char *end, bool is_plain_text,
                                size_t *ret_lines_before)
{
    const char *at = text;
    for (*ret_lines_before = 0; at < end; (*ret_lines_before)++) {
        size_t blank = 0;
        while (at + blank < end && strchr(" \t\r", at[blank]))
            blank++;
        if (at + blank == end || at[blank] != '\n')
            break;
        at += blank + 1;
    }
    size_t first = fence(at, end);
    /* A rule that begins a text is no front matter, unless names follow. The very first line is judged by its
     * hyphens alone in Markdown, so that a mistake in it is told. */
    if (!first || ((*ret_lines_before || is_plain_text) &&
                   (!front_matter_begins(at + first, (size_t)(end - at) - first) ||
                    find_fence(at + first, end) == end)))
        return NULL;
    return at;
}

/* Reads the matter at *text, which is moved behind it. */
static enum err take_matter(struct reader *r, const char **text, const char *end)
{
    const char *matter = *text + fence(*text, end), *close = find_fence(matter, end);
    if (close == end)
        return fault(r, 0, MESSAGE_MATTER_OPEN, NULL);
    enum err err = read_matter(r, matter, (size_t)(close - matter));
    *text = close + fence(close, end);
    return err;
}

enum err form_read_markdown(const char *text, size_t size, const char *format, struct reply *reply,
                            json_t *fields)
{
    struct reader r = {.reply = reply, .fields = fields};
    const char *end = text + size;
    const char *begin = matter_begin(text, end, strcmp(format, "text") == 0, &r.lines_before);
    /* Without front matter the whole is the body. */
    if (begin) {
        text = begin;
        enum err err = take_matter(&r, &text, end);
        if (err)
            return err;
    }
    if (!json_object_get(fields, "body_format") &&
        json_object_set_new(fields, "body_format", json_string(format)))
        return ERR_MEMORY;
    /* The body comes last and wins over a field of that name. */
    return json_object_set_new(fields, "body", json_stringn(text, (size_t)(end - text))) ? ERR_MEMORY
                                                                                         : ERR_OK;
}
