/* A formset as staff/formset.html shows it: fields, rows with their buttons, and each fault where it belongs.
 * Every view has every name, since a template may ask for any. */
#include "formset.h"

#include <stdlib.h>
#include <string.h>

const char *formset_word(const struct formset_state *state, const char *list, const char *name,
                         const char *end)
{
    struct arena *arena = state->request->arena;
    const char *key =
        arena_printf(arena, "%s.%s%s%s%s", state->formset->part, list, *list ? "_" : "", name, end);
    return staff_word(state->app, state->request, formset_swapped(arena, key, '_'));
}

/* An id within the page, of a path with slashes. */
static const char *formset_id(struct arena *arena, const char *path)
{
    return formset_swapped(arena, path, '-');
}

/* The address of the form with a place to return to. */
static void view_anchor(const struct formset_state *state, struct view view, const char *name,
                        const char *path)
{
    struct arena *arena = state->request->arena;
    const char *address = arena_printf(arena, "%s#hang-%s", state->action, formset_id(arena, path));
    if (!arena_failed(arena))
        view_url(view, name, safe_url_trusted(address));
}

/* The fault at a pointer, which is noted as told, and in the list above the form too. */
static const char *formset_fault_at(struct formset_state *state, struct view faults, const char *pointer,
                                    const char *id, const char *label)
{
    for (size_t i = 0; i < state->fault_count; i++) {
        const struct fault *fault = &state->faults[i];
        if (!fault->pointer || strcmp(fault->pointer, pointer) != 0 || state->told[i])
            continue;
        struct view item = view_append(faults);
        state->told[i] = true;
        view_text(item, "detail", fault->detail);
        view_text(item, "label", label);
        view_url(item, "url", safe_url_trusted(arena_printf(state->request->arena, "#%s", id)));
        return fault->detail;
    }
    return NULL;
}

/* Those that no field is for. */
static void faults_left(struct formset_state *state, struct view faults)
{
    for (size_t i = 0; i < state->fault_count; i++) {
        if (state->told[i])
            continue;
        struct view item = view_append(faults);
        view_text(item, "detail", state->faults[i].detail);
        view_null(item, "label");
        view_null(item, "url");
    }
}

/* Names of what a field may be, all of them; what it is is set behind. */
static void field_blank(struct view view)
{
    static const char *const names[] = {"is_text",    "is_area",   "is_choice", "is_hidden", "is_list",
                                        "is_heading", "is_chosen", "is_colour", "has_kinds", "is_required",
                                        "is_address", "is_focus",  "is_medium"};
    static const char *const texts[] = {
        "hint",       "fault",      "described", "most",    "chosen",   "chooser",    "rows",
        "kinds",      "new_name",   "add_value", "note",    "near",     "near_value", "swatch",
        "find_value", "none_value", "place_url", "choices", "control",  "inputmode",  "value",
        "name",       "label",      "id",        "add_url", "add_label"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        view_flag(view, names[i], false);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        view_null(view, texts[i]);
}

/* One field. `path` is the place of its row ("" for the formset), `list` the name that its words begin with,
 * `prefix` that of its name in the form. */
static void show_field(struct formset_state *state, struct view faults, struct view view,
                       const struct formset_field *field, const char *path, const char *list,
                       const char *prefix, const json_t *row, const char *kind)
{
    struct arena *arena = state->request->arena;
    const char *pointer = arena_printf(arena, "%s%s/%s", *path ? "/" : "", path, field->name);
    const char *id = formset_id(arena, pointer + 1), *place = *path ? path : "-";
    const char *value = formset_text(arena, json_object_get(row, field->name));
    const char *label = formset_word(state, list, field->name, ""),
               *hint = formset_word(state, list, field->name, "_hint");
    field_blank(view);
    view_text(view, "id", id);
    view_text(view, "name", formset_name(arena, prefix, field->name));
    view_text(view, "value", value);
    if (field->type == FORMSET_KIND || field->type == FORMSET_CARRIED || !formset_field_is_of(field, kind)) {
        view_flag(view, "is_hidden", true);
        return;
    }
    const char *fault = formset_fault_at(state, faults, pointer, id, label);
    view_text(view, "label", label);
    view_text(view, "hint", *hint ? hint : NULL);
    view_text(view, "fault", fault);
    view_text(view, "described",
              fault || *hint ? arena_printf(arena, "%s%s%s%s%s", fault ? id : "", fault ? "-loi" : "",
                                            fault && *hint ? " " : "", *hint ? id : "", *hint ? "-goi-y" : "")
                             : NULL);
    view_anchor(state, view, "place_url", *path ? path : id);
    formset_show_control(state, view, field, place, list, value);
    if (field->type == FORMSET_PICTURE || field->type == FORMSET_ARTICLE || field->type == FORMSET_MEDIUM)
        formset_show_choice(state, view, field, place, value);
}

/* A button's value, where it does something. */
static void view_button(struct view row, const char *name, const char *verb, const char *path, bool is_there)
{
    view_text(row, name, is_there ? arena_printf(row.arena, "%s %s", verb, path) : NULL);
}

/* Where a row comes to stand that is moved by one. */
static const char *neighbour(struct arena *arena, const char *path, int step)
{
    const char *slash = strrchr(path, '/');
    return arena_printf(arena, "%.*s/%d", (int)(slash - path), path, (int)strtol(slash + 1, NULL, 10) + step);
}

struct rows_shown {
    struct formset_state *state;
    struct view faults, rows;
};

/* Buttons of a row that stands at `at` of `size`. */
static void show_buttons(const struct formset_state *state, struct view view,
                         const struct formset_field *list, const char *path, size_t at, size_t size,
                         bool is_inner, bool indents)
{
    struct arena *arena = view.arena;
    const struct formset_field *inner = NULL;
    for (size_t i = 0; i < list->count; i++)
        if (list->fields[i].type == FORMSET_LIST)
            inner = &list->fields[i];
    view_button(view, "up_value", "len", path, at > 0);
    view_button(view, "down_value", "xuong", path, at + 1 < size);
    view_button(view, "drop_value", "bo", path, true);
    view_button(view, "in_value", "vao", path, indents && !is_inner && at > 0);
    view_button(view, "out_value", "ra", path, indents && is_inner);
    view_anchor(state, view, "up_url", neighbour(arena, path, at > 0 ? -1 : 0));
    view_anchor(state, view, "down_url", neighbour(arena, path, at + 1 < size));
    view_anchor(state, view, "stay_url", path);
    view_null(view, "below_value");
    view_null(view, "below_label");
    if (inner) {
        view_text(view, "below_value", arena_printf(arena, "them %s/%s", path, inner->name));
        view_text(view, "below_label", formset_word(state, inner->name, "add", ""));
    }
}

/* A row of a list, and behind it those below it. */
static void show_row_whole(struct rows_shown *shown, const struct formset_field *list, const char *path,
                           const char *prefix, const json_t *row, size_t at, size_t size,
                           const struct formset_field *outer, size_t outer_at);

static void show_rows(struct rows_shown *shown, const struct formset_field *list, const char *path,
                      const char *prefix, const json_t *rows, const struct formset_field *outer,
                      size_t outer_at)
{
    struct arena *arena = shown->state->request->arena;
    const json_t *row;
    size_t index;
    json_array_foreach(rows, index, row)
    {
        show_row_whole(shown, list, arena_printf(arena, "%s/%zu", path, index), prefix, row, index,
                       json_array_size(rows), outer, outer_at);
    }
}

/* "Mục 3", "Mục 3.1", or by its kind. */
static const char *row_label(const struct formset_state *state, const struct formset_field *list,
                             const char *kind, size_t at, const struct formset_field *outer, size_t outer_at)
{
    struct arena *arena = state->request->arena;
    const char *number =
        outer ? arena_printf(arena, "%zu.%zu", outer_at + 1, at + 1) : arena_printf(arena, "%zu", at + 1);
    if (*kind)
        return arena_printf(arena, "%s. %s", number,
                            formset_word(state, list->name, "kind", arena_printf(arena, "_%s", kind)));
    return staff_says(state->app, state->request,
                      arena_printf(arena, "%s.%s_row", state->formset->part, list->name), number, NULL);
}

static void show_row_whole(struct rows_shown *shown, const struct formset_field *list, const char *path,
                           const char *prefix, const json_t *row, size_t at, size_t size,
                           const struct formset_field *outer, size_t outer_at)
{
    struct formset_state *state = shown->state;
    struct arena *arena = state->request->arena;
    struct view view = view_append(shown->rows);
    const char *kind = formset_row_kind(list->fields, list->count, row);
    const char *label = row_label(state, list, kind, at, outer, outer_at);
    const char *id = arena_printf(arena, "hang-%s", formset_id(arena, path));
    view_text(view, "id", id);
    view_text(view, "label", label);
    view_text(view, "fault",
              formset_fault_at(state, shown->faults, arena_printf(arena, "/%s", path), id, label));
    view_flag(view, "is_inner", outer != NULL);
    view_text(view, "of_name", outer ? arena_printf(arena, "%sof", prefix) : NULL);
    view_text(view, "of", outer ? arena_printf(arena, "%zu", outer_at) : NULL);
    show_buttons(state, view, list, path, at, size, outer != NULL,
                 (outer ? outer : list)->flags & FORMSET_INDENTS);
    view_flag(view, "is_fixed", list->flags & FORMSET_FIXED);
    struct view fields = view_list(view, "fields");
    for (size_t i = 0; i < list->count; i++)
        if (list->fields[i].type != FORMSET_LIST)
            show_field(state, shown->faults, view_append(fields), &list->fields[i], path, list->name, prefix,
                       row, kind);
    for (size_t i = 0; i < list->count; i++) {
        const struct formset_field *inner = &list->fields[i];
        bool is_shown = inner->type == FORMSET_LIST && formset_field_is_of(inner, kind);
        if (inner->type == FORMSET_LIST && !is_shown)
            view_null(view, "below_value");
        if (is_shown)
            show_rows(shown, inner, arena_printf(arena, "%s/%s", path, inner->name),
                      arena_printf(arena, "%s%s-", prefix, inner->name), json_object_get(row, inner->name),
                      list, at);
    }
}

/* The kinds that a row may be of when it is added. */
static void show_kinds(const struct formset_state *state, struct view view, const struct formset_field *list)
{
    struct view kinds = view_list(view, "kinds");
    for (size_t i = 0; i < list->count; i++) {
        const struct formset_field *field = &list->fields[i];
        if (field->type != FORMSET_KIND)
            continue;
        struct view scratch = view_new(view.arena);
        formset_show_choices(state, scratch, list->name, field, "");
        json_array_extend(kinds.json, json_object_get(scratch.json, "choices"));
        json_decref(scratch.json);
        view_flag(view, "has_kinds", true);
        view_text(view, "new_name", arena_printf(view.arena, "%s-moi", list->name));
    }
}

static void show_list_field(struct formset_state *state, struct view faults, struct view view,
                            const struct formset_field *list)
{
    struct arena *arena = state->request->arena;
    const char *label = formset_word(state, "", list->name, ""),
               *hint = formset_word(state, "", list->name, "_hint");
    json_t *rows = json_object_get(state->values, list->name);
    field_blank(view);
    view_flag(view, "is_list", true);
    view_text(view, "id", list->name);
    view_text(view, "label", label);
    view_text(view, "hint", *hint ? hint : NULL);
    view_text(view, "fault",
              formset_fault_at(state, faults, arena_printf(arena, "/%s", list->name), list->name, label));
    view_text(view, "add_value",
              list->flags & FORMSET_FIXED ? NULL : arena_printf(arena, "them %s", list->name));
    view_text(view, "add_label", formset_word(state, list->name, "add", ""));
    view_anchor(state, view, "add_url", arena_printf(arena, "%s/%zu", list->name, json_array_size(rows)));
    show_kinds(state, view, list);
    struct rows_shown shown = {state, faults, view_list(view, "rows")};
    show_rows(&shown, list, list->name, arena_printf(arena, "%s-", list->name), rows, NULL, 0);
}

/* Addresses of this portal, offered where one is typed. */
static void show_addresses(const struct formset_state *state, struct view view)
{
    struct view list = view_list(view, "addresses");
    const json_t *pair;
    size_t index;
    json_array_foreach(json_object_get(state->choices, "-"), index, pair)
    {
        formset_add_choice(list, json_string_value(json_array_get(pair, 0)),
                           json_string_value(json_array_get(pair, 1)), "");
    }
}

void formset_show(struct formset_state *state, struct view view, const char *action)
{
    struct arena *arena = state->request->arena;
    struct view formset = view_object(view, "formset");
    struct view faults = view_list(formset, "faults"), fields = view_list(formset, "fields");
    state->action = action;
    state->told = arena_zero(arena, state->fault_count + 1, sizeof *state->told);
    if (!state->told)
        return;
    view_url(formset, "action_url", safe_url_trusted(action));
    view_integer(formset, "version", state->version);
    view_flag(formset, "is_changed", state->is_changed);
    show_addresses(state, formset);
    for (size_t i = 0; i < state->formset->count; i++) {
        const struct formset_field *field = &state->formset->fields[i];
        struct view item = view_append(fields);
        if (field->type == FORMSET_LIST) {
            show_list_field(state, faults, item, field);
        } else if (field->type == FORMSET_HEADING) {
            field_blank(item);
            view_flag(item, "is_heading", true);
            view_text(item, "id", field->name);
            view_text(item, "label", formset_word(state, "", field->name, ""));
        } else {
            show_field(state, faults, item, field, "", "", "", state->values, "");
        }
    }
    faults_left(state, faults);
    view_flag(formset, "has_faults", state->fault_count > 0);
}

void formset_bare(const struct formset_state *state, struct view view, const char *save_word)
{
    static const char *const flags[] = {"can_preview", "can_merge",   "merges_by_name",
                                        "can_remove",  "has_history", "can_album"};
    static const char *const texts[] = {"word_label", "merge_word",  "merge_label",
                                        "merge_hint", "remove_word", "remove_hint"};
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        view_flag(view, flags[i], false);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        view_null(view, texts[i]);
    view_list(view, "merge_choices");
    view_list(view, "history");
    view_text(view, "save_word", save_word);
    view_text(view, "default_value",
              state->sought ? arena_printf(view.arena, "tim %s", state->sought) : "luu");
}
