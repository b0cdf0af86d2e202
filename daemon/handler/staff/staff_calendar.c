/* /quan-tri/lich: a week as offices print it, with drafts and what is for staff alone, each with where it is
 * edited. */
#include "page/calendar.h"
#include "page/page.h"
#include "staff.h"
#include "text/date.h"

#include <string.h>

enum { WEEK_DAYS = 7 };

/* The Monday of the week that is asked for; of what is no day, the present one. */
static int32_t calendar_monday(const struct request *request)
{
    const char *asked = request_parameter(request, "tuan");
    int32_t day = day_of(request->now_ms);
    if (asked && !day_parse(asked, &day) && !event_is_within(day_start_ms(day)))
        day = day_of(request->now_ms);
    return day_add(day, -((civil_local(day_start_ms(day)).weekday + WEEK_DAYS - 1) % WEEK_DAYS));
}

/* Where each of a half of the day is edited, and how it stands. */
static void fill_meetings(const struct app *app, const struct request *request, struct view day,
                          const char *half)
{
    json_t *item;
    size_t index;
    json_array_foreach(json_object_get(day.json, half), index, item)
    {
        struct view view = {day.arena, item};
        const char *status = json_string_value(json_object_get(item, "status"));
        view_url(view, "url",
                 safe_url_trusted(staff_path(request, "/bai/%lld",
                                             (long long)json_integer_value(json_object_get(item, "id")))));
        view_text(view, "state",
                  status && strcmp(status, "published") != 0
                      ? staff_word(app, request, arena_printf(day.arena, "articles.status_%s", status))
                      : NULL);
    }
}

static void fill_week(const struct app *app, const struct request *request, struct view view,
                      const struct calendar *calendar, int32_t monday)
{
    char text[DATE_TEXT_SIZE];
    struct view days = view_list(view, "days");
    for (int i = 0; i < WEEK_DAYS; i++) {
        int32_t day = day_add(monday, i);
        struct view item = view_append(days);
        calendar_view_day(item, calendar, day, day_of(request->now_ms), page_lang(request));
        fill_meetings(app, request, item, "morning");
        fill_meetings(app, request, item, "afternoon");
        view_url(item, "new_url",
                 safe_url_trusted(staff_path(request, "/bai/moi?kind=event&ngay=%s", day_iso(day, text))));
    }
}

/* The week beside it. */
static void fill_turn(const struct request *request, struct view view, const char *name, int32_t day)
{
    char text[DATE_TEXT_SIZE];
    bool is_within = event_is_within(day_start_ms(day));
    view_url(view, name,
             is_within ? safe_url_trusted(staff_path(request, "/lich?tuan=%s", day_iso(day, text)))
                       : (struct safe_url){NULL});
}

enum err staff_calendar_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct calendar calendar;
    char first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE], text[DATE_TEXT_SIZE];
    int32_t monday = calendar_monday(request);
    enum lang lang = page_lang(request);
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = calendar_read_all(conn, day_start_ms(monday), day_start_ms(day_add(monday, WEEK_DAYS)),
                                &calendar);
    if (err)
        return err;
    const char *title = staff_word(app, request, "calendar.title");
    struct view view = staff_begin(request, reply, "staff/calendar.html", title);
    view_url(view, "sheet_url", safe_url_trusted(app->interface.kinds_url));
    date_short(day_start_ms(monday), lang, first);
    date_short(day_start_ms(day_add(monday, WEEK_DAYS - 1)), lang, last);
    view_text(view, "span", arena_printf(reply->arena, "%s – %s", first, last));
    view_text(view, "monday", day_iso(monday, text));
    view_url(view, "list_url", safe_url_trusted(staff_path(request, "/lich")));
    view_url(view, "paste_url",
             request->actor.role >= ROLE_EDITOR
                 ? safe_url_trusted(staff_path(request, "/lich/dan?tuan=%s", day_iso(monday, text)))
                 : (struct safe_url){NULL});
    view_url(view, "new_url", safe_url_trusted(staff_path(request, "/bai/moi?kind=event")));
    fill_turn(request, view, "before_url", day_add(monday, -WEEK_DAYS));
    fill_turn(request, view, "behind_url", day_add(monday, WEEK_DAYS));
    fill_week(app, request, view, &calendar, monday);
    return ERR_OK;
}
