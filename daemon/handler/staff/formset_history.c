/* Versions as the API lists them: of those that have a state of their own one can look at it in the form and
 * bring it back; of others the words alone are told. */
#include "formset_history.h"

#include "page/page.h"
#include "text/date.h"

#include <string.h>

/* When, by whom and what: lists of the API call it differently. */
static void history_words(const struct formset_state *state, struct view view, const json_t *item)
{
    static const char *const whens[] = {"at", "updated_at"}, *const whose[] = {"actor", "set_by"};
    struct arena *arena = view.arena;
    char text[DATE_TEXT_SIZE];
    const char *when = NULL, *who = NULL, *words = json_string_value(json_object_get(item, "text"));
    int64_t at_ms;
    for (int i = 0; i < 2; i++) {
        when = when ? when : json_string_value(json_object_get(item, whens[i]));
        who = who ? who : json_string_value(json_object_get(item, whose[i]));
    }
    bool is_known = when && !date_parse(when, &at_ms);
    view_text(view, "when",
              is_known ? arena_text(arena, date_long(at_ms, page_lang(state->request), text))
                       : staff_word(state->app, state->request, "formset.before"));
    view_text(view, "who", arena_text(arena, who));
    view_text(view, "words", arena_text(arena, words));
}

static void history_row(const struct formset_state *state, struct view list, const struct formset_page *page,
                        const json_t *item)
{
    struct arena *arena = list.arena;
    struct view view = view_append(list);
    long long version = (long long)json_integer_value(json_object_get(item, "version"));
    bool has_state = page->revision && !json_is_true(json_object_get(item, "taken_back"));
    const char *address = page->is_thing ? staff_path(state->request, "%s/%s?ban=%lld", page->path,
                                                      state->request->args[0], version)
                                         : staff_path(state->request, "%s?ban=%lld", page->path, version);
    view_integer(view, "version", version);
    view_flag(view, "is_present", version == state->version);
    view_url(view, "see_url", has_state ? safe_url_trusted(address) : (struct safe_url){NULL});
    view_text(view, "revert_value",
              has_state && page->revert && version != state->version
                  ? arena_printf(arena, "lai %lld", version)
                  : NULL);
    history_words(state, view, item);
}

enum err formset_history_show(struct formset_state *state, struct view view, const struct formset_page *page)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    struct view list = view_list(view, "history");
    const char *of = formset_page_of(state->request, page);
    bool has_any = page->revisions && (of || !page->is_thing);
    enum err err = has_any ? staff_read(state->app, state->request, page->revisions, of, &answer) : ERR_OK;
    const json_t *items = json_object_get(answer.view, "items"), *item;
    size_t index;
    json_array_foreach(items, index, item)
    {
        history_row(state, list, page, item);
    }
    view_flag(view, "has_history", json_array_size(items) > 0);
    return err;
}
