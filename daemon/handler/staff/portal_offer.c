/* Choices of fields, read from the API as anybody could. */
#include "portal_offer.h"

#include "page/page.h"
#include "store/kind.h"
#include "view/article.h"

#include <string.h>

/* Each of a list as a choice: its member `by` as the value, its member `label`. */
static void offer_items(struct formset_state *state, const char *field, const json_t *items, const char *by,
                        const char *label)
{
    const json_t *item;
    size_t index;
    json_array_foreach(items, index, item)
    {
        formset_choice(state, field, formset_text(state->request->arena, json_object_get(item, by)),
                       formset_text(state->request->arena, json_object_get(item, label)));
    }
}

enum err offer_categories(struct formset_state *state, const char *field, const char *by)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    enum err err = staff_read(state->app, state->request, api_category_list, NULL, &answer);
    offer_items(state, field, json_object_get(answer.view, "items"), by, "name");
    return err;
}

enum err offer_boxes(struct formset_state *state, const char *field)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    enum err err = staff_read(state->app, state->request, api_box_list, NULL, &answer);
    offer_items(state, field, json_object_get(answer.view, "items"), "slug", "title");
    return err;
}

/* Lists of kinds, which every portal has. */
static void offer_fixed(struct formset_state *state)
{
    static const char *const paths[][2] = {{"/", "home"},
                                           {"/tim-kiem", "search"},
                                           {"/so-do", "map"},
                                           {"/thong-ke", "figures"},
                                           {"/tro-nang", "access"}};
    struct arena *arena = state->request->arena;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        formset_choice(state, "-", paths[i][0],
                       staff_word(state->app, state->request, arena_printf(arena, "offer.%s", paths[i][1])));
}

/* Categories by the paths of their pages. */
static enum err offer_category_paths(struct formset_state *state)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    enum err err = staff_read(state->app, state->request, api_category_list, NULL, &answer);
    const json_t *item;
    size_t index;
    json_array_foreach(json_object_get(answer.view, "items"), index, item)
    {
        formset_choice(state, "-",
                       category_path(state->request->arena, json_string_value(json_object_get(item, "slug")),
                                     json_string_value(json_object_get(item, "lang"))),
                       json_string_value(json_object_get(item, "name")));
    }
    return err;
}

static enum err offer_standing(struct formset_state *state)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    const struct staff_question question = {.handle = api_article_list,
                                            .method = METHOD_GET,
                                            .parameters = {{"kind", "page"}, {"limit", "100"}},
                                            .parameter_count = 2};
    enum err err = staff_ask(state->app, state->request, &question, &answer);
    offer_items(state, "-", json_object_get(answer.view, "items"), "url", "title");
    return err;
}

enum err offer_addresses(struct formset_state *state)
{
    offer_fixed(state);
    enum err err = offer_category_paths(state);
    return err ? err : offer_standing(state);
}
