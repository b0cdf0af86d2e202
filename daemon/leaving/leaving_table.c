/* What needs no more than asking and writing down: counters as CSV, the portal's things as JSON. */
#include "leaving_table.h"

#include <string.h>

enum { TABLE_MAX = 64 * 1024 * 1024 };

void leaving_row(struct buf *out, const json_t *row, const char *const *columns)
{
    for (size_t i = 0; columns[i]; i++) {
        const json_t *value = json_object_get(row, columns[i]);
        if (i)
            buf_char(out, ',');
        /* Numbers stand as they are: a minus is no formula there. */
        if (json_is_integer(value))
            buf_printf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        else
            csv_text(out, json_string_value(value));
    }
    buf_text(out, "\r\n");
}

void leaving_heading(struct buf *out, const char *const *columns)
{
    buf_text(out, CSV_MARK);
    for (size_t i = 0; columns[i]; i++)
        buf_printf(out, "%s%s", i ? "," : "", columns[i]);
    buf_text(out, "\r\n");
}

/* The `items` of an answer as a table. */
static enum err leaving_table(struct leaving *leaving, const char *path, const char *name,
                              const char *const *columns)
{
    auto_buf struct buf out = BUF(TABLE_MAX);
    json_auto_t *items = NULL;
    json_t *row;
    size_t index;
    enum err err = leaving_ask_all(leaving, path, &items);
    if (err || !items)
        return err;
    leaving_heading(&out, columns);
    json_array_foreach(items, index, row) leaving_row(&out, row, columns);
    return buf_failed(&out) ? ERR_MEMORY : leaving_write(leaving, name, buf_str(&out), out.length);
}

enum err leaving_counters(struct leaving *leaving)
{
    static const char *const days[] = {"day", "visits", "views", "machines", NULL};
    static const char *const ledger[] = {"id", "at", "visits", "note", "author", NULL};
    enum err err = leaving_folder(leaving, "counters");
    if (!err)
        err = leaving_table(leaving, "/api/stats/daily?from=1970-01-01", "counters/days.csv", days);
    return err ? err : leaving_table(leaving, "/api/stats/ledger", "counters/ledger.csv", ledger);
}

/* A list whole, or an object. */
static enum err leaving_thing(struct leaving *leaving, const char *path, const char *name, bool is_list)
{
    json_auto_t *json = NULL;
    enum err err = is_list ? leaving_ask_all(leaving, path, &json) : leaving_ask(leaving, path, &json);
    return err || !json ? err : leaving_write_json(leaving, name, json);
}

enum err leaving_things(struct leaving *leaving)
{
    static const struct {
        const char *path, *name;
        bool is_list;
    } things[] = {
        {"/api/categories", "categories.json", true},
        {"/api/tags?limit=1000", "tags.json", true},
        {"/api/boxes", "boxes.json", true},
        {"/api/abbreviations", "abbreviations.json", true},
        {"/api/addresses?limit=1000", "addresses.json", true},
        {"/api/site", "site.json", false},
        {"/api/alert/history?limit=100", "alerts.json", true},
        {"/api/home", "home.json", false},
        {"/api/stats", "counters/now.json", false},
    };
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < sizeof things / sizeof *things; i++)
        err = leaving_thing(leaving, things[i].path, things[i].name, things[i].is_list);
    return err;
}
