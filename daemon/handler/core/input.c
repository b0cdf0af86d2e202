/* From JSON values to C values, one member at a time; what is said of wrong ones is input_fault.c. Knows no
 * article and no table; what members there are, and which belong together, the callers say. Nothing stops at
 * the first fault, so that an editor hears of all at once. */
#include "input_inner.h"

#include "html/safe.h"
#include "input_form.h"
#include "text/date.h"
#include "text/legacy.h"
#include "text/number.h"
#include "text/slug.h"
#include "text/when.h"

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

/* The value of a member that has one; NULL when it is absent, or a fault of a form that repeats it. */
static json_t *input_single(const struct input *input, const char *name)
{
    json_t *value = json_object_get(input->fields, name);
    if (!value || !input->is_form || !json_is_array(value))
        return value;
    input_fault(input, name, MESSAGE_FIELD_ONCE, MESSAGE_ARGS(name));
    return NULL;
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
        reply_warn(input->reply, input_pointer(input, name), WARNING_LEGACY_TEXT,
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
        input_fault(input, name, MESSAGE_FIELD_NOT_TEXT, MESSAGE_ARGS(input_sent(input, name)));
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
    if (fault.kind == TEXT_FAULT_REMOVED)
        reply_warn_removed(input->reply, input_pointer(input, name), &fault);
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

void input_slug_fault(const struct input *input, const char *name, const char *text)
{
    const char *near = slug_from_title(text, input->reply->arena);
    input_fault(input, name, slug_valid(near) ? MESSAGE_FIELD_SLUG_NEAR : MESSAGE_FIELD_SLUG,
                MESSAGE_ARGS(text, near));
}

void input_words(const struct input *input, const char *name, size_t most, const char **text)
{
    input_text(input, name, TEXT_BLOCK, most, text);
    if (*text && !(*text)[strspn(*text, " \t\n")])
        *text = NULL;
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
        input_slug_fault(input, name, text);
}

/* Judged with the policy that templates obey later, so that what was saved can always be shown. */
void input_url(const struct input *input, const char *name, int use, size_t most, const char **url)
{
    const char *text = *url;
    input_text(input, name, TEXT_LINE, most, &text);
    struct safe_url safe;
    /* The present value was judged when it was saved; the pointer shows whether it was sent again. */
    if (text && text != *url && safe_url_from(text, (enum url_use)use, &safe))
        input_fault(input, name, MESSAGE_FIELD_URL, MESSAGE_ARGS(text));
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
        input_fault(input, name, MESSAGE_FIELD_RANGE,
                    MESSAGE_ARGS(arena_printf(arena, "%" PRId64, least),
                                 arena_printf(arena, "%" PRId64, most), input_sent(input, name)));
    else
        input_fault(input, name, MESSAGE_FIELD_NOT_INTEGER, MESSAGE_ARGS(input_sent(input, name)));
}

/* Numbers of JSON alone: what has a place in a picture is sent by programs. */
void input_thousandths(const struct input *input, const char *name, int *thousandths)
{
    json_t *value = input_single(input, name);
    if (!value)
        return;
    double number = json_is_null(value) ? 0.5 : json_number_value(value);
    if ((json_is_null(value) || json_is_number(value)) && number >= 0 && number <= 1)
        *thousandths = (int)(number * 1000 + 0.5);
    else
        input_fault(input, name, MESSAGE_FIELD_RANGE, MESSAGE_ARGS("0", "1", input_sent(input, name)));
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
        input_fault(input, name, MESSAGE_FIELD_NOT_FLAG, MESSAGE_ARGS(input_sent(input, name)));
}

/* A time without an offset would be read in the zone of whoever wrote this program; a bare day is the
 * portal's. */
static void input_moment(const struct input *input, const char *name, bool at_end, int64_t *at_ms)
{
    struct reply *reply = input->reply;
    json_t *value = input_single(input, name);
    const char *text = json_string_value(value);
    char read[DATE_TEXT_SIZE];
    bool is_day = false;
    if (!value)
        return;
    if (input_is_empty(input, value))
        *at_ms = 0;
    else if (!text || when_read(text, at_end, at_ms, &is_day))
        input_fault(
            input, name, MESSAGE_FIELD_NOT_TIME,
            MESSAGE_ARGS(text ? text : input_sent(input, name), when_remedy(text ? text : "", reply->arena)));
    /* What was guessed is said. */
    if (is_day)
        reply_warn(reply, input_pointer(input, name), WARNING_TIME_READ,
                   MESSAGE_ARGS(text, date_rfc3339_local(*at_ms, read)));
}

void input_time(const struct input *input, const char *name, int64_t *at_ms)
{
    input_moment(input, name, false, at_ms);
}

void input_until(const struct input *input, const char *name, int64_t *at_ms)
{
    input_moment(input, name, true, at_ms);
}

void input_day(const struct input *input, const char *name, int32_t *day)
{
    /* What is longer is no day. */
    enum { DAY_SENT_MAX = 100 };
    const char *text = NULL;
    input_text(input, name, TEXT_LINE, DAY_SENT_MAX, &text);
    input_require(input, name, text);
    if (text && day_parse(text, day))
        input_fault(input, name, MESSAGE_FIELD_NOT_DAY,
                    MESSAGE_ARGS(text, day_remedy(text, input->reply->arena)));
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
    input_fault(input, name, MESSAGE_FIELD_CHOICE,
                MESSAGE_ARGS(input_joined(input->reply->arena, names), input_sent(input, name)));
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
        input_fault(input, name, MESSAGE_FIELD_NOT_LIST, MESSAGE_ARGS(input_sent(input, name)));
        return NULL;
    }
    if (json_array_size(value) > most) {
        input_fault(input, name, MESSAGE_FIELD_TOO_MANY,
                    MESSAGE_ARGS(arena_printf(input->reply->arena, "%zu", most),
                                 arena_printf(input->reply->arena, "%zu", json_array_size(value))));
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
    input_fault(input, name, MESSAGE_FIELD_NOT_OBJECT, MESSAGE_ARGS(input_sent(input, name)));
    return NULL;
}

enum err input_end(const struct input *input)
{
    /* First, for when memory failed, values and faults alike may be incomplete. */
    if (arena_failed(input->reply->arena))
        return ERR_MEMORY;
    return input->reply->fault_count ? ERR_INPUT : ERR_OK;
}
