/* How states, moments and differences of articles are said on the staff's pages. Must not know which page
 * asks. */
#include "staff_article.h"

#include "page/page.h"
#include "text/date.h"
#include "text/difference.h"
#include "text/number.h"

#include <string.h>

static const int64_t day_ms = INT64_C(24) * 3600 * 1000, hour_ms = INT64_C(3600) * 1000;

const char *writing_id(const struct request *request, int64_t *ret_id)
{
    if (number_parse(request->args[0], 1, INT64_MAX, ret_id))
        return NULL;
    return arena_printf(request->arena, "%lld", (long long)*ret_id);
}

int64_t writing_time(const json_t *thing, const char *member)
{
    const char *text = json_string_value(json_object_get(thing, member));
    int64_t at_ms;
    return text && date_parse(text, &at_ms) == ERR_OK ? at_ms : 0;
}

const char *writing_moment_said(const struct app *app, const struct request *request, int64_t at_ms)
{
    char text[DATE_TEXT_SIZE];
    int64_t left_ms = at_ms - request->now_ms;
    const char *said = date_long(at_ms, page_lang(request), text);
    if (left_ms <= 0)
        return arena_text(request->arena, said);
    bool in_days = left_ms >= 2 * day_ms;
    const char *number =
        arena_printf(request->arena, "%lld", (long long)(in_days ? left_ms / day_ms : left_ms / hour_ms));
    return staff_says(app, request, in_days ? "write.in_days" : "write.in_hours", said, number);
}

const char *writing_status(const struct app *app, const struct request *request, const char *status)
{
    return staff_word(app, request,
                      arena_printf(request->arena, "articles.status_%s", status ? status : "draft"));
}

/* Full what is public, open what is not, half what is on its way, red what waits for somebody. */
const char *writing_status_mark(const char *status)
{
    if (!status || strcmp(status, "draft") == 0 || strcmp(status, "scheduled") == 0)
        return "half";
    if (strcmp(status, "review") == 0)
        return "red";
    return strcmp(status, "published") == 0 ? "yes" : "no";
}

const char *writing_words(struct arena *arena, const json_t *values)
{
    const char *title = json_string_value(json_object_get(values, "title"));
    const char *lead = json_string_value(json_object_get(values, "lead"));
    const char *body = json_string_value(json_object_get(values, "body"));
    return arena_printf(arena, "%s\n%s\n%s", title ? title : "", lead ? lead : "", body ? body : "");
}

/* Nothing, in whichever way it is said: an object of which no member says anything is nothing too. */
static bool says_nothing(json_t *value)
{
    const char *name;
    json_t *member;
    json_object_foreach(value, name, member)
    {
        if (!says_nothing(member))
            return false;
    }
    return !value || json_is_null(value) || json_is_false(value) ||
           (json_is_string(value) && !json_string_length(value)) ||
           (json_is_array(value) && !json_array_size(value)) || json_is_object(value);
}

/* Members of objects one by one: one may leave out what the other says is nothing. */
static bool holds_all(json_t *a, json_t *b)
{
    const char *name;
    json_t *value;
    json_object_foreach(a, name, value)
    {
        if (!writing_is_same(value, json_object_get(b, name)))
            return false;
    }
    return true;
}

bool writing_has_status(const json_t *article, const char *status)
{
    const char *now = json_string_value(json_object_get(article, "status"));
    return now && strcmp(now, status) == 0;
}

bool writing_may_be_done(struct app *app, const struct request *request, const char *id, enum err err,
                         struct staff_answer *ret_now)
{
    bool is_late = err == ERR_PRECONDITION_FAILED || err == ERR_TRANSITION || err == ERR_CONFLICT;
    return is_late && !staff_read(app, request, api_article_show, id, ret_now);
}

bool writing_is_same(json_t *a, json_t *b)
{
    if (says_nothing(a) || says_nothing(b))
        return says_nothing(a) && says_nothing(b);
    if (json_is_object(a) && json_is_object(b))
        return holds_all(a, b) && holds_all(b, a);
    return json_equal(a, b);
}

/* Exactly one flag of each is true, which is what a template can ask for. */
static void show_passages(struct view view, const char *name, const struct difference *difference)
{
    struct view list = view_list(view, name);
    for (size_t i = 0; i < difference->count; i++) {
        const struct passage *passage = &difference->passages[i];
        struct view item = view_append(list);
        bool is_left_out = passage->kind == PASSAGE_LEFT_OUT;
        view_text(item, "text", is_left_out ? "" : arena_copy(view.arena, passage->text, passage->length));
        view_flag(item, "is_removed", passage->kind == PASSAGE_REMOVED);
        view_flag(item, "is_added", passage->kind == PASSAGE_ADDED);
        view_flag(item, "is_kept", passage->kind == PASSAGE_KEPT);
        view_flag(item, "is_left_out", is_left_out);
    }
}

enum err writing_difference(struct view view, const char *name, const char *before, const char *after,
                            size_t context)
{
    struct difference difference = {0};
    enum err err = text_difference(before, after, view.arena, &difference);
    if (!err && context)
        err = difference_shorten(&difference, context, view.arena);
    if (err)
        return err;
    if (!difference.removed && !difference.added)
        difference.count = 0;
    show_passages(view, name, &difference);
    return ERR_OK;
}
