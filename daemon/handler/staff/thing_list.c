/* A list as a table; what hangs below another stands behind it. Moving one gives all that hang with it new
 * positions, by the API's own change of each. */
#include "thing_list.h"

#include "http/url.h"
#include "page/page.h"

#include <stdlib.h>
#include <string.h>

enum { POSITION_STEP = 10, DEEPEST = 8 };

static long long thing_number(const json_t *thing, const char *member)
{
    return member ? (long long)json_integer_value(json_object_get(thing, member)) : 0;
}

static bool hangs_beside(const struct thing_list *things, const json_t *one, const json_t *other)
{
    const char *a = json_string_value(json_object_get(one, "lang"));
    const char *b = json_string_value(json_object_get(other, "lang"));
    return thing_number(one, things->parent) == thing_number(other, things->parent) && a && b &&
           strcmp(a, b) == 0;
}

/* The neighbour before (-1) or behind (1) among those that hang with it; NULL at the end. */
static const json_t *thing_beside(const struct thing_list *things, const json_t *items, const json_t *thing,
                                  int step)
{
    const json_t *item, *before = NULL;
    bool is_behind = false;
    size_t index;
    json_array_foreach(items, index, item)
    {
        if (!hangs_beside(things, item, thing))
            continue;
        if (item == thing && step < 0)
            return before;
        if (is_behind)
            return item;
        is_behind = item == thing;
        before = item;
    }
    return NULL;
}

/* The words by which one hears what it hangs below, for that is shown by its place alone; NULL for none. */
static const char *thing_below(const struct app *app, const struct request *request,
                               const struct thing_list *things, const json_t *items, const json_t *thing)
{
    const json_t *item;
    size_t index;
    long long parent = thing_number(thing, things->parent);
    if (!parent)
        return NULL;
    json_array_foreach(items, index, item)
    {
        if (thing_number(item, "id") == parent)
            return staff_says(app, request, "formset.below",
                              json_string_value(json_object_get(item, things->name)), NULL);
    }
    return NULL;
}

/* A row of the list. */
static void show_thing(const struct app *app, const struct request *request, struct view list,
                       const struct thing_list *things, const json_t *items, const json_t *thing, int depth)
{
    static const char *const depths[] = {"", "d1", "d2", "d3", "d4", "d5", "d6", "d7"};
    struct arena *arena = list.arena;
    struct view view = view_append(list);
    const json_t *more = things->more ? json_object_get(thing, things->more) : NULL;
    const json_t *count = json_object_get(thing, "count");
    long long id = thing_number(thing, "id");
    const char *slug = json_string_value(json_object_get(thing, "slug"));
    const char *lang = json_string_value(json_object_get(thing, "lang"));
    bool is_english = lang && strcmp(lang, "en") == 0;
    view_url(view, "url", safe_url_trusted(staff_path(request, "%s/%lld", things->path, id)));
    view_text(view, "name", arena_text(arena, json_string_value(json_object_get(thing, things->name))));
    view_text(view, "more", arena_text(arena, json_string_value(more)));
    view_text(view, "count",
              count ? arena_printf(arena, "%lld", (long long)json_integer_value(count)) : NULL);
    view_text(view, "depth", depths[depth]);
    view_text(view, "below", thing_below(app, request, things, items, thing));
    view_flag(view, "is_english", is_english);
    view_text(view, "id", arena_printf(arena, "hang-%lld", id));
    const char *page = things->page && slug
                           ? arena_printf(arena, "%s%s/%s", is_english ? "/en" : "", things->page, slug)
                           : NULL;
    view_url(view, "page_url",
             page && !arena_failed(arena) ? safe_url_trusted(page) : (struct safe_url){NULL});
    bool moves = things->is_ordered;
    view_text(view, "up_value",
              moves && thing_beside(things, items, thing, -1) ? arena_printf(arena, "len %lld", id) : NULL);
    view_text(view, "down_value",
              moves && thing_beside(things, items, thing, 1) ? arena_printf(arena, "xuong %lld", id) : NULL);
}

/* Those that hang below `parent`, each with what hangs below it. */
static void show_things(const struct app *app, const struct request *request, struct view list,
                        const struct thing_list *things, const json_t *items, long long parent, int depth)
{
    const json_t *item;
    size_t index;
    json_array_foreach(items, index, item)
    {
        if (things->parent && thing_number(item, things->parent) != parent)
            continue;
        show_thing(app, request, list, things, items, item, depth);
        if (things->parent && depth + 1 < DEEPEST)
            show_things(app, request, list, things, items, thing_number(item, "id"), depth + 1);
    }
}

static enum err ask_things(struct app *app, const struct request *request, const struct thing_list *things,
                           struct staff_answer *ret_answer)
{
    struct staff_question question = {.handle = things->list, .method = METHOD_GET};
    const char *words = request_parameter(request, "q"), *after = request_parameter(request, "after");
    if (things->is_searched) {
        question.parameters[question.parameter_count++] = (struct field){"limit", "100"};
        if (words && *words)
            question.parameters[question.parameter_count++] = (struct field){"q", words};
        if (after)
            question.parameters[question.parameter_count++] = (struct field){"after", after};
    }
    return staff_ask(app, request, &question, ret_answer);
}

/* Words and forms around the list. */
static void show_around(const struct app *app, const struct request *request, struct view view,
                        const struct thing_list *things)
{
    static const char *const words[] = {"list_lead", "add", "nothing"};
    const char *sought = request_parameter(request, "q");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *said =
            staff_word(app, request, arena_printf(view.arena, "%s.%s", things->part, words[i]));
        view_text(view, words[i], *said ? said : NULL);
    }
    view_url(view, "action_url", safe_url_trusted(staff_path(request, "%s", things->path)));
    view_url(view, "add_url", safe_url_trusted(staff_path(request, "%s/moi", things->path)));
    view_url(view, "up_url", safe_url_trusted(staff_path(request, "/cong")));
    view_flag(view, "is_searched", things->is_searched);
    view_text(view, "sought", sought ? sought : "");
}

/* The page behind a cursor. */
static void show_next(const struct request *request, struct view view, const struct thing_list *things,
                      const json_t *items)
{
    size_t count = json_array_size(items);
    const char *last = json_string_value(json_object_get(json_array_get(items, count - 1), "slug"));
    bool is_full = things->is_searched && count == 100 && last;
    const char *words = request_parameter(request, "q");
    auto_buf struct buf out = BUF(8 * 1024);
    buf_printf(&out, "%s?after=", staff_path(request, "%s", things->path));
    url_escape(&out, is_full ? last : "", "");
    if (words && *words) {
        buf_text(&out, "&q=");
        url_escape(&out, words, "");
    }
    const char *path = arena_copy(view.arena, buf_str(&out), out.length);
    view_url(view, "next_url", is_full ? safe_url_trusted(path) : (struct safe_url){NULL});
}

enum err thing_list_show(struct app *app, const struct request *request, struct reply *reply,
                         const struct thing_list *things)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    enum err err = ask_things(app, request, things, &answer);
    if (err)
        return err;
    const char *title = staff_word(app, request, arena_printf(reply->arena, "%s.list_title", things->part));
    struct view view = staff_begin(request, reply, "staff/things.html", title);
    const json_t *items = json_object_get(answer.view, "items");
    show_around(app, request, view, things);
    show_next(request, view, things, items);
    show_things(app, request, view_list(view, "things"), things, items, 0, 0);
    return ERR_OK;
}

static enum err put_position(struct app *app, const struct request *request, const struct thing_list *things,
                             const json_t *thing, long long position)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    json_auto_t *body = json_pack("{s:I}", "position", (json_int_t)position);
    const struct staff_question question = {
        .handle = things->change,
        .method = METHOD_PATCH,
        .args = {arena_printf(request->arena, "%lld", thing_number(thing, "id"))},
        .body = body,
        .version = (int64_t)thing_number(thing, "version")};
    if (thing_number(thing, "position") == position)
        return ERR_OK;
    return body ? staff_ask(app, request, &question, &answer) : ERR_MEMORY;
}

/* All that hang together in their order, two of them exchanged. */
static enum err put_order(struct app *app, const struct request *request, const struct thing_list *things,
                          const json_t *items, const json_t *one, const json_t *other)
{
    const json_t *item;
    size_t index;
    long long position = 0;
    enum err err = ERR_OK;
    json_array_foreach(items, index, item)
    {
        if (err || !hangs_beside(things, item, one))
            continue;
        position += POSITION_STEP;
        err = put_position(app, request, things, item == one ? other : item == other ? one : item, position);
    }
    return err;
}

enum err thing_list_order(struct app *app, const struct request *request, struct reply *reply,
                          const struct thing_list *things)
{
    auto_answer struct staff_answer answer = {.view = NULL};
    const char *act = staff_sent(request, "lam"), *space = act ? strchr(act, ' ') : NULL;
    enum err err = ask_things(app, request, things, &answer);
    const json_t *items = json_object_get(answer.view, "items"), *item, *thing = NULL;
    size_t index;
    json_array_foreach(items, index, item)
    {
        if (space && thing_number(item, "id") == strtoll(space + 1, NULL, 10))
            thing = item;
    }
    const json_t *other = thing ? thing_beside(things, items, thing, *act == 'l' ? -1 : 1) : NULL;
    if (!err && other)
        err = put_order(app, request, things, items, thing, other);
    const char *path = thing ? staff_path(request, "%s#hang-%lld", things->path, thing_number(thing, "id"))
                             : staff_path(request, "%s", things->path);
    return err ? err : staff_done(request, reply, path, NULL);
}
