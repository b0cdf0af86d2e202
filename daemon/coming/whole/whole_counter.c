/* The counters of an exported folder: what each day counted, and the balance that no day explains, which goes
 * into the ledger. Found again by day and note, so that a second run counts nothing twice. */
#include "base/clock.h"
#include "text/date.h"
#include "text/number.h"
#include "whole.h"

#include <inttypes.h>
#include <string.h>

enum { COUNTER_ARENA = 64 * 1024 * 1024, DAYS_AT_ONCE = 500, CELLS = 4, STATUS_OK = 200 };

static const char *const counter_members[CELLS] = {"day", "visits", "views", "machines"};
static const char counter_file[] = "counters/days.csv";

/* A line of the table as the API takes it; NULL: it is none of a day. The caller's. */
static json_t *counter_row(char *line)
{
    json_t *row = json_object();
    int32_t day;
    for (size_t i = 0; row && line && i < CELLS; i++) {
        char *end = line + strcspn(line, ",\r");
        bool is_last = *end != ',';
        int64_t number = 0;
        *end = '\0';
        if (i ? number_parse(line, 0, INT64_MAX, &number) : day_parse(line, &day)) {
            json_decref(row);
            return NULL;
        }
        json_object_set_new(row, counter_members[i],
                            i ? json_integer((json_int_t)number) : json_string(line));
        line = is_last ? NULL : end + 1;
    }
    return row;
}

/* All days that are over; those of today are in the balance. */
static json_t *counter_days(char *text)
{
    char today[DATE_TEXT_SIZE];
    json_t *days = json_array();
    day_iso(day_of(clock_now_ms(&clock_system)), today);
    for (char *line = text; days && line;) {
        char *end = strchr(line, '\n');
        if (end)
            *end = '\0';
        json_t *row = counter_row(line);
        if (row && strcmp(json_string_value(json_object_get(row, "day")), today) < 0)
            json_array_append_new(days, row);
        else
            json_decref(row);
        line = end ? end + 1 : NULL;
    }
    return days;
}

static enum err counter_send(struct whole *w, const json_t *days)
{
    enum err err = ERR_OK;
    for (size_t at = 0; !err && at < json_array_size(days); at += DAYS_AT_ONCE) {
        json_t *some = json_array();
        int64_t ignored;
        for (size_t i = at; i < at + DAYS_AT_ONCE && i < json_array_size(days); i++)
            json_array_append(some, json_array_get(days, i));
        json_auto_t *body = json_pack("{s:o}", "items", some);
        err = body ? whole_send(w, "POST", "/api/stats/daily", body, counter_file, &ignored) : ERR_MEMORY;
    }
    return err;
}

/* Visits of the days that count here what they counted there. The others, which the portal counted itself,
 * are told and stay: what they counted there is in the balance then. */
static enum err counter_settled(struct whole *w, const json_t *days, int64_t *ret_visits)
{
    struct coming_map places = {.count = 0};
    json_t *answer = NULL, *row;
    size_t index, others = 0;
    int status = 0;
    *ret_visits = 0;
    enum err err = coming_ask(w->coming, "GET", "/api/stats/daily?from=1970-01-01", NULL, &status, &answer);
    json_auto_t *owned = answer;
    const json_t *items = json_object_get(owned, "items");
    if (err || status != STATUS_OK)
        return err ? err : ERR_UNAVAILABLE;
    json_array_foreach(items, index, row)
    {
        const char *day = json_string_value(json_object_get(row, "day"));
        if (day && !coming_map_put(&places, w->coming->arena, day, (int64_t)index))
            return ERR_MEMORY;
    }
    json_array_foreach(days, index, row)
    {
        int64_t place;
        bool is_here = coming_map_find(&places, json_string_value(json_object_get(row, "day")), &place) &&
                       json_equal(row, json_array_get(items, (size_t)place));
        if (is_here)
            *ret_visits += json_integer_value(json_object_get(row, "visits"));
        others += !is_here;
    }
    if (others)
        coming_tell(w->coming, counter_file,
                    COMING_SAID(w->coming, "%zu ngày ở đây đã có số đếm khác, được giữ nguyên",
                                "%zu days have other counts here, which stay"),
                    others);
    return ERR_OK;
}

/* What the counter showed is what it shows here: the days, and the balance beside them in one entry. */
enum err whole_counters(struct whole *w)
{
    auto_arena struct arena *arena = arena_new(COUNTER_ARENA);
    json_auto_t *now = whole_json(w, "counters/now.json");
    char *text = arena ? whole_read(w, counter_file, arena) : NULL;
    json_auto_t *days = counter_days(text);
    int64_t counted = 0, total = json_integer_value(json_object_get(now, "all"));
    enum err err = arena && days ? counter_send(w, days) : ERR_MEMORY;
    if (!err && json_array_size(days))
        err = counter_settled(w, days, &counted);
    if (err || !now)
        return err;
    return coming_ledger(w->coming, total - counted, "Số đầu kỳ từ bản xuất toàn bộ (congd export --all)");
}
