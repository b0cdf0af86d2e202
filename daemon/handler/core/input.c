/* From JSON values to C values, one member at a time. Knows no article and no table; what members there
 * are, and which belong together, the callers say. Nothing stops at the first fault, so that an editor
 * hears of all at once. */
#include "input.h"

#include "html/safe.h"
#include "input_form.h"
#include "text/date.h"
#include "text/legacy.h"
#include "text/number.h"
#include "text/slug.h"

#include <inttypes.h>
#include <string.h>

/* In every form but JSON all scalars are texts, because a form has nothing else. */
struct input input_of(const struct submission *submission, struct reply *reply)
{
    return (struct input){.fields = submission->fields,
                          .pointer = "",
                          .reply = reply,
                          .whole = submission,
                          .from_text = submission->form != FORM_JSON,
                          .is_form =
                              submission->form == FORM_MULTIPART || submission->form == FORM_URLENCODED,
                          .converts_legacy = submission->converts_legacy};
}

/* The pointer of what is inside is made once here, as each of its members will need it for a fault. */
struct input input_inside(const struct input *input, const char *name, int index, json_t *fields)
{
    struct input inside = *input;
    inside.fields = fields;
    inside.whole = NULL;
    inside.pointer = index < 0 ? arena_printf(input->reply->arena, "%s/%s", input->pointer, name)
                               : arena_printf(input->reply->arena, "%s/%s/%d", input->pointer, name, index);
    return inside;
}

/* RFC 6901 section 3: ~ and / of a name are written ~0 and ~1. */
static const char *pointer_of(const struct input *input, const char *name)
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
    const char *pointer = name ? pointer_of(input, name) : input->pointer;
    reply_fault(input->reply, pointer, message, args);
}

void input_warnings(const struct input *input, const char *name, const struct warnings *warnings)
{
    reply_warnings(input->reply, pointer_of(input, name), warnings);
}

/* The value of a member that has one; NULL when it is absent, or a fault of a form that repeats it. */
static json_t *input_single(const struct input *input, const char *name)
{
    json_t *value = json_object_get(input->fields, name);
    if (!value || !input->is_form || !json_is_array(value))
        return value;
    input_fault(input, name, MESSAGE_FIELD_ONCE, MESSAGE_ARGS(name));
    return NULL;
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
            input_fault(
                input, name, MESSAGE_FIELD_UNKNOWN,
                MESSAGE_ARGS(reply_name(input->reply, name), input_joined(input->reply->arena, names)));
    }
    /* Of a thousand unknown names ten are told and the rest counted, or the answer would grow with what
     * was sent. */
    reply_fault_unnamed(input->reply, input->pointer, NULL, unknown);
    input_judge_files(input, names);
}

/* Whether the member was sent, null included: what tells PATCH's "leave it" from "empty it". */
bool input_has(const struct input *input, const char *name)
{
    return json_object_get(input->fields, name) != NULL;
}

/* A scalar of a form, or NULL when the member is not text. */
static const char *scalar_text(const struct input *input, json_t *value)
{
    return input->from_text && json_is_string(value) ? json_string_value(value) : NULL;
}

/* null in JSON, and an empty field in a form, which has no other way to say nothing. */
static bool input_is_empty(const struct input *input, json_t *value)
{
    const char *text = scalar_text(input, value);
    return json_is_null(value) || (text && !*text);
}

/* Text in an old encoding is valid and says nothing: it is converted when that was asked for, else pointed
 * out. */
static void read_legacy(const struct input *input, const char *name, const char **text, size_t *length)
{
    const char *converted, *preview;
    size_t size;
    enum legacy legacy = legacy_find(*text, *length, input->reply->arena, &converted, &size, &preview);
    if (!legacy)
        return;
    /* Only a warning, for the text might be meant so, and a conversion that was not asked for could not
     * be undone by the editor. */
    if (!input->converts_legacy) {
        reply_warn(input->reply, pointer_of(input, name), WARNING_LEGACY_TEXT,
                   MESSAGE_ARGS(legacy_name(legacy), preview));
        return;
    }
    *text = converted;
    *length = size;
}

void input_text(const struct input *input, const char *name, enum text_kind kind, size_t most,
                const char **text)
{
    struct arena *arena = input->reply->arena;
    json_t *value = input_single(input, name);
    if (!value)
        return;
    /* null empties. Whether it may be empty input_require() says. */
    if (json_is_null(value)) {
        *text = NULL;
        return;
    }
    if (!json_is_string(value)) {
        input_fault(input, name, MESSAGE_FIELD_NOT_TEXT, NULL);
        return;
    }
    struct text_fault fault;
    const char *clean, *typed = json_string_value(value);
    size_t length = json_string_length(value);
    read_legacy(input, name, &typed, &length);
    enum err err = text_normalize(typed, length, kind, arena, &clean, &fault);
    /* The arena remembers it; input_end() gives it back, so that no reader needs a result. */
    if (err == ERR_MEMORY)
        return;
    if (err) {
        input_fault(input, name, MESSAGE_FIELD_TEXT,
                    MESSAGE_ARGS(text_fault_words(&fault, input->reply->lang, arena)));
        return;
    }
    /* Measured behind the normalisation, which is what would be stored, in bytes as the schema counts. */
    size_t size = strlen(clean);
    if (size > most) {
        input_fault(input, name, MESSAGE_FIELD_TOO_LONG,
                    MESSAGE_ARGS(arena_printf(arena, "%zu", most), arena_printf(arena, "%zu", size)));
        return;
    }
    /* Text of blanks alone normalises to nothing and counts as absent. */
    *text = size ? clean : NULL;
}

/* A slug is judged, never repaired: an address that differs from what was asked for would surprise
 * whoever links to it. An empty one leaves *slug as it was. */
void input_slug(const struct input *input, const char *name, const char **slug)
{
    const char *text = NULL;
    /* Wider than any slug, so that one that is too long is told to be no slug, with its rules, instead
     * of a number of bytes. */
    input_text(input, name, TEXT_LINE, 1000, &text);
    if (!text)
        return;
    if (slug_valid(text))
        *slug = text;
    else
        input_fault(input, name, MESSAGE_FIELD_SLUG, NULL);
}

/* Judged with the policy that templates obey later, so that what was saved can always be shown. */
void input_url(const struct input *input, const char *name, int use, size_t most, const char **url)
{
    const char *text = *url;
    input_text(input, name, TEXT_LINE, most, &text);
    struct safe_url safe;
    /* The present value was judged when it was saved; the pointer shows whether it was sent again. */
    if (text && text != *url && safe_url_from(text, (enum url_use)use, &safe))
        input_fault(input, name, MESSAGE_FIELD_URL, NULL);
    else
        *url = text;
}

/* Empty is 0 even where 0 is below `least`: that is how a reference is taken away ("parent_id": null). */
void input_integer(const struct input *input, const char *name, int64_t least, int64_t most, int64_t *number)
{
    struct arena *arena = input->reply->arena;
    json_t *value = input_single(input, name);
    if (!value)
        return;
    int64_t read = 0;
    const char *text = scalar_text(input, value);
    enum err err = ERR_OK;
    if (!input_is_empty(input, value)) {
        if (text)
            err = number_parse(text, least, most, &read);
        else if (json_is_integer(value))
            read = json_integer_value(value);
        else
            err = ERR_INPUT;
        /* number_parse() has looked for text; for JSON's own integers it is done here. A real number is
         * no integer, not even 1.0. */
        if (!err && (read < least || read > most))
            err = ERR_RANGE;
    }
    if (!err)
        *number = read;
    else if (err == ERR_RANGE)
        input_fault(
            input, name, MESSAGE_FIELD_RANGE,
            MESSAGE_ARGS(arena_printf(arena, "%" PRId64, least), arena_printf(arena, "%" PRId64, most)));
    else
        input_fault(input, name, MESSAGE_FIELD_NOT_INTEGER, NULL);
}

/* Only the words true and false. 1, "yes" or "on" are refused, because half of the clients would mean
 * another thing by them. */
void input_flag(const struct input *input, const char *name, bool *flag)
{
    json_t *value = input_single(input, name);
    if (!value)
        return;
    const char *text = scalar_text(input, value);
    if (input_is_empty(input, value) || json_is_false(value) || (text && strcmp(text, "false") == 0))
        *flag = false;
    else if (json_is_true(value) || (text && strcmp(text, "true") == 0))
        *flag = true;
    else
        input_fault(input, name, MESSAGE_FIELD_NOT_FLAG, NULL);
}

/* RFC 3339 with an offset; a time without one would be read in the zone of whoever wrote this program. */
void input_time(const struct input *input, const char *name, int64_t *at_ms)
{
    json_t *value = input_single(input, name);
    if (!value)
        return;
    if (input_is_empty(input, value))
        *at_ms = 0;
    else if (!json_is_string(value) || date_parse(json_string_value(value), at_ms))
        input_fault(input, name, MESSAGE_FIELD_NOT_TIME, NULL);
}

/* Neither null nor "" is a choice: these members have no state without a value. */
void input_choice(const struct input *input, const char *name, const char *const *names, int *choice)
{
    json_t *value = input_single(input, name);
    if (!value)
        return;
    const char *text = json_string_value(value);
    for (int i = 0; text && names[i]; i++) {
        if (strcmp(text, names[i]) == 0) {
            *choice = i;
            return;
        }
    }
    input_fault(input, name, MESSAGE_FIELD_CHOICE, MESSAGE_ARGS(input_joined(input->reply->arena, names)));
}

/* Whether the member was blamed before, by its pointer. */
static bool has_fault(const struct input *input, const char *name)
{
    const char *pointer = pointer_of(input, name);
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

/* NULL also for an absent one, which json_array_foreach() takes for a list without items; who has to
 * tell them apart asks input_has(). */
json_t *input_list(const struct input *input, const char *name, size_t most)
{
    json_t *value = json_object_get(input->fields, name);
    if (!value || json_is_null(value))
        return NULL;
    if (input->is_form)
        value = input_form_list(input, name, value);
    if (!json_is_array(value)) {
        input_fault(input, name, MESSAGE_FIELD_NOT_LIST, NULL);
        return NULL;
    }
    if (json_array_size(value) > most) {
        input_fault(input, name, MESSAGE_FIELD_TOO_MANY,
                    MESSAGE_ARGS(arena_printf(input->reply->arena, "%zu", most)));
        return NULL;
    }
    return value;
}

json_t *input_object(const struct input *input, const char *name)
{
    json_t *value = json_object_get(input->fields, name);
    if (!value || json_is_null(value))
        return NULL;
    if (json_is_object(value))
        return value;
    input_fault(input, name, MESSAGE_FIELD_NOT_OBJECT, NULL);
    return NULL;
}

enum err input_end(const struct input *input)
{
    /* First, for when memory failed, values and faults alike may be incomplete. */
    if (arena_failed(input->reply->arena))
        return ERR_MEMORY;
    return input->reply->fault_count ? ERR_INPUT : ERR_OK;
}
