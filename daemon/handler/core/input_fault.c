/* What is said of a member that is wrong: where it stands, what was sent, what may have been meant. Must not
 * know what the members mean. */
#include "input_form.h"
#include "input_inner.h"

#include "base/nearest.h"
#include "text/excerpt.h"

#include <string.h>

/* Bytes of a value that are repeated to its sender. */
enum { SENT_MAX = 80 };

/* RFC 6901 section 3: ~ and / of a name are written ~0 and ~1. */
const char *input_pointer(const struct input *input, const char *name)
{
    auto_buf struct buf out = BUF(1024);
    buf_text(&out, input->pointer);
    buf_char(&out, '/');
    /* A member's name comes from outside, so it is made fit to be shown before it goes into the answer. */
    for (const char *p = reply_name(input->reply, name); *p; p++) {
        if (*p == '~')
            buf_text(&out, "~0");
        else if (*p == '/')
            buf_text(&out, "~1");
        else
            buf_char(&out, *p);
    }
    return arena_copy(input->reply->arena, buf_str(&out), out.length);
}

/* `name` NULL blames the object itself. */
void input_fault(const struct input *input, const char *name, enum message message,
                 const struct message_args *args)
{
    const char *pointer = name ? input_pointer(input, name) : input->pointer;
    reply_fault(input->reply, pointer, message, args);
}

void input_warnings(const struct input *input, const char *name, const struct warnings *warnings)
{
    reply_warnings(input->reply, input_pointer(input, name), warnings);
}

/* A text in quotes, its beginning alone; anything else as JSON has it, as far as there is room. */
const char *input_shown(struct reply *reply, const json_t *value)
{
    char text[SENT_MAX + 1] = "";
    if (json_is_string(value))
        return arena_printf(
            reply->arena, "\"%s\"",
            text_shown(json_string_value(value), json_string_length(value), SENT_MAX, reply->arena));
    /* jansson leaves out what finds no room, and says how much it would have been. */
    size_t size = json_dumpb(value, text, SENT_MAX, JSON_ENCODE_ANY | JSON_COMPACT);
    const char *shown = text_shown(text, strlen(text), SENT_MAX, reply->arena);
    return size > strlen(text) ? arena_printf(reply->arena, "%s…", shown) : shown;
}

const char *input_sent(const struct input *input, const char *name)
{
    return input_shown(input->reply, json_object_get(input->fields, name));
}

void input_unused(const struct input *input, const char *name)
{
    json_t *value = json_object_get(input->fields, name);
    if (value && !json_is_null(value))
        reply_warn(input->reply, input_pointer(input, name), WARNING_UNUSED,
                   MESSAGE_ARGS(input_sent(input, name)));
}

/* The names as a sentence has them, for "one of". The buffer's bound is far above any list of members in
 * this program. */
const char *input_joined(struct arena *arena, const char *const *names)
{
    auto_buf struct buf out = BUF(4096);
    for (size_t i = 0; names[i]; i++) {
        buf_text(&out, i ? ", " : "");
        buf_text(&out, names[i]);
    }
    return arena_copy(arena, buf_str(&out), out.length);
}

bool input_is_one_of(const char *name, const char *const *names)
{
    for (size_t i = 0; names[i]; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

/* The names there are, counted. */
static size_t names_count(const char *const *names)
{
    size_t count = 0;
    while (names[count])
        count++;
    return count;
}

/* One that nobody knows, with the one that may be meant. */
static void name_unknown(const struct input *input, const char *name, const char *const *names)
{
    const char *shown = reply_name(input->reply, name), *joined = input_joined(input->reply->arena, names);
    const char *near = nearest_name(name, names, names_count(names));
    if (!*names)
        input_fault(input, name, MESSAGE_FIELD_NONE, MESSAGE_ARGS(shown));
    else if (near)
        input_fault(input, name, MESSAGE_FIELD_UNKNOWN_NEAR, MESSAGE_ARGS(shown, near, joined));
    else
        input_fault(input, name, MESSAGE_FIELD_UNKNOWN, MESSAGE_ARGS(shown, joined));
}

/* Members nobody knows are refused instead of ignored: a misspelt "publised_at" would publish at once
 * and say nothing. */
void input_only(const struct input *input, const char *const *names)
{
    const char *name;
    json_t *value;
    size_t unknown = 0;
    json_object_foreach(input->fields, name, value)
    {
        if (!input_is_one_of(name, names) && reply_names_unknown(&unknown))
            name_unknown(input, name, names);
    }
    /* Of a thousand unknown names ten are told and the rest counted, or the answer would grow with what
     * was sent. */
    reply_fault_unnamed(input->reply, input->pointer, NULL, unknown);
    input_judge_files(input, names);
}

/* Whether the member was blamed before, by its pointer. */
static bool has_fault(const struct input *input, const char *name)
{
    const char *pointer = input_pointer(input, name);
    for (size_t i = 0; i < input->reply->fault_count; i++) {
        const char *other = input->reply->faults[i].pointer;
        if (other && strcmp(other, pointer) == 0)
            return true;
    }
    return false;
}

/* After the reading of the member: one that was wrong is not called missing on top of that. */
void input_require(const struct input *input, const char *name, const char *value)
{
    if (!value && !has_fault(input, name))
        input_fault(input, name, input_has(input, name) ? MESSAGE_FIELD_EMPTY : MESSAGE_FIELD_MISSING, NULL);
}
