/* /api/working-days and /api/question-terms: which days offices work on, and how many of them an answer may
 * take. What has begun cannot be changed, so that nobody is late or in time by a later word. */
#include "store/office_day.h"
#include "base/calendar.h"
#include "core/access.h"
#include "core/input.h"
#include "core/query.h"
#include "core/write.h"
#include "handler/handler.h"
#include "store/kind.h"
#include "text/date.h"
#include "view/view.h"

#include <string.h>

/* Years that can be asked for: those that the moon is computed for. */
enum { YEAR_FIRST = 1971, YEAR_LAST = 2199 };

/* ---- days */

/* Where a day is from, as the answer says it. */
static const char *day_source(int year, bool is_own)
{
    return is_own ? "own" : holidays_are_announced(year) ? "announced" : "computed";
}

static void office_day_view(struct view view, int32_t day, enum holiday_reason reason, const char *source,
                            int lang)
{
    char text[DATE_TEXT_SIZE];
    view_text(view, "day", day_iso(day, text));
    view_flag(view, "works", holiday_works(reason));
    view_text(view, "reason", holiday_code(reason));
    view_text(view, "title", holiday_title(reason, lang));
    view_text(view, "source", source);
}

static void own_day_view(struct view view, const struct office_day *day, int lang)
{
    office_day_view(view, day->day, day->works ? HOLIDAY_OWN_WORKS : HOLIDAY_OWN, day_source(0, true), lang);
    view_text(view, "basis", office_day_basis_names[day->basis]);
    view_time(view, "added_at", day->added_ms);
}

/* Both lists in the order of their days; what the office said of a day stands in the place of what it was. */
static void office_year_view(struct view list, int year, const struct office_day *own, size_t own_count,
                             int lang)
{
    struct holiday days[HOLIDAYS_MOST];
    size_t count = holidays_of(year, days), at = 0;
    for (size_t i = 0; i < count; i++) {
        while (at < own_count && own[at].day < days[i].day)
            own_day_view(view_append(list), &own[at++], lang);
        if (at < own_count && own[at].day == days[i].day)
            own_day_view(view_append(list), &own[at++], lang);
        else
            office_day_view(view_append(list), days[i].day, days[i].reason, day_source(year, false), lang);
    }
    while (at < own_count)
        own_day_view(view_append(list), &own[at++], lang);
}

enum err api_working_days_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct office_day *own;
    size_t count;
    int64_t year = day_of(request->now_ms) / 10000;
    query_number(request, reply, "year", YEAR_FIRST, YEAR_LAST, &year);
    year = year < YEAR_FIRST ? YEAR_FIRST : year > YEAR_LAST ? YEAR_LAST : year;
    enum err err = query_check(reply);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = office_day_list(conn, (int32_t)year * 10000 + 101, (int32_t)year * 10000 + 1231, &own, &count);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    view_integer(view, "year", year);
    view_flag(view, "announced", holidays_are_announced((int)year));
    office_year_view(view_list(view, "days"), (int)year, own, count, reply->lang);
    return ERR_OK;
}

/* What the store says of a day that cannot be changed. */
static enum err office_day_explain(struct reply *reply, enum err err, int32_t day)
{
    char text[DATE_TEXT_SIZE];
    const char *iso = arena_text(reply->arena, day_iso(day, text));
    if (err == ERR_CONFLICT) {
        reply_fault(reply, "/day", MESSAGE_OFFICE_DAY_BEGUN, MESSAGE_ARGS(iso));
        return reply_problem(reply, err, MESSAGE_OFFICE_DAY_BEGUN, MESSAGE_ARGS(iso));
    }
    if (err == ERR_TOO_LARGE)
        return reply_problem(reply, ERR_CONFLICT, MESSAGE_OFFICE_DAYS_MANY,
                             MESSAGE_ARGS(arena_printf(reply->arena, "%d", OFFICE_DAYS_MOST)));
    return err == ERR_NOT_FOUND ? reply_problem(reply, err, MESSAGE_OFFICE_DAY_UNKNOWN, MESSAGE_ARGS(iso))
                                : err;
}

static enum err office_day_read(const struct submission *submission, struct reply *reply,
                                struct office_day *day)
{
    static const char *const members[] = {"day", "works", "basis", NULL};
    struct input input = input_of(submission, reply);
    int basis = OFFICE_DAY_OFFICE;
    input_only(&input, members);
    input_day(&input, "day", &day->day);
    input_flag(&input, "works", &day->works);
    input_choice(&input, "basis", office_day_basis_names, &basis);
    day->basis = (enum office_day_basis)basis;
    if (!reply->fault_count && (day->day / 10000 < YEAR_FIRST || day->day / 10000 > YEAR_LAST))
        input_fault(&input, "day", MESSAGE_FIELD_RANGE,
                    MESSAGE_ARGS(arena_printf(reply->arena, "%d", YEAR_FIRST),
                                 arena_printf(reply->arena, "%d", YEAR_LAST), input_sent(&input, "day")));
    return input_end(&input);
}

enum err api_office_day_add(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    auto_conn struct conn *conn = NULL;
    struct office_day day = {.day = 0};
    enum err err = submission_read(request, reply, &submission);
    if (!err)
        err = office_day_read(&submission, reply, &day);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (!err)
        err = office_day_explain(reply, office_day_set(conn, &day), day.day);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    day.added_ms = conn_now_ms(conn);
    own_day_view(view, &day, reply->lang);
    return write_commit(&conn, request, reply);
}

enum err api_office_day_remove(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    int32_t day = 0;
    if (day_parse(request->args[0], &day))
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_OFFICE_DAY_UNKNOWN,
                             MESSAGE_ARGS(request->args[0]));
    enum err err = write_begin(app, request, reply, &conn);
    if (!err)
        err = office_day_explain(reply, office_day_remove(conn, day), day);
    reply->status = 204;
    return err ? err : write_commit(&conn, request, reply);
}

/* ---- terms */

/* The answer: how many days the other fields have, and those that have their own. */
static enum err question_terms_fill(struct conn *conn, struct reply *reply)
{
    struct question_term *terms;
    size_t count;
    int days = 0;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    enum err err = question_term_list(conn, &terms, &count);
    if (!err)
        err = question_term_of(conn, "", &days);
    view_integer(view, "usual", days);
    struct view fields = view_object(view, "fields");
    for (size_t i = 0; !err && i < count; i++)
        if (*terms[i].field)
            view_integer(fields, terms[i].field, terms[i].days);
    return err;
}

enum err api_question_terms_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    (void)request;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    return err ? err : question_terms_fill(conn, reply);
}

/* Saves one that was sent; null takes it away, and it is as the others again. */
static enum err question_term_save(struct conn *conn, const struct input *input, const char *name,
                                   const char *field)
{
    int64_t days = 0;
    if (!input_has(input, name))
        return ERR_OK;
    size_t faults = input->reply->fault_count;
    input_integer(input, name, 1, WORKING_TERM_MOST, &days);
    return input->reply->fault_count > faults ? ERR_OK : question_term_set(conn, field, (int)days);
}

/* The fields by name; one that there is not is a fault at its place. */
static enum err question_terms_save(struct conn *conn, struct reply *reply,
                                    const struct submission *submission)
{
    static const char *const members[] = {"usual", "fields", NULL};
    struct input input = input_of(submission, reply);
    input_only(&input, members);
    json_t *fields = input_object(&input, "fields"), *value;
    const char *name;
    enum err err = question_term_save(conn, &input, "usual", "");
    struct input inside = input_inside(&input, "fields", -1, fields ? fields : input.fields);
    json_object_foreach(fields, name, value)
    {
        if (err)
            break;
        if (fact_choice_named(FACT_QUESTION_FIELD, name))
            err = question_term_save(conn, &inside, name, name);
        else
            input_fault(&inside, name, MESSAGE_QUESTION_FIELD_UNKNOWN,
                        MESSAGE_ARGS(arena_text(reply->arena, name)));
    }
    return err ? err : input_end(&input);
}

enum err api_question_terms_change(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    auto_conn struct conn *conn = NULL;
    enum err err = submission_read(request, reply, &submission);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (!err)
        err = question_terms_save(conn, reply, &submission);
    if (!err)
        err = question_terms_fill(conn, reply);
    return err ? err : write_commit(&conn, request, reply);
}
