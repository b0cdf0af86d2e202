/* The values of a formset: taken from what the API shows or from what was typed, and made into the API's JSON
 * again. Everything is kept as it was typed until then, so that what is wrong is shown as it came. */
#include "formset.h"

#include "text/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Letters of a name in a form. */
enum { FORMSET_NAME_SIZE = 100 };

bool formset_begin(struct app *app, const struct request *request, const struct formset *formset,
                   struct formset_state *ret_state)
{
    *ret_state = (struct formset_state){.app = app,
                                        .request = request,
                                        .formset = formset,
                                        .values = json_object(),
                                        .choices = json_object()};
    return ret_state->values && ret_state->choices;
}

void formset_done(struct formset_state *state)
{
    json_decref(state->values);
    json_decref(state->choices);
    state->values = state->choices = NULL;
}

const char *formset_text(struct arena *arena, const json_t *value)
{
    if (json_is_string(value))
        return arena_text(arena, json_string_value(value));
    if (json_is_integer(value))
        return arena_printf(arena, "%lld", (long long)json_integer_value(value));
    if (json_is_real(value))
        return arena_printf(arena, "%g", json_real_value(value));
    return json_is_true(value) ? "true" : "";
}

const char *formset_row_kind(const struct formset_field *fields, size_t count, const json_t *row)
{
    for (size_t i = 0; i < count; i++)
        if (fields[i].type == FORMSET_KIND && json_object_get(row, fields[i].name))
            return json_string_value(json_object_get(row, fields[i].name));
    return "";
}

bool formset_field_is_of(const struct formset_field *field, const char *kind)
{
    size_t length = strlen(kind);
    for (const char *at = field->kinds; at && *at; at += strcspn(at, ","), at += *at == ',')
        if (strcspn(at, ",") == length && strncmp(at, kind, length) == 0)
            return true;
    return !field->kinds;
}

/* "2026-11-30T08:00", as the control has it, of an instant of the API. */
static const char *local_time(struct arena *arena, const char *instant)
{
    char text[DATE_TEXT_SIZE];
    int64_t at_ms;
    if (!*instant || date_parse(instant, &at_ms))
        return instant;
    return arena_printf(arena, "%.16s", date_rfc3339_local(at_ms, text));
}

/* A number of hundreds, of a part of one. */
static const char *percentage(struct arena *arena, const json_t *value)
{
    return json_is_number(value) ? arena_printf(arena, "%.0f", json_number_value(value) * 100)
                                 : formset_text(arena, value);
}

/* The member that a name with slashes leads to. */
static const json_t *member_at(const json_t *thing, const char *name)
{
    const char *slash = strchr(name, '/');
    if (!slash)
        return json_object_get(thing, name);
    char outer[FORMSET_NAME_SIZE];
    snprintf(outer, sizeof outer, "%.*s", (int)(slash - name), name);
    return json_object_get(json_object_get(thing, outer), slash + 1);
}

static void take_row(struct arena *arena, const struct formset_field *fields, size_t count,
                     const json_t *thing, json_t *row);

static json_t *take_list(struct arena *arena, const struct formset_field *list, const json_t *items)
{
    json_t *rows = json_array(), *item;
    size_t index;
    json_array_foreach(items, index, item)
    {
        json_t *row = json_object();
        take_row(arena, list->fields, list->count, item, row);
        json_array_append_new(rows, row);
    }
    return rows;
}

/* Lists are at most two deep, as tables are constant. */
static void take_row(struct arena *arena, const struct formset_field *fields, size_t count,
                     const json_t *thing, json_t *row)
{
    for (size_t i = 0; i < count; i++) {
        const json_t *value = member_at(thing, fields[i].name);
        const char *text = fields[i].type == FORMSET_LIST   ? NULL
                           : fields[i].type == FORMSET_TIME ? local_time(arena, formset_text(arena, value))
                           : fields[i].type == FORMSET_PART ? percentage(arena, value)
                                                            : formset_text(arena, value);
        if (fields[i].type == FORMSET_HEADING)
            continue;
        json_object_set_new(row, fields[i].name,
                            text ? json_string(text) : take_list(arena, &fields[i], value));
    }
}

void formset_take(struct formset_state *state, const json_t *thing)
{
    take_row(state->request->arena, state->formset->fields, state->formset->count, thing, state->values);
}

/* ---- what was sent */

const char *formset_swapped(struct arena *arena, const char *text, char to)
{
    size_t length = strlen(text);
    char *copy = arena_alloc(arena, length + 1);
    for (size_t i = 0; copy && i <= length; i++)
        copy[i] = text[i] == '/' ? to : text[i];
    return copy ? copy : "";
}

const char *formset_name(struct arena *arena, const char *prefix, const char *name)
{
    return formset_swapped(arena, arena_printf(arena, "%s%s", prefix, name), '_');
}

static const json_t *sent_column(const struct formset_state *state, const char *prefix, const char *name)
{
    return json_object_get(state->request->form->fields, formset_name(state->request->arena, prefix, name));
}

static size_t column_size(const json_t *column)
{
    return json_is_array(column) ? json_array_size(column) : column != NULL;
}

/* What was sent in the row of that number; a field that came once is the first row's. */
static const char *column_text_at(const json_t *column, size_t at)
{
    const json_t *value = json_is_array(column) ? json_array_get(column, at) : at == 0 ? column : NULL;
    const char *text = json_string_value(value);
    return text ? text : "";
}

/* How many rows were sent: as often as the field came that came most. */
static size_t rows_sent(const struct formset_state *state, const char *prefix,
                        const struct formset_field *list)
{
    size_t most = 0;
    for (size_t i = 0; i < list->count; i++) {
        size_t size = list->fields[i].type == FORMSET_LIST
                          ? 0
                          : column_size(sent_column(state, prefix, list->fields[i].name));
        most = size > most ? size : most;
    }
    /* One more than there may be, so that the API says that there are too many. */
    return list->most && most > (size_t)list->most ? (size_t)list->most + 1 : most;
}

static json_t *read_row(const struct formset_state *state, const char *prefix,
                        const struct formset_field *fields, size_t count, size_t at)
{
    json_t *row = json_object();
    for (size_t i = 0; i < count; i++)
        json_object_set_new(
            row, fields[i].name,
            fields[i].type == FORMSET_LIST
                ? json_array()
                : json_string(column_text_at(sent_column(state, prefix, fields[i].name), at)));
    return row;
}

/* The rows below rows: each says of which it is. */
static void read_inner(const struct formset_state *state, const char *prefix,
                       const struct formset_field *inner, json_t *rows)
{
    char own[FORMSET_NAME_SIZE];
    snprintf(own, sizeof own, "%s%s-", prefix, inner->name);
    const json_t *of = sent_column(state, own, "of");
    size_t count = rows_sent(state, own, inner);
    /* Of all rows together. */
    count = column_size(of);
    for (size_t i = 0; i < count; i++) {
        size_t parent = (size_t)strtoul(column_text_at(of, i), NULL, 10);
        json_t *list = json_object_get(json_array_get(rows, parent), inner->name);
        json_array_append_new(list, read_row(state, own, inner->fields, inner->count, i));
    }
}

static json_t *read_list_field(const struct formset_state *state, const struct formset_field *list)
{
    char prefix[FORMSET_NAME_SIZE];
    json_t *rows = json_array();
    snprintf(prefix, sizeof prefix, "%s-", list->name);
    size_t count = rows_sent(state, prefix, list);
    for (size_t i = 0; i < count; i++)
        json_array_append_new(rows, read_row(state, prefix, list->fields, list->count, i));
    for (size_t i = 0; i < list->count; i++)
        if (list->fields[i].type == FORMSET_LIST)
            read_inner(state, prefix, &list->fields[i], rows);
    return rows;
}

void formset_read(struct formset_state *state)
{
    const char *version = staff_sent(state->request, "version");
    for (size_t i = 0; i < state->formset->count; i++) {
        const struct formset_field *field = &state->formset->fields[i];
        if (field->type == FORMSET_HEADING)
            continue;
        json_object_set_new(state->values, field->name,
                            field->type == FORMSET_LIST
                                ? read_list_field(state, field)
                                : json_string(column_text_at(sent_column(state, "", field->name), 0)));
    }
    state->version = version ? strtoll(version, NULL, 10) : 0;
}

/* ---- what the API is told */

/* As a number where it is one, else the text, so that the API says what is wrong with it. */
static json_t *number_value(const char *text)
{
    char *end;
    long long number = strtoll(text, &end, 10);
    return *end || end == text ? json_string(text) : json_integer(number);
}

static json_t *percent_value(const char *text)
{
    char *end;
    double number = strtod(text, &end);
    return *end || end == text ? json_string(text) : json_real(number / 100);
}

/* What the control gives has no zone; it is the portal's. */
static json_t *time_value(const struct formset_state *state, const char *text)
{
    enum { LOCAL = sizeof "2026-11-30T08:00" - 1 };
    bool is_local = strlen(text) == LOCAL && text[10] == 'T';
    return json_string(is_local ? arena_printf(state->request->arena, "%s:00+07:00", text) : text);
}

static json_t *field_json(const struct formset_state *state, const struct formset_field *field,
                          const char *text)
{
    if (!*text)
        return json_null();
    if (field->flags & FORMSET_IS_NUMBER)
        return number_value(text);
    switch (field->type) {
    case FORMSET_NUMBER:
    case FORMSET_MEDIUM:
    case FORMSET_CARRIED:
    case FORMSET_PICTURE:
    case FORMSET_ARTICLE:
        return number_value(text);
    case FORMSET_PART:
        return percent_value(text);
    case FORMSET_TIME:
        return time_value(state, text);
    default:
        return json_string(text);
    }
}

/* Puts a value at a name with slashes. */
static void member_put(json_t *object, const char *name, json_t *value)
{
    const char *slash = strchr(name, '/');
    char outer[FORMSET_NAME_SIZE];
    if (!slash) {
        json_object_set_new(object, name, value);
        return;
    }
    snprintf(outer, sizeof outer, "%.*s", (int)(slash - name), name);
    if (!json_object_get(object, outer))
        json_object_set_new(object, outer, json_object());
    json_object_set_new(json_object_get(object, outer), slash + 1, value);
}

static json_t *body_row(const struct formset_state *state, const struct formset_field *fields, size_t count,
                        const json_t *row);

static json_t *body_list(const struct formset_state *state, const struct formset_field *list,
                         const json_t *rows)
{
    json_t *items = json_array(), *row;
    size_t index;
    json_array_foreach(rows, index, row)
    {
        json_array_append_new(items, body_row(state, list->fields, list->count, row));
    }
    return items;
}

/* What a row of its kind has no use for is left out. */
static json_t *body_row(const struct formset_state *state, const struct formset_field *fields, size_t count,
                        const json_t *row)
{
    const char *kind = formset_row_kind(fields, count, row);
    json_t *object = json_object();
    for (size_t i = 0; i < count; i++) {
        const json_t *value = json_object_get(row, fields[i].name);
        if (value && formset_field_is_of(&fields[i], kind))
            member_put(object, fields[i].name,
                       fields[i].type == FORMSET_LIST
                           ? body_list(state, &fields[i], value)
                           : field_json(state, &fields[i], formset_text(state->request->arena, value)));
    }
    return object;
}

json_t *formset_body(const struct formset_state *state)
{
    return body_row(state, state->formset->fields, state->formset->count, state->values);
}

void formset_choice(struct formset_state *state, const char *field, const char *value, const char *label)
{
    if (!json_object_get(state->choices, field))
        json_object_set_new(state->choices, field, json_array());
    json_array_append_new(json_object_get(state->choices, field), json_pack("[ss]", value, label));
}

void formset_refuse(struct formset_state *state, const struct staff_answer *refusal)
{
    if (!refusal)
        return;
    state->faults = refusal->faults;
    state->fault_count = refusal->fault_count;
    struct fault *one = refusal->fault_count ? NULL : arena_zero(state->request->arena, 1, sizeof *one);
    if (!one)
        return;
    one->detail =
        refusal->detail ? refusal->detail : staff_word(state->app, state->request, "formset.refused");
    state->faults = one;
    state->fault_count = 1;
}
