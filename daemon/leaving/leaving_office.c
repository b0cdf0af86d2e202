/* How an office answers its citizens: its own working days, its terms, what became of each question and of
 * each comment on a draft, and the board. Nothing of who asked: names and words are for those who answer
 * alone, and move with a backup and its key. */
#include "leaving_table.h"

#include "base/calendar.h"

static const char *const opinion_columns[] = {
    "id", "consultation", "part", "decision", "suspect", "received_at", "decided_at", "erased_at", NULL};

enum { OFFICE_YEARS_BACK = 10, OFFICE_YEARS_AHEAD = 3, OFFICE_TABLE_MAX = 64 * 1024 * 1024 };

/* The days of a year that the office itself set, added to a list. */
static enum err leaving_days_of(struct leaving *leaving, int year, json_t *all)
{
    auto_buf struct buf path = BUF(64);
    json_auto_t *answer = NULL;
    json_t *day;
    size_t index;
    buf_printf(&path, "/api/working-days?year=%d", year);
    enum err err = leaving_ask(leaving, buf_str(&path), &answer);
    json_array_foreach(json_object_get(answer, "days"), index, day)
    {
        /* Holidays that are announced every portal knows. */
        bool is_own = json_is_string(json_object_get(day, "basis"));
        if (!err && is_own && json_array_append(all, day))
            err = ERR_MEMORY;
    }
    return err;
}

static enum err leaving_working_days(struct leaving *leaving)
{
    json_auto_t *all = json_array();
    int this_year = day_of(leaving->options->now_ms) / 10000;
    enum err err = all ? ERR_OK : ERR_MEMORY;
    for (int year = this_year - OFFICE_YEARS_BACK; !err && year <= this_year + OFFICE_YEARS_AHEAD; year++)
        err = leaving_days_of(leaving, year, all);
    return err ? err : leaving_write_json(leaving, "working-days.json", all);
}

/* What became of each, a line a question; those that look like none too. */
static enum err leaving_questions(struct leaving *leaving)
{
    static const char *const columns[] = {"id",          "state",      "field",       "unit",
                                          "received_at", "due_at",     "assigned_at", "closed_at",
                                          "erased_at",   "article_id", NULL};
    static const char *const paths[] = {"/api/questions?limit=100", "/api/questions?suspect=true&limit=100"};
    auto_buf struct buf out = BUF(OFFICE_TABLE_MAX);
    enum err err = ERR_OK;
    leaving_heading(&out, columns);
    for (size_t i = 0; !err && i < sizeof paths / sizeof *paths; i++) {
        json_auto_t *items = NULL;
        json_t *row;
        size_t index;
        err = leaving_ask_all(leaving, paths[i], &items);
        json_array_foreach(items, index, row) leaving_row(&out, row, columns);
    }
    if (err)
        return err;
    return buf_failed(&out) ? ERR_MEMORY : leaving_write(leaving, "questions.csv", buf_str(&out), out.length);
}

/* The comments on one consultation, added to the table: what became of each, and no word of it. */
static enum err leaving_opinions_of(struct leaving *leaving, json_int_t id, struct buf *out)
{
    static const char *const suspects[] = {"", "&suspect=true"};
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < sizeof suspects / sizeof *suspects; i++) {
        auto_buf struct buf path = BUF(128);
        json_auto_t *items = NULL;
        json_t *row;
        size_t index;
        buf_printf(&path, "/api/opinions?consultation=%" JSON_INTEGER_FORMAT "&limit=100%s", id, suspects[i]);
        err = leaving_ask_all(leaving, buf_str(&path), &items);
        json_array_foreach(items, index, row)
        {
            if (json_object_set_new(row, "consultation", json_integer(id)) ||
                json_object_set_new(row, "suspect", json_string(i ? "yes" : "")))
                return ERR_MEMORY;
            leaving_row(out, row, opinion_columns);
        }
    }
    return err;
}

static enum err leaving_opinions(struct leaving *leaving)
{
    auto_buf struct buf out = BUF(OFFICE_TABLE_MAX);
    json_auto_t *drafts = NULL;
    json_t *draft;
    size_t index;
    enum err err = leaving_ask_all(
        leaving, "/api/articles?kind=consultation&status=all&audience=all&limit=100&fields=id&sort=oldest",
        &drafts);
    leaving_heading(&out, opinion_columns);
    json_array_foreach(drafts, index, draft)
    {
        if (!err)
            err = leaving_opinions_of(leaving, json_integer_value(json_object_get(draft, "id")), &out);
    }
    if (err)
        return err;
    return buf_failed(&out) ? ERR_MEMORY : leaving_write(leaving, "opinions.csv", buf_str(&out), out.length);
}

enum err leaving_office(struct leaving *leaving)
{
    json_auto_t *terms = NULL, *board = NULL;
    enum err err = leaving_working_days(leaving);
    if (!err)
        err = leaving_ask(leaving, "/api/question-terms", &terms);
    if (!err && terms)
        err = leaving_write_json(leaving, "question-terms.json", terms);
    if (!err)
        err = leaving_ask(leaving, "/api/question-board", &board);
    if (!err && board)
        err = leaving_write_json(leaving, "question-board.json", board);
    if (!err)
        err = leaving_questions(leaving);
    return err ? err : leaving_opinions(leaving);
}
