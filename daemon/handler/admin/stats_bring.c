/* POST /api/stats/daily. What former days counted, of a portal that moved here with export --all. A day that
 * counted anything here stays as it is, and none of today or later is taken: nobody's own counts are changed.
 */
#include "core/input.h"
#include "core/write.h"
#include "handler/handler.h"
#include "text/date.h"
#include "view/view.h"

enum { DAYS_AT_ONCE = 500, DAY_COUNT_MAX = 1000000000 };

static const char *const bring_members[] = {"items", NULL};
static const char *const day_members[] = {"day", "visits", "views", "machines", NULL};

/* One day of the list. */
static void bring_read_day(const struct input *input, int32_t today, struct day_row *row)
{
    int32_t day = 0;
    char text[DATE_TEXT_SIZE];
    input_only(input, day_members);
    input_day(input, "day", &day);
    if (day >= today)
        input_fault(input, "day", MESSAGE_DAY_NOT_OVER, MESSAGE_ARGS(day_iso(today, text)));
    row->day = day;
    input_integer(input, "visits", 0, DAY_COUNT_MAX, &row->visits);
    input_integer(input, "views", 0, DAY_COUNT_MAX, &row->views);
    input_integer(input, "machines", 0, DAY_COUNT_MAX, &row->machines);
}

/* All of them, in the arena. */
static enum err bring_read(const struct submission *submission, const struct request *request,
                           struct reply *reply, struct day_row **ret_rows, size_t *ret_count)
{
    struct input input = input_of(submission, reply);
    struct day_row *rows = arena_zero(reply->arena, DAYS_AT_ONCE, sizeof *rows);
    json_t *list, *value;
    size_t index, count = 0;
    if (!rows)
        return ERR_MEMORY;
    input_only(&input, bring_members);
    list = input_list(&input, "items", DAYS_AT_ONCE);
    if (!input_has(&input, "items"))
        input_fault(&input, "items", MESSAGE_FIELD_MISSING, NULL);
    json_array_foreach(list, index, value)
    {
        if (index == DAYS_AT_ONCE)
            break;
        struct input one = input_inside(&input, "items", (int)index, value);
        if (json_is_object(value))
            bring_read_day(&one, day_of(request->now_ms), &rows[count++]);
        else
            reply_fault(reply, arena_printf(reply->arena, "/items/%zu", index), MESSAGE_FIELD_NOT_OBJECT,
                        MESSAGE_ARGS(input_shown(reply, value)));
    }
    *ret_rows = rows;
    *ret_count = count;
    return input_end(&input);
}

/* The rows that were written first, the days that had counts in the answer. */
static size_t bring_show(struct view view, struct day_row *rows, size_t count, const bool *added)
{
    struct view present = view_list(view, "present");
    char day[DATE_TEXT_SIZE];
    size_t written = 0;
    for (size_t i = 0; i < count; i++)
        if (added[i])
            rows[written++] = rows[i];
        else
            view_append_text(present, day_iso(rows[i].day, day));
    view_integer(view, "added", (int64_t)written);
    return written;
}

enum err api_stats_bring(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    auto_conn struct conn *conn = NULL;
    bool *added = arena_zero(reply->arena, DAYS_AT_ONCE, sizeof *added);
    struct day_row *rows;
    size_t count = 0, written = 0;
    enum err err = added ? submission_read(request, reply, &submission) : ERR_MEMORY;
    if (!err)
        err = bring_read(&submission, request, reply, &rows, &count);
    /* So that yesterday has its row, when anything was counted then. It takes the writer itself. */
    if (!err)
        err = visits_fold(app->portal->visits);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (!err)
        err = visit_rows_bring(conn, rows, count, added);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    written = bring_show(view, rows, count, added);
    err = write_commit(&conn, request, reply);
    /* Without memory they count from the next start on. */
    if (!err && !write_is_trial(request))
        visits_bring(app->portal->visits, rows, written);
    return err;
}
