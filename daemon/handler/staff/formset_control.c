/* The control of one field: what it is, what may be chosen in it, and how a colour is judged. */
#include "formset.h"
#include "text/colour.h"
#include "text/palette.h"

#include <math.h>
#include <string.h>

/* How a colour is to be judged: its contrast, and the nearest that can be read. */
static void show_colour(const struct formset_state *state, struct view view, const char *place,
                        const char *name, const char *value)
{
    char text[COLOUR_TEXT_SIZE];
    struct arena *arena = state->request->arena;
    struct colour colour;
    view_flag(view, "is_colour", true);
    if (!*value || colour_parse(value, &colour))
        return;
    int tenths = (int)floor(brand_contrast(colour) * 10);
    const char *contrast = arena_printf(arena, "%d,%d", tenths / 10, tenths % 10);
    bool is_good = brand_contrast(colour) >= BRAND_CONTRAST;
    view_text(view, "note",
              staff_says(state->app, state->request,
                         is_good ? "formset.contrast_good" : "formset.contrast_low", contrast, NULL));
    view_text(view, "swatch", arena_text(arena, colour_text(colour, text)));
    if (is_good)
        return;
    const char *near = arena_text(arena, colour_text(brand_nearest(colour), text));
    view_text(view, "near", near);
    view_text(view, "near_value", arena_printf(arena, "chon %s %s %s", place, name, near));
}

void formset_add_choice(struct view list, const char *value, const char *label, const char *present)
{
    struct view choice = view_append(list);
    view_text(choice, "value", value);
    view_text(choice, "label", label);
    view_flag(choice, "is_chosen", strcmp(value, present) == 0);
}

/* Choices of the table with their words, or those that the page said. */
void formset_show_choices(const struct formset_state *state, struct view view, const char *list_name,
                          const struct formset_field *field, const char *value)
{
    struct arena *arena = state->request->arena;
    struct view list = view_list(view, "choices");
    const json_t *said = json_object_get(state->choices, field->name), *pair;
    size_t index;
    view_flag(view, "is_choice", true);
    if (!(field->flags & FORMSET_REQUIRED))
        formset_add_choice(list, "", staff_word(state->app, state->request, "formset.none"), value);
    for (const char *at = field->choices; at && *at; at += strcspn(at, ","), at += *at == ',') {
        const char *one = arena_copy(arena, at, strcspn(at, ","));
        formset_add_choice(
            list, one, formset_word(state, list_name, field->name, arena_printf(arena, "_%s", one)), value);
    }
    json_array_foreach(said, index, pair)
    {
        formset_add_choice(list, json_string_value(json_array_get(pair, 0)),
                           json_string_value(json_array_get(pair, 1)), value);
    }
}

/* What a control is, by its type. */
static void show_control(const struct formset_state *state, struct view view,
                         const struct formset_field *field)
{
    static const char *const controls[FORMSET_HEADING + 1] = {
        [FORMSET_TEXT] = "text",   [FORMSET_ADDRESS] = "text", [FORMSET_NUMBER] = "text",
        [FORMSET_PART] = "text",   [FORMSET_DAY] = "date",     [FORMSET_TIME] = "datetime-local",
        [FORMSET_COLOUR] = "text",
    };
    enum formset_type type = field->type;
    view_flag(view, "is_area", type == FORMSET_AREA);
    view_flag(view, "is_text", controls[type] != NULL);
    view_text(view, "control", controls[type]);
    view_flag(view, "is_address", type == FORMSET_ADDRESS);
    view_text(view, "inputmode", type == FORMSET_NUMBER || type == FORMSET_PART ? "numeric" : NULL);
    view_flag(view, "is_required", field->flags & FORMSET_REQUIRED);
    if (field->most)
        view_text(view, "most", arena_printf(state->request->arena, "%d", field->most));
}

void formset_show_control(const struct formset_state *state, struct view view,
                          const struct formset_field *field, const char *place, const char *list,
                          const char *value)
{
    show_control(state, view, field);
    if (field->type == FORMSET_CHOICE)
        formset_show_choices(state, view, list, field, value);
    else if (field->type == FORMSET_COLOUR)
        show_colour(state, view, place, field->name, value);
}
