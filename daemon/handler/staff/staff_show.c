/* From what the API says to what people read. Knows no page. */
#include "staff_show.h"

#include "page/page.h"
#include "text/date.h"
#include "text/number.h"

#include <stdio.h>
#include <string.h>

/* A part and a word of the API's. */
enum { NAME_KEY_SIZE = 120 };

/* The instant that the API says; false of null. */
static bool staff_instant_of(const json_t *time, int64_t *ret_ms)
{
    const char *text = json_string_value(time);
    return text && !date_parse(text, ret_ms);
}

const char *staff_moment(const struct app *app, const struct request *request, const json_t *time)
{
    int64_t ms;
    if (!staff_instant_of(time, &ms))
        return "";
    struct civil at = civil_local(ms), now = civil_local(request->now_ms);
    int32_t day = day_of(ms), today = day_of(request->now_ms);
    const char *hour = arena_printf(request->arena, "%02d:%02d", at.hour, at.minute);
    if (day == today)
        return hour;
    if (day == day_add(today, -1))
        return staff_says(app, request, "when.yesterday", hour, NULL);
    if (day == day_add(today, 1))
        return staff_says(app, request, "when.tomorrow", hour, NULL);
    /* What is to come needs its hour. */
    if (ms > request->now_ms)
        return staff_instant(request, time);
    return at.year == now.year ? arena_printf(request->arena, "%02d/%02d", at.day, at.month)
                               : arena_printf(request->arena, "%02d/%02d/%04d", at.day, at.month, at.year);
}

const char *staff_instant(const struct request *request, const json_t *time)
{
    int64_t ms;
    if (!staff_instant_of(time, &ms))
        return "";
    struct civil at = civil_local(ms);
    return arena_printf(request->arena, "%02d/%02d/%04d %02d:%02d", at.day, at.month, at.year, at.hour,
                        at.minute);
}

const char *staff_day(const struct request *request, const json_t *time)
{
    char text[DATE_TEXT_SIZE];
    int64_t ms;
    return staff_instant_of(time, &ms) ? arena_text(request->arena, date_short(ms, LANG_VI, text)) : "";
}

void staff_number(const struct request *request, struct view view, const char *name, const json_t *number)
{
    char text[NUMBER_TEXT_SIZE];
    view_text(view, name, number_grouped(json_integer_value(number), page_lang(request), text));
}

void staff_text(struct view view, const char *name, const json_t *text)
{
    view_text(view, name, json_string_value(text));
}

const char *staff_address(const struct app *app, const struct request *request, const char *path)
{
    const char *base = app->portal->base_url;
    if (*base)
        return arena_printf(request->arena, "%s%s", base, path);
    return arena_printf(request->arena, "%s://%s%s", request->tls ? "https" : "http",
                        request->host ? request->host : "", path);
}

bool staff_leads(const struct app *app, const struct request *request, const char *pattern)
{
    const char *whole = arena_printf(request->arena, "/quan-tri%s", pattern);
    return app->routes.role_at && app->routes.role_at(whole) <= request->actor.role;
}

void staff_way(const struct app *app, const struct request *request, struct view view, const char *name,
               const char *pattern, const char *path)
{
    if (staff_leads(app, request, pattern))
        view_url(view, name, safe_url_trusted(path));
    else
        view_null(view, name);
}

const char *staff_counted(const struct app *app, const struct request *request, const char *key,
                          int64_t count)
{
    char number[NUMBER_TEXT_SIZE];
    enum lang lang = page_lang(request);
    const char *form = number_plural(count, lang) == PLURAL_ONE ? "one" : "other";
    return staff_says(app, request, arena_printf(request->arena, "%s_%s", key, form),
                      number_grouped(count, lang, number), NULL);
}

void staff_sign_in_said(const struct app *app, const struct request *request, struct view view,
                        const json_t *seen)
{
    const json_t *device = json_object_get(seen, "device"), *failed = json_object_get(seen, "failed_device");
    int64_t failures = json_integer_value(json_object_get(seen, "failures"));
    view_text(view, "signed_in",
              json_is_string(device) ? staff_says(app, request, "desk.signed_in",
                                                  staff_moment(app, request, json_object_get(seen, "at")),
                                                  json_string_value(device))
                                     : NULL);
    view_text(view, "failures", failures ? staff_counted(app, request, "desk.failures", failures) : NULL);
    view_text(view, "failed",
              json_is_string(failed)
                  ? staff_says(app, request, "desk.failed",
                               staff_moment(app, request, json_object_get(seen, "failed_at")),
                               json_string_value(failed))
                  : NULL);
}

const char *staff_named(const struct app *app, const struct request *request, const char *part,
                        const json_t *word)
{
    const char *name = json_string_value(word);
    char key[NAME_KEY_SIZE];
    snprintf(key, sizeof key, "%s.%s", part, name ? name : "");
    /* Words of actions have a point in them, keys none behind the first. */
    for (char *at = key + strlen(part) + 1; *at; at++)
        *at = *at == '.' || *at == '-' ? '_' : *at;
    const char *text = staff_word(app, request, key);
    return *text ? text : name ? name : "";
}

enum err staff_list_show(struct app *app, const struct request *request, struct reply *reply,
                         const struct staff_list *page)
{
    static const char after_name[] = "after=";
    auto_answer struct staff_answer answer = {.view = NULL};
    struct staff_question question = {
        .handle = page->handle, .method = METHOD_GET, .parameters = {{"limit", "50"}}, .parameter_count = 1};
    const char *after = request_parameter(request, "sau");
    const json_t *item;
    size_t index;
    if (after)
        question.parameters[question.parameter_count++] = (struct field){"after", after};
    enum err err = staff_ask(app, request, &question, &answer);
    if (err)
        return err;
    struct view view = staff_begin(request, reply, page->template, staff_word(app, request, page->title));
    const json_t *items = json_object_get(answer.view, "items");
    const char *next = json_string_value(json_object_get(answer.view, "next"));
    const char *cursor = next ? strstr(next, after_name) : NULL;
    struct view list = view_list(view, "rows");
    json_array_foreach(items, index, item)
    {
        page->row(app, request, view_append(list), item);
    }
    view_flag(view, "has_any", json_array_size(items) > 0);
    view_url(view, "next_url",
             cursor ? safe_url_trusted(
                          staff_path(request, "%s?sau=%s", page->path, cursor + sizeof after_name - 1))
                    : (struct safe_url){NULL});
    return ERR_OK;
}
