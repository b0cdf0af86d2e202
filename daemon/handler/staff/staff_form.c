/* Forms of staff pages: fields to the JSON of an operation, and its faults back to the fields. Must not know
 * any operation. */
#include "staff.h"

#include <stdio.h>
#include <string.h>

/* The member that a pointer names, within `values`; NULL for none. */
static const json_t *value_at(const json_t *values, const char *pointer)
{
    char name[64];
    while (values && pointer && *pointer == '/') {
        size_t length = strcspn(++pointer, "/");
        snprintf(name, sizeof name, "%.*s", (int)length, pointer);
        values = json_object_get(values, name);
        pointer += length;
    }
    return values;
}

/* Puts a value where a pointer says, making the objects on the way. */
static void put_at(json_t *body, const char *pointer, json_t *value)
{
    char name[64];
    for (;;) {
        size_t length = strcspn(++pointer, "/");
        snprintf(name, sizeof name, "%.*s", (int)length, pointer);
        pointer += length;
        if (!*pointer)
            break;
        if (!json_object_get(body, name))
            json_object_set_new(body, name, json_object());
        body = json_object_get(body, name);
    }
    json_object_set_new(body, name, value);
}

/* A form's value, whatever was sent twice: the first. */
static const char *first_text(const json_t *value)
{
    return json_string_value(json_is_array(value) ? json_array_get(value, 0) : value);
}

const char *staff_sent(const struct request *request, const char *name)
{
    return request->form ? first_text(json_object_get(request->form->fields, name)) : NULL;
}

/* As a number where it is one; else the text itself, so that the API says what is wrong with it. */
static json_t *number_or_text(const char *text)
{
    char *end;
    long long number = strtoll(text, &end, 10);
    return *end || end == text ? json_string(text) : json_integer(number);
}

/* What ends an item of a list, by how the list is typed. */
static const char *item_ends(enum staff_type type)
{
    return type == STAFF_LIST ? "," : type == STAFF_LINES ? "\r\n" : "";
}

/* A line with commas, several lines, or boxes that were ticked, as a list. */
static json_t *sent_list(const json_t *sent, enum staff_type type)
{
    json_t *list = json_array();
    size_t count = json_is_array(sent) ? json_array_size(sent) : sent ? 1 : 0;
    for (size_t i = 0; i < count; i++) {
        const char *text = json_string_value(json_is_array(sent) ? json_array_get(sent, i) : sent);
        while (text && *text) {
            text += strspn(text, " ");
            size_t length = strcspn(text, item_ends(type)), kept = length;
            while (kept && text[kept - 1] == ' ')
                kept--;
            if (kept && type == STAFF_NUMBERS)
                json_array_append_new(list, number_or_text(text));
            else if (kept)
                json_array_append_new(list, json_stringn(text, kept));
            text += length + (text[length] != '\0');
        }
    }
    return list;
}

/* Browsers send the ends of lines as CR LF; what is kept and compared has LF. A new reference. */
static json_t *field_lines(const char *text)
{
    auto_buf struct buf out = BUF(strlen(text) + 1);
    for (; *text; text++)
        if (text[0] != '\r' || text[1] != '\n')
            buf_add(&out, text, 1);
    return buf_failed(&out) ? NULL : json_stringn(buf_str(&out), out.length);
}

/* What a field's text means to the API. A new reference; NULL: nothing is said of it. */
static json_t *field_value(const struct staff_field *field, const json_t *sent)
{
    const char *text = first_text(sent);
    switch (field->type) {
    case STAFF_FLAG:
        return json_boolean(text != NULL);
    case STAFF_LIST:
    case STAFF_LINES:
    case STAFF_CHECKS:
    case STAFF_NUMBERS:
        return sent_list(sent, field->type);
    case STAFF_FILE:
        return NULL;
    default:
        break;
    }
    if (!text)
        return NULL;
    if (!*text)
        return json_null();
    return field->type == STAFF_NUMBER ? number_or_text(text)
           : field->type == STAFF_AREA ? field_lines(text)
                                       : json_string(text);
}

json_t *staff_form_body(const struct request *request, const struct staff_form *form)
{
    json_t *body = json_object();
    for (size_t i = 0; body && i < form->count; i++) {
        const struct staff_field *field = &form->fields[i];
        json_t *value =
            field->pointer ? field_value(field, json_object_get(request->form->fields, field->name)) : NULL;
        if (value)
            put_at(body, field->pointer, value);
    }
    return body;
}

/* A decimal as people type it: with a comma, and never with three digits behind it alone, which would look
 * like a thousand. */
static const char *shown_decimal(struct arena *arena, double number)
{
    char text[64];
    int length = snprintf(text, sizeof text, "%.6f", number);
    if (length < 0 || length >= (int)sizeof text)
        return "";
    char *point = strchr(text, '.');
    for (; length > 0 && text[length - 1] == '0'; length--)
        text[length - 1] = '\0';
    if (!point || !point[1])
        return arena_printf(arena, "%.0f", number);
    *point = ',';
    return arena_printf(arena, "%s%s", text,
                        number > -1000 && number < 1000 && strlen(point) == 4 ? "0" : "");
}

/* How a value of the API stands in a control, the items of a list with `between` between them; in the arena.
 */
static const char *shown_items(struct arena *arena, const json_t *value, const char *between)
{
    if (json_is_string(value))
        return json_string_value(value);
    if (json_is_integer(value))
        return arena_printf(arena, "%lld", (long long)json_integer_value(value));
    if (json_is_real(value))
        return shown_decimal(arena, json_real_value(value));
    if (!json_is_array(value))
        return "";
    const char *text = "";
    for (size_t i = 0; i < json_array_size(value); i++)
        text = arena_printf(arena, "%s%s%s", text, i ? between : "",
                            shown_items(arena, json_array_get(value, i), between));
    return text;
}

/* Likewise a list on one line. */
static const char *shown_value(struct arena *arena, const json_t *value)
{
    return shown_items(arena, value, ", ");
}

/* Whether a box was ticked, or is. */
static bool is_ticked(const struct request *request, const struct staff_field *field, const json_t *values)
{
    if (request->form)
        return json_object_get(request->form->fields, field->name) != NULL;
    return json_is_true(value_at(values, field->pointer));
}

/* What part/staff-field.html asks for, all of it, whatever the type. */
static void field_show(const struct app *app, const struct request *request, struct view view,
                       const struct staff_form *form, const struct staff_field *field, const json_t *values)
{
    static const char *const controls[] = {
        [STAFF_TEXT] = "text",         [STAFF_NUMBER] = "text", [STAFF_LIST] = "text",
        [STAFF_PASSWORD] = "password", [STAFF_CODE] = "text",   [STAFF_FILE] = "file",
        [STAFF_HIDDEN] = "hidden",     [STAFF_AREA] = NULL};
    enum staff_type type = field->type;
    bool is_many = type == STAFF_CHECKS || type == STAFF_NUMBERS;
    bool is_area = type == STAFF_AREA || type == STAFF_LINES;
    bool is_input = !is_area && type != STAFF_FLAG && type != STAFF_CHOICE && !is_many;
    bool is_secret = type == STAFF_PASSWORD || type == STAFF_CODE || type == STAFF_FILE;
    const json_t *value = request->form ? json_object_get(request->form->fields, field->name)
                                        : value_at(values, field->pointer);
    const char *hint =
        staff_word(app, request, arena_printf(view.arena, "%s.%s_hint", form->part, field->word));
    view_text(view, "name", field->name);
    view_text(view, "label",
              type == STAFF_HIDDEN
                  ? ""
                  : staff_word(app, request, arena_printf(view.arena, "%s.%s", form->part, field->word)));
    view_text(view, "hint", *hint ? hint : NULL);
    view_null(view, "fault");
    view_text(view, "described", *hint ? arena_printf(view.arena, "%s-hint", field->name) : NULL);
    view_flag(view, "is_input", is_input && type != STAFF_HIDDEN);
    view_flag(view, "is_hidden", type == STAFF_HIDDEN);
    view_flag(view, "is_area", is_area);
    view_flag(view, "is_flag", type == STAFF_FLAG);
    view_flag(view, "is_choice", type == STAFF_CHOICE);
    view_flag(view, "is_many", is_many);
    view_flag(view, "is_password", type == STAFF_PASSWORD);
    view_flag(view, "is_code", type == STAFF_CODE);
    view_flag(view, "is_number", type == STAFF_NUMBER);
    view_text(view, "type", is_input ? controls[type] : "");
    view_flag(view, "is_required", field->is_required);
    view_text(view, "most", field->most ? arena_printf(view.arena, "%d", field->most) : NULL);
    view_text(view, "autocomplete", field->autocomplete);
    view_flag(view, "is_ticked", type == STAFF_FLAG && is_ticked(request, field, values));
    view_text(view, "value",
              is_secret ? "" : shown_items(view.arena, value, type == STAFF_LINES ? "\n" : ", "));
    view_list(view, "choices");
    /* Which choices are chosen is asked when they are added. */
    view_json(view, "chosen", value ? json_deep_copy(value) : json_null());
}

/* The field of a form's view, by its name. */
static struct view form_field(struct view form, const char *name)
{
    json_t *fields = json_object_get(form.json, "by");
    return (struct view){form.arena, json_object_get(fields, name)};
}

/* Whether a value is the one that stands in the control, or among those. */
static bool is_chosen(const json_t *chosen, const char *value, struct arena *arena)
{
    if (!json_is_array(chosen))
        return strcmp(shown_value(arena, chosen), value) == 0;
    for (size_t i = 0; i < json_array_size(chosen); i++)
        if (strcmp(shown_value(arena, json_array_get(chosen, i)), value) == 0)
            return true;
    return false;
}

void staff_form_choice(struct view form, const char *name, const char *value, const char *label)
{
    struct view field = form_field(form, name);
    struct view list = {form.arena, json_object_get(field.json, "choices")};
    struct view choice = view_append(list);
    view_text(choice, "value", value);
    view_text(choice, "label", label);
    view_text(choice, "id", arena_printf(form.arena, "%s-%zu", name, json_array_size(list.json)));
    view_flag(choice, "is_chosen", is_chosen(json_object_get(field.json, "chosen"), value, form.arena));
}

void staff_form_fault(struct view form, const char *name, const char *detail)
{
    struct view list = {form.arena, json_object_get(form.json, "faults")};
    struct view field = name ? form_field(form, name) : (struct view){form.arena, NULL};
    struct view fault = view_append(list);
    view_text(fault, "detail", detail);
    view_text(fault, "label", field.json ? json_string_value(json_object_get(field.json, "label")) : NULL);
    view_url(fault, "url",
             field.json ? safe_url_trusted(arena_printf(form.arena, "#%s", name)) : (struct safe_url){NULL});
    view_flag(form, "has_faults", true);
    /* Of several at one field the first stands there; the list has all. */
    if (!field.json || !json_is_null(json_object_get(field.json, "fault")))
        return;
    const char *hint = json_string_value(json_object_get(field.json, "described"));
    view_text(field, "fault", detail);
    view_text(field, "described",
              arena_printf(form.arena, "%s-fault%s%s", name, hint ? " " : "", hint ? hint : ""));
}

/* Which field a pointer is of: the one whose own it begins with, the longest. */
static const char *field_at(const struct staff_form *form, const char *pointer)
{
    const char *found = NULL;
    size_t longest = 0;
    for (size_t i = 0; pointer && i < form->count; i++) {
        const char *own = form->fields[i].pointer;
        size_t length = own ? strlen(own) : 0;
        if (length > longest && strncmp(own, pointer, length) == 0 &&
            (!pointer[length] || pointer[length] == '/')) {
            longest = length;
            found = form->fields[i].name;
        }
    }
    return found;
}

struct view staff_form_show(const struct app *app, const struct request *request, struct view view,
                            const struct staff_form *form, const char *action, const json_t *values,
                            const struct staff_answer *refusal)
{
    struct view shown = view_object(view, "form"), list = view_list(shown, "fields");
    struct view by = view_object(shown, "by");
    const char *submit = staff_word(app, request, arena_printf(view.arena, "%s.submit", form->part));
    view_url(shown, "action_url", safe_url_trusted(action));
    view_text(shown, "submit", *submit ? submit : staff_word(app, request, "frame.save"));
    view_null(shown, "mark");
    view_list(shown, "faults");
    view_flag(shown, "has_faults", false);
    for (size_t i = 0; i < form->count; i++) {
        struct view field = view_append(list);
        field_show(app, request, field, form, &form->fields[i], values);
        view_json(by, form->fields[i].name, json_incref(field.json));
    }
    for (size_t i = 0; refusal && i < refusal->fault_count; i++)
        staff_form_fault(shown, field_at(form, refusal->faults[i].pointer), refusal->faults[i].detail);
    if (refusal && !refusal->fault_count && refusal->detail)
        staff_form_fault(shown, NULL, refusal->detail);
    return shown;
}

void staff_form_end(const struct app *app, const struct request *request, struct reply *reply,
                    struct view form)
{
    struct view view = {reply->arena, reply->view};
    const char *title = json_string_value(json_object_get(reply->view, "page_title"));
    if (!json_array_size(json_object_get(form.json, "faults")))
        return;
    reply->status = 422;
    view_text(view, "page_title", staff_says(app, request, "frame.fault_title", title, NULL));
}

/* What is asked anew each time, and kept nowhere; what may say who asked ("rieng-") stands in no form that is
 * kept. */
static bool is_never_kept(const char *name)
{
    return strncmp(name, "mat-khau", 8) == 0 || strncmp(name, "ma-", 3) == 0 ||
           strncmp(name, "rieng-", 6) == 0 || strcmp(name, "ma") == 0 || strcmp(name, "form_token") == 0 ||
           strcmp(name, "giu") == 0;
}

json_t *staff_form_held(const struct request *request)
{
    json_t *held = json_object(), *value;
    const char *name;
    json_object_foreach(request->form->fields, name, value)
    {
        if (!is_never_kept(name))
            json_object_set(held, name, value);
    }
    return held;
}

/* One hidden control, or those of a list or of what names with dots made an object. */
static void hold_value(struct view list, const char *name, json_t *value)
{
    const char *inner;
    json_t *member;
    if (json_is_object(value)) {
        /* Names are cut to objects once (http/form.c). */
        json_object_foreach(value, inner, member)
        {
            hold_value(list, arena_printf(list.arena, "%s.%s", name, inner), member);
        }
        return;
    }
    for (size_t i = 0; i < json_array_size(value); i++)
        hold_value(list, name, json_array_get(value, i));
    if (json_is_array(value))
        return;
    struct view view = view_append(list);
    view_text(view, "name", name);
    view_text(view, "value", json_string_value(value));
}

void staff_form_hold(struct view view, json_t *held)
{
    struct view list = view_list(view, "held");
    const char *name;
    json_t *value;
    json_object_foreach(held, name, value)
    {
        hold_value(list, name, value);
    }
    json_decref(held);
}
