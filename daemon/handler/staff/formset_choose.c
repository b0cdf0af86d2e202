/* Choosing a picture or an article for a field of a formset: what is chosen is shown, and on demand what else
 * there is, as buttons within the same form, so that nothing typed is lost meanwhile. */
#include "formset.h"

#include "formset_media.h"

#include <stdlib.h>
#include <string.h>

/* So many are offered at a time; who wants another types words. */
enum { OFFERED_MAX = 12 };

/* The thing itself, by its id. */
static void show_chosen(struct formset_state *state, struct view field, enum formset_type type,
                        const char *id)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    struct arena *arena = state->request->arena;
    handler *handle = type == FORMSET_PICTURE ? api_media_show : api_article_show;
    if (!*id)
        return;
    enum err err = staff_read(state->app, state->request, handle, id, &answer);
    struct view chosen = view_object(field, "chosen");
    view_integer(chosen, "focus_width", STAFF_FOCUS_WIDTH);
    view_integer(chosen, "focus_height",
                 !err && type == FORMSET_PICTURE ? staff_focus_height(answer.view) : 0);
    if (err) {
        staff_thumb(state->request, chosen, NULL);
        view_text(chosen, "label", staff_says(state->app, state->request, "formset.gone", id, NULL));
        return;
    }
    staff_thumb(state->request, chosen, type == FORMSET_PICTURE ? answer.view : NULL);
    const char *label = type == FORMSET_PICTURE ? staff_media_label(arena, answer.view)
                                                : json_string_value(json_object_get(answer.view, "title"));
    view_text(chosen, "label", arena_text(arena, label));
}

/* One that may be chosen. */
static void show_offer(struct formset_state *state, struct view list, enum formset_type type,
                       const char *place, const char *name, const json_t *item)
{
    struct arena *arena = state->request->arena;
    struct view offer = view_append(list);
    const char *label = type == FORMSET_PICTURE ? staff_media_label(arena, item)
                                                : json_string_value(json_object_get(item, "title"));
    staff_thumb(state->request, offer, type == FORMSET_PICTURE ? item : NULL);
    view_text(offer, "label", arena_text(arena, label));
    view_text(offer, "value",
              arena_printf(arena, "chon %s %s %lld", place, name,
                           (long long)json_integer_value(json_object_get(item, "id"))));
}

static void show_offers(struct formset_state *state, struct view chooser, enum formset_type type,
                        const char *place, const char *name, const char *words)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    struct staff_question question = {.handle = type == FORMSET_PICTURE ? api_media_list : api_article_list,
                                      .method = METHOD_GET,
                                      .parameters = {{"limit", "12"}},
                                      .parameter_count = 1};
    if (type == FORMSET_PICTURE)
        question.parameters[question.parameter_count++] = (struct field){"kind", "picture"};
    if (*words)
        question.parameters[question.parameter_count++] = (struct field){"q", words};
    enum err err = staff_ask(state->app, state->request, &question, &answer);
    struct view list = view_list(chooser, "items");
    const json_t *items = err ? NULL : json_object_get(answer.view, "items"), *item;
    size_t index;
    json_array_foreach(items, index, item)
    {
        if (index < OFFERED_MAX)
            show_offer(state, list, type, place, name, item);
    }
    view_flag(chooser, "is_empty", json_array_size(items) == 0);
}

/* What may be chosen in place of what is. */
static void show_chooser(struct formset_state *state, struct view view, const struct formset_field *field,
                         const char *place, const char *value)
{
    struct arena *arena = state->request->arena;
    const char *own = arena_printf(arena, "%s %s", place, field->name);
    const char *words = staff_sent(state->request, "tim-tu");
    view_text(view, "find_value", arena_printf(arena, "tim %s", own));
    view_text(view, "none_value", *value ? arena_printf(arena, "khong %s", own) : NULL);
    if (!state->sought || strcmp(state->sought, own) != 0)
        return;
    struct view chooser = view_object(view, "chooser");
    view_text(chooser, "words", words ? words : "");
    view_flag(chooser, "is_picture", field->type == FORMSET_PICTURE);
    show_offers(state, chooser, field->type, place, field->name, words ? words : "");
}

void formset_show_choice(struct formset_state *state, struct view view, const struct formset_field *field,
                         const char *place, const char *value)
{
    enum formset_type type = field->type == FORMSET_MEDIUM ? FORMSET_PICTURE : field->type;
    view_flag(view, "is_chosen", field->type != FORMSET_MEDIUM);
    view_flag(view, "is_medium", field->type == FORMSET_MEDIUM);
    view_flag(view, "is_focus", *value && field->flags & FORMSET_FOCUSES);
    show_chosen(state, view, type, value);
    if (field->type != FORMSET_MEDIUM)
        show_chooser(state, view, field, place, value);
}

/* The field of the formset that has a place to be pressed. */
static const struct formset_field *field_pressed(const struct formset *formset)
{
    for (size_t i = 0; i < formset->count; i++)
        if (formset->fields[i].flags & FORMSET_FOCUSES)
            return &formset->fields[i];
    return NULL;
}

/* Percents of a side; the picture is as large as it was shown. */
static void press_part(struct formset_state *state, const struct formset_field *field, const char *axis,
                       const json_t *at, long long side)
{
    struct arena *arena = state->request->arena;
    const char *text = json_string_value(at);
    long long percent = text && side > 0 ? strtoll(text, NULL, 10) * 100 / side : 50;
    percent = percent < 0 ? 0 : percent > 100 ? 100 : percent;
    json_object_set_new(state->values, arena_printf(arena, "%s%s", field->choices, axis),
                        json_string(arena_printf(arena, "%lld", percent)));
}

void formset_press(struct formset_state *state)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    const json_t *press = json_object_get(state->request->form->fields, "diem");
    const struct formset_field *field = json_is_object(press) ? field_pressed(state->formset) : NULL;
    const char *id = field ? json_string_value(json_object_get(state->values, field->name)) : NULL;
    if (!id || !*id || staff_read(state->app, state->request, api_media_show, id, &answer))
        return;
    const json_t *x = json_object_get(press, "x"), *y = json_object_get(press, "y");
    /* By keyboard a picture is pressed nowhere: then the numbers count that were typed. */
    if (strcmp(formset_text(state->request->arena, x), "0") == 0 &&
        strcmp(formset_text(state->request->arena, y), "0") == 0)
        return;
    press_part(state, field, "x", x, STAFF_FOCUS_WIDTH);
    press_part(state, field, "y", y, staff_focus_height(answer.view));
    state->is_changed = true;
}
