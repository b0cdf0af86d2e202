/* What the buttons of a formset do to its values. Each is "VERB PLACE …"; what names no row changes nothing.
 */
#include "formset.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A row, or the end of a list; of a row below another the outer one too. */
struct formset_place {
    const struct formset_field *field; /* the list that it stands in */
    json_t *list;
    size_t at;                         /* json_array_size(list): behind all */
    const struct formset_field *outer; /* NULL: it is none below another */
    json_t *outer_list;
    size_t outer_at;
};

/* The next word of a place, up to a slash. */
static const char *place_piece(const char *at, char *out, size_t size)
{
    size_t length = strcspn(at, "/");
    snprintf(out, size, "%.*s", (int)length, at);
    at += length;
    return at + (*at == '/');
}

static const struct formset_field *list_named(const struct formset_field *fields, size_t count,
                                              const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (fields[i].type == FORMSET_LIST && strcmp(fields[i].name, name) == 0)
            return &fields[i];
    return NULL;
}

/* "nav", "nav/3", "nav/3/items", "nav/3/items/1". */
static bool place_find(const struct formset_state *state, const char *path, struct formset_place *place)
{
    const struct formset_field *fields = state->formset->fields;
    size_t count = state->formset->count;
    const json_t *row = state->values;
    char word[64];
    *place = (struct formset_place){.field = NULL};
    while (*path) {
        path = place_piece(path, word, sizeof word);
        if (place->field) {
            place->outer = place->field;
            place->outer_list = place->list;
            place->outer_at = place->at;
        }
        place->field = list_named(fields, count, word);
        place->list = place->field ? json_object_get(row, place->field->name) : NULL;
        place->at = json_array_size(place->list);
        if (!place->field || !*path)
            break;
        path = place_piece(path, word, sizeof word);
        place->at = (size_t)strtoul(word, NULL, 10);
        row = json_array_get(place->list, place->at);
        fields = place->field->fields;
        count = place->field->count;
        if (!row)
            return false;
    }
    return place->list != NULL;
}

/* The object that a field of the formset lies in: a row, or "-" for the formset itself. */
static json_t *place_object(const struct formset_state *state, const char *path)
{
    struct formset_place place;
    if (strcmp(path, "-") == 0)
        return state->values;
    return place_find(state, path, &place) ? json_array_get(place.list, place.at) : NULL;
}

static void row_move(json_t *list, size_t from, size_t to)
{
    json_t *row = json_incref(json_array_get(list, from));
    json_array_remove(list, from);
    json_array_insert_new(list, to, row);
}

/* A row with nothing in it, of the kind that was chosen beside the button. */
static json_t *row_blank(const struct formset_state *state, const struct formset_field *list)
{
    char name[80];
    json_t *row = json_object();
    snprintf(name, sizeof name, "%s-moi", list->name);
    const char *kind = staff_sent(state->request, name);
    for (size_t i = 0; i < list->count; i++) {
        const struct formset_field *field = &list->fields[i];
        const char *first = field->type == FORMSET_KIND && kind ? kind : "";
        json_object_set_new(row, field->name,
                            field->type == FORMSET_LIST ? json_array() : json_string(first));
    }
    return row;
}

static void act_add(const struct formset_state *state, const struct formset_place *place)
{
    if (!place->field->most || json_array_size(place->list) < (size_t)place->field->most)
        json_array_append_new(place->list, row_blank(state, place->field));
}

/* A row goes below the one before it, and what is below it follows. */
static void act_in(const struct formset_place *place)
{
    const struct formset_field *inner = NULL;
    for (size_t i = 0; i < place->field->count; i++)
        if (place->field->fields[i].type == FORMSET_LIST)
            inner = &place->field->fields[i];
    if (place->outer || !inner || !(place->field->flags & FORMSET_INDENTS) || !place->at)
        return;
    json_t *row = json_array_get(place->list, place->at);
    json_t *into = json_object_get(json_array_get(place->list, place->at - 1), inner->name);
    json_t *below = json_incref(json_object_get(row, inner->name));
    json_object_del(row, inner->name);
    json_array_append(into, row);
    json_array_extend(into, below);
    json_decref(below);
    json_array_remove(place->list, place->at);
}

/* A row below another stands behind it; what follows it there stays. */
static void act_out(const struct formset_place *place)
{
    if (!place->outer || !(place->outer->flags & FORMSET_INDENTS))
        return;
    json_t *row = json_incref(json_array_get(place->list, place->at));
    json_object_set_new(row, place->field->name, json_array());
    json_array_remove(place->list, place->at);
    json_array_insert_new(place->outer_list, place->outer_at + 1, row);
}

/* What concerns a row or a list. */
static void act_rows(const struct formset_state *state, const char *verb, const struct formset_place *place)
{
    size_t size = json_array_size(place->list);
    bool is_row = place->at < size;
    if (strcmp(verb, "them") == 0)
        act_add(state, place);
    else if (!is_row)
        return;
    else if (strcmp(verb, "len") == 0 && place->at)
        row_move(place->list, place->at, place->at - 1);
    else if (strcmp(verb, "xuong") == 0 && place->at + 1 < size)
        row_move(place->list, place->at, place->at + 1);
    else if (strcmp(verb, "bo") == 0)
        json_array_remove(place->list, place->at);
    else if (strcmp(verb, "vao") == 0)
        act_in(place);
    else if (strcmp(verb, "ra") == 0)
        act_out(place);
}

/* Whether the object is of a kind that has the field: what nobody showed is not set. */
static bool object_has(const json_t *object, const char *name)
{
    return json_is_string(json_object_get(object, name));
}

/* What concerns a field: what is chosen for it, or that something is to be chosen. */
static void act_field(struct formset_state *state, const char *verb, const char *path, const char *rest)
{
    char name[64];
    size_t length = strcspn(rest, " ");
    json_t *object = place_object(state, path);
    snprintf(name, sizeof name, "%.*s", (int)length, rest);
    rest += length + (rest[length] == ' ');
    if (!object_has(object, name))
        return;
    if (strcmp(verb, "tim") == 0)
        state->sought = arena_printf(state->request->arena, "%s %s", path, name);
    else if (strcmp(verb, "chon") == 0)
        json_object_set_new(object, name, json_string(rest));
    else if (strcmp(verb, "khong") == 0)
        json_object_set_new(object, name, json_string(""));
}

const char *formset_act_words(const struct request *request)
{
    const char *act = staff_sent(request, "lam"), *space = act ? strchr(act, ' ') : NULL;
    return space ? space + 1 : "";
}

enum formset_act formset_act(struct formset_state *state)
{
    static const struct {
        const char *verb;
        enum formset_act act;
    } known[] = {{"luu", FORMSET_SAVE},
                 {"xem", FORMSET_PREVIEW},
                 {"lai", FORMSET_REVERT},
                 {"xoa", FORMSET_REMOVE},
                 {"gop", FORMSET_MERGE}};
    char verb[16], path[64];
    const char *act = staff_sent(state->request, "lam");
    struct formset_place place;
    if (!act)
        return FORMSET_SHOWN;
    snprintf(verb, sizeof verb, "%.*s", (int)strcspn(act, " "), act);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].verb, verb) == 0)
            return known[i].act;
    const char *words = formset_act_words(state->request);
    size_t length = strcspn(words, " ");
    snprintf(path, sizeof path, "%.*s", (int)length, words);
    state->is_changed = true;
    if (words[length])
        act_field(state, verb, path, words + length + 1);
    else if (place_find(state, path, &place))
        act_rows(state, verb, &place);
    return FORMSET_SHOWN;
}
