/* A line of the audit, member by member, and the table that is made of such lines. Who may see it is for the
 * handlers to know. */
#include "view/audit.h"

#include "text/csv.h"
#include "text/date.h"

#include <string.h>

/* In the order of the columns; names are those of the API. */
static const char *const columns[] = {
    "number",        "at",         "who",       "token_id",     "from",
    "what",          "object",     "object_id", "title",        "before_version",
    "after_version", "request_id", "note",      "note_removed", "account_id"};

/* 0 stands for none. */
static void view_number_or_null(struct view view, const char *name, int64_t value)
{
    if (value)
        view_integer(view, name, value);
    else
        view_null(view, name);
}

void view_audit_entry(struct view view, const struct audit_entry *entry)
{
    const struct audit_line *line = &entry->line;
    view_integer(view, "number", line->number);
    view_time(view, "at", line->at_ms);
    view_text(view, "who", line->actor);
    /* The console and the daemon itself have no token. */
    view_number_or_null(view, "token_id", line->token_id > 0 ? line->token_id : 0);
    view_text(view, "from", entry->address);
    view_text(view, "what", line->action);
    view_text(view, "object", line->object);
    view_number_or_null(view, "object_id", line->object_id);
    view_text(view, "title", entry->title);
    view_number_or_null(view, "before_version", line->before_version);
    view_number_or_null(view, "after_version", line->after_version);
    view_text(view, "request_id", line->request_id);
    view_text(view, "note", entry->note);
    view_flag(view, "note_removed", entry->is_note_removed);
    view_number_or_null(view, "account_id", line->token_id < 0 ? -line->token_id : 0);
}

void audit_csv_head(struct buf *out)
{
    buf_text(out, CSV_MARK);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        buf_printf(out, "%s%s", i ? "," : "", columns[i]);
    buf_text(out, "\r\n");
}

/* One member of a line. */
static void csv_value(struct buf *out, const char *column, const json_t *value)
{
    char local[DATE_TEXT_SIZE];
    int64_t at_ms;
    if (json_is_integer(value))
        buf_printf(out, "%lld", (long long)json_integer_value(value));
    else if (json_is_boolean(value))
        buf_text(out, json_is_true(value) ? "true" : "false");
    else if (json_is_string(value) && strcmp(column, "at") == 0 &&
             date_parse(json_string_value(value), &at_ms) == ERR_OK)
        csv_text(out, date_rfc3339_local(at_ms, local));
    else
        csv_text(out, json_string_value(value));
}

void audit_csv_lines(struct buf *out, const json_t *items)
{
    const json_t *item;
    size_t index;
    json_array_foreach(items, index, item)
    {
        for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
            buf_text(out, i ? "," : "");
            csv_value(out, columns[i], json_object_get(item, columns[i]));
        }
        buf_text(out, "\r\n");
    }
}
