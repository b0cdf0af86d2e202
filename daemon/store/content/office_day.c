/* An office's own days and the terms of its questions. Which day follows which is text/working_day.h's; here
 * a day that is said anew moves the ends of open questions, and those alone, by what it changes. */
#include "store/office_day.h"

#include "base/calendar.h"
#include "engine/rows.h"
#include "store/audit.h"

#include <assert.h>

const char *const office_day_basis_names[OFFICE_DAY_BASES + 1] = {"government", "province", "disaster",
                                                                  "office", NULL};

enum { DAY_LAST = 99991231 };

enum err office_day_list(struct conn *conn, int32_t from, int32_t to, struct office_day **ret_items,
                         size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_OFFICE_DAY_LIST);
    enum err err;
    bind_integer(&q, from);
    bind_integer(&q, to);
    *ret_items = NULL;
    *ret_count = 0;
    while (!(err = query_row(&q))) {
        struct office_day *item = array_add(conn->arena, ret_items, ret_count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        item->day = (int32_t)column_integer(&q);
        item->works = column_integer(&q);
        item->basis = (enum office_day_basis)column_integer(&q);
        item->added_ms = column_integer(&q);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Only from a year ago on: no term is longer. */
enum err office_calendar(struct conn *conn, struct working_calendar *ret_calendar)
{
    enum { YEAR_DAYS = 366 };
    struct office_day *items;
    size_t count;
    enum err err =
        office_day_list(conn, day_add(day_of(conn->now_ms), -2 * YEAR_DAYS), DAY_LAST, &items, &count);
    struct own_day *own = err ? NULL : arena_zero(conn->arena, count + 1, sizeof *own);
    if (err || !own)
        return err ? err : ERR_MEMORY;
    for (size_t i = 0; i < count; i++)
        own[i] = (struct own_day){items[i].day, items[i].works};
    *ret_calendar = working_calendar_of(own, count);
    return ERR_OK;
}

/* ---- what a day changes */

/* The working day before a day. */
static int32_t working_day_before(struct working_calendar *calendar, int32_t day)
{
    enum { LOOKED_AT = 400 };
    for (int i = 0; i < LOOKED_AT; i++) {
        day = day_add(day, -1);
        if (working_day_is(calendar, day))
            break;
    }
    return day;
}

static int64_t day_end_ms(int32_t day)
{
    return day_start_ms(day_add(day, 1)) - 1;
}

/* An open question and when it ends. */
struct due_move {
    int64_t id, due_ms;
};

static enum err questions_due_from(struct conn *conn, int64_t from_ms, struct due_move **ret_items,
                                   size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_QUESTION_DUE_FROM);
    enum err err;
    bind_integer(&q, from_ms);
    while (!(err = query_row(&q))) {
        struct due_move *item = array_add(conn->arena, ret_items, ret_count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        item->id = column_integer(&q);
        item->due_ms = column_integer(&q);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* A day that was none of a term's days and is one, or the other way round: whatever ends on it or later ends
 * on the working day beside. It lies ahead, so all that runs over it was received before. */
static enum err terms_move(struct conn *conn, int32_t day, bool worked)
{
    struct working_calendar calendar;
    struct due_move *items = NULL;
    size_t count = 0;
    enum err err = office_calendar(conn, &calendar);
    bool works = !err && working_day_is(&calendar, day);
    if (err || works == worked)
        return err;
    err = questions_due_from(conn, day_start_ms(day), &items, &count);
    for (size_t i = 0; !err && i < count; i++) {
        int32_t end = day_of(items[i].due_ms);
        auto_query struct query q = query_of(conn, STMT_QUESTION_DUE_SET);
        bind_integer(
            &q, day_end_ms(works ? working_day_before(&calendar, end) : working_day_next(&calendar, end)));
        bind_integer(&q, items[i].id);
        err = query_run(&q);
    }
    return err;
}

/* Whether offices work on it so far. Errors: CONFLICT (it has begun). */
static enum err office_day_before_change(struct conn *conn, int32_t day, bool *ret_works)
{
    struct working_calendar calendar;
    if (day <= day_of(conn->now_ms))
        return ERR_CONFLICT;
    enum err err = office_calendar(conn, &calendar);
    if (!err)
        *ret_works = working_day_is(&calendar, day);
    return err;
}

static enum err office_day_save(struct conn *conn, const struct office_day *day)
{
    auto_query struct query q = query_of(conn, STMT_OFFICE_DAY_SET);
    bind_integer(&q, day->day);
    bind_integer(&q, day->works);
    bind_integer(&q, day->basis);
    bind_integer(&q, conn->now_ms);
    return query_run(&q);
}

enum err office_day_set(struct conn *conn, const struct office_day *day)
{
    int64_t count = 0;
    struct office_day *known;
    size_t known_count = 0;
    bool worked = false;
    assert(conn->is_writer && day_valid(day->day) && day->basis < OFFICE_DAY_BASES);
    enum err err = office_day_before_change(conn, day->day, &worked);
    if (!err)
        err = office_day_list(conn, day->day, day->day, &known, &known_count);
    /* One that is there already takes no more room. */
    if (!err && !known_count)
        err = integer_by(conn, STMT_OFFICE_DAY_COUNT, day_of(conn->now_ms), &count);
    if (!err && count >= OFFICE_DAYS_MOST)
        err = ERR_TOO_LARGE;
    if (!err)
        err = office_day_save(conn, day);
    if (!err)
        err = terms_move(conn, day->day, worked);
    conn_mark_changed(conn);
    return err ? err
               : audit_add(conn, day->works ? "office-day.open" : "office-day.close", "office-day", day->day,
                           0, 0, office_day_basis_names[day->basis]);
}

enum err office_day_remove(struct conn *conn, int64_t day)
{
    struct office_day *items;
    size_t count = 0;
    bool worked = false;
    assert(conn->is_writer);
    enum err err =
        day_valid(day) ? office_day_list(conn, (int32_t)day, (int32_t)day, &items, &count) : ERR_NOT_FOUND;
    if (!err && !count)
        err = ERR_NOT_FOUND;
    if (!err)
        err = office_day_before_change(conn, (int32_t)day, &worked);
    if (!err)
        err = run_by(conn, STMT_OFFICE_DAY_REMOVE, day);
    if (!err)
        err = terms_move(conn, (int32_t)day, worked);
    conn_mark_changed(conn);
    return err ? err : audit_add(conn, "office-day.remove", "office-day", day, 0, 0, NULL);
}

/* ---- terms */

enum err question_term_list(struct conn *conn, struct question_term **ret_items, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_QUESTION_TERM_LIST);
    enum err err;
    *ret_items = NULL;
    *ret_count = 0;
    while (!(err = query_row(&q))) {
        struct question_term *item = array_add(conn->arena, ret_items, ret_count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        item->field = column_text(&q);
        item->days = (int)column_integer(&q);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err question_term_of(struct conn *conn, const char *field, int *ret_days)
{
    int64_t days = 0;
    enum err err = integer_by_text(conn, STMT_QUESTION_TERM_OF, field, NULL, &days);
    *ret_days = days ? (int)days : QUESTION_TERM_DEFAULT;
    return err;
}

enum err question_term_set(struct conn *conn, const char *field, int days)
{
    assert(conn->is_writer && days >= 0 && days <= WORKING_TERM_MOST);
    enum err err;
    {
        auto_query struct query q = query_of(conn, days ? STMT_QUESTION_TERM_SET : STMT_QUESTION_TERM_REMOVE);
        bind_text(&q, field);
        if (days)
            bind_integer(&q, days);
        err = query_run(&q);
    }
    conn_mark_changed(conn);
    return err ? err
               : audit_add(conn, "question-term.edit", "question-term", days, 0, 0,
                           *field ? field : "default");
}

enum err question_due(struct conn *conn, const char *field, int64_t at_ms, int64_t *ret_due_ms)
{
    struct working_calendar calendar;
    int days = 0;
    enum err err = office_calendar(conn, &calendar);
    if (!err)
        err = question_term_of(conn, field, &days);
    if (!err)
        *ret_due_ms = day_end_ms(working_term_end(&calendar, at_ms, days));
    return err;
}
