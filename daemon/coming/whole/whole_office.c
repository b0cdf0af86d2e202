/* The office's own working days and its terms of answers, out of the folder; not in folders of before. Days
 * that have begun are never changed, so they stay in the folder, to be read. */
#include "whole.h"

#include "base/calendar.h"
#include "base/clock.h"
#include "text/date.h"

#include <string.h>
#include <unistd.h>

static enum err whole_working_days(struct whole *w)
{
    json_auto_t *list = whole_json(w, "working-days.json");
    int32_t today = day_of(clock_now_ms(&clock_system)), at;
    json_t *day;
    size_t index;
    int64_t id;
    enum err err = ERR_OK;
    json_array_foreach(list, index, day)
    {
        const char *text = json_string_value(json_object_get(day, "day"));
        if (err || !text || day_parse(text, &at) || at <= today)
            continue;
        json_auto_t *body = json_pack("{s:O, s:O, s:O}", "day", json_object_get(day, "day"), "works",
                                      json_object_get(day, "works"), "basis", json_object_get(day, "basis"));
        err = body ? whole_send(w, "POST", "/api/working-days", body, text, &id) : ERR_OK;
    }
    return err;
}

enum err whole_office(struct whole *w)
{
    enum err err = ERR_OK;
    int64_t id;
    if (!faccessat(w->folder, "working-days.json", F_OK, 0))
        err = whole_working_days(w);
    if (err || faccessat(w->folder, "question-terms.json", F_OK, 0))
        return err;
    json_auto_t *terms = whole_json(w, "question-terms.json");
    return json_is_object(terms)
               ? whole_send(w, "PATCH", "/api/question-terms", terms, "question-terms.json", &id)
               : ERR_OK;
}
