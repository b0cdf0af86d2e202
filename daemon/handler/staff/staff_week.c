/* /quan-tri/lich/dan: a week's table out of Word becomes drafts of events. It is pasted, what was understood
 * and what was not is shown below it, and only another press makes the drafts: all of them or none. The table
 * stands in the form between the two. A table that comes again makes nothing twice: each event bears a name
 * of its day, time and words (external_id). What a table looks like, text/week_table.h knows. */
#include "text/week_table.h"

#include "base/json_text.h"
#include "bulk/import_whole.h"
#include "page/page.h"
#include "staff_import.h"
#include "text/date.h"
#include "text/excerpt.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum {
    WEEK_ARENA = 64 * 1024 * 1024,
    WEEK_BYTES = 16 * 1024 * 1024,
    TITLE_BYTES = 300,
    TITLE_CHARACTERS = 150,
    HOUR = 60
};

/* What was sent. */
struct week_form {
    const char *text, *audience;
    int32_t monday;
};

/* The week that is asked for: of the form, of the address, else the present one. */
static int32_t week_asked(const struct request *request)
{
    const char *asked = request->form ? staff_sent(request, "tuan") : request_parameter(request, "tuan");
    int32_t day;
    return asked && !day_parse(asked, &day) ? day : day_of(request->now_ms);
}

static struct week_form week_sent(const struct request *request)
{
    const char *audience = staff_sent(request, "audience"), *text = staff_sent(request, "bang");
    bool is_staff = audience && strcmp(audience, "staff") == 0;
    return (struct week_form){text ? text : "", is_staff ? "staff" : "public", week_asked(request)};
}

static struct view week_begin(const struct app *app, const struct request *request, struct reply *reply,
                              const struct week_form *form, const char *fault)
{
    char text[DATE_TEXT_SIZE];
    const char *title = staff_word(app, request, "week.title");
    if (fault)
        title = staff_says(app, request, "frame.fault_title", title, NULL);
    struct view view = staff_begin(request, reply, "staff/week.html", title);
    view_text(view, "heading", staff_word(app, request, "week.title"));
    view_url(view, "action_url", safe_url_trusted(staff_path(request, "/lich/dan")));
    view_text(view, "monday", day_iso(form->monday, text));
    view_url(view, "calendar_url", safe_url_trusted(staff_path(request, "/lich?tuan=%s", text)));
    view_text(view, "table", form->text);
    view_flag(view, "is_staff_only", strcmp(form->audience, "staff") == 0);
    view_text(view, "fault", fault);
    view_null(view, "seen");
    view_null(view, "done");
    return view;
}

enum err staff_week_show(struct app *app, const struct request *request, struct reply *reply)
{
    const struct week_form form = {NULL, "public", week_asked(request)};
    week_begin(app, request, reply, &form, NULL);
    return ERR_OK;
}

/* ---- what was understood */

/* "08:00–10:00"; NULL for the whole day. */
static const char *item_clock(struct arena *arena, const struct week_item *item)
{
    if (item->is_all_day)
        return NULL;
    const char *start = arena_printf(arena, "%02d:%02d", item->start / HOUR, item->start % HOUR);
    return item->end < 0 ? start
                         : arena_printf(arena, "%s–%02d:%02d", start, item->end / HOUR, item->end % HOUR);
}

static void fill_items(const struct app *app, const struct request *request, struct view seen,
                       const struct week_table *table, bool is_made)
{
    char text[DATE_TEXT_SIZE];
    struct view items = view_list(seen, "items");
    for (size_t i = 0; !is_made && i < table->item_count; i++) {
        const struct week_item *item = &table->items[i];
        struct view view = view_append(items);
        const char *doubt = item->is_day_odd ? staff_word(app, request, "week.day_odd") : NULL;
        if (item->is_time_guessed)
            doubt = arena_printf(view.arena, "%s%s%s", doubt ? doubt : "", doubt ? " " : "",
                                 staff_word(app, request, "week.time_guessed"));
        view_integer(view, "line", item->line);
        view_text(view, "day", date_day(day_start_ms(item->day), page_lang(request), text));
        view_text(view, "clock", item_clock(view.arena, item));
        view_text(view, "what", item->what);
        view_text(view, "chair", item->chair);
        view_text(view, "place", item->place);
        view_text(view, "who", item->who);
        view_text(view, "unit", item->unit);
        view_text(view, "doubt", doubt);
    }
    view_flag(seen, "has_items", !is_made && table->item_count > 0);
    view_flag(seen, "is_nothing", table->item_count == 0);
    view_integer(seen, "count", (int64_t)table->item_count);
}

/* What was understood, unless drafts were made of it, and what was not. */
static void week_seen(const struct app *app, const struct request *request, struct view view,
                      const struct week_table *table, bool is_made)
{
    struct view seen = view_object(view, "seen"), lefts = view_list(seen, "lefts");
    char first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];
    enum { SIX = 6 };
    fill_items(app, request, seen, table, is_made);
    for (size_t i = 0; i < table->left_count; i++) {
        struct view left = view_append(lefts);
        view_integer(left, "line", table->lefts[i].line);
        view_text(left, "text", table->lefts[i].text);
    }
    view_flag(seen, "has_lefts", table->left_count > 0);
    view_text(seen, "more",
              table->lefts_in_all > table->left_count
                  ? arena_printf(view.arena, "%zu", table->lefts_in_all - table->left_count)
                  : NULL);
    view_flag(seen, "is_cut", table->is_cut);
    date_short(day_start_ms(table->monday), page_lang(request), first);
    date_short(day_start_ms(day_add(table->monday, SIX)), page_lang(request), last);
    view_text(seen, "week", arena_printf(view.arena, "%s – %s", first, last));
}

/* ---- drafts */

/* A moment of the day as the API takes it. */
static json_t *item_moment(const struct week_item *item, int minute)
{
    char text[DATE_TEXT_SIZE];
    return json_string(date_rfc3339_local(day_start_ms(item->day) + (int64_t)minute * HOUR * 1000, text));
}

/* The same event of the same table has the same name, so that it is known again; of those with equal words
 * at one time each beyond the first has its number too. */
static const char *item_name(struct arena *arena, const struct week_table *table, size_t number)
{
    const struct week_item *item = &table->items[number];
    size_t equals = 1;
    for (const struct week_item *other = table->items; other < item; other++)
        equals +=
            other->day == item->day && other->start == item->start && strcmp(other->what, item->what) == 0;
    unsigned char hash[crypto_generichash_BYTES_MIN];
    char written[2 * sizeof hash + 1];
    crypto_generichash(hash, sizeof hash, (const unsigned char *)item->what, strlen(item->what), NULL, 0);
    const char *name = arena_printf(arena, "lich/%d/%04d/%s", (int)item->day, item->start,
                                    sodium_bin2hex(written, sizeof written, hash, sizeof hash));
    return equals > 1 ? arena_printf(arena, "%s/%zu", name, equals) : name;
}

/* The parts of "A; B; C" as a list; those beyond what a fact may have stand together in the last. */
static json_t *item_people(const char *who)
{
    json_t *list = json_array();
    for (const char *at = who; at && *at;) {
        size_t length = json_array_size(list) + 1 < FACT_VALUES_MAX ? strcspn(at, ";") : strlen(at);
        const char *from = at + strspn(at, " ");
        if (from < at + length)
            json_array_append_new(list, json_stringn(from, (size_t)(at + length - from)));
        at += length + (at[length] == ';');
    }
    return list;
}

static json_t *item_facts(const struct week_item *item)
{
    const struct {
        const char *name, *text;
    } texts[] = {{"place", item->place}, {"chair", item->chair}, {"unit", item->unit}};
    json_t *facts = json_object();
    json_object_set_new(facts, "start", item_moment(item, item->start));
    if (item->is_all_day)
        json_object_set_new(facts, "all_day", json_string("yes"));
    if (item->end >= 0)
        json_object_set_new(facts, "end", item_moment(item, item->end));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].text)
            json_object_set_new(facts, texts[i].name, json_string(texts[i].text));
    if (item->who)
        json_object_set_new(facts, "participants", item_people(item->who));
    return facts;
}

/* A line of an import. What is too long for a title stands whole in the text. */
static enum err item_line(struct arena *arena, const struct week_table *table, size_t number,
                          const char *audience, struct buf *lines)
{
    const struct week_item *item = &table->items[number];
    bool is_long = strlen(item->what) > TITLE_BYTES;
    json_auto_t *line =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "kind", "event", "lang", "vi", "title",
                  is_long ? text_excerpt(item->what, TITLE_CHARACTERS, arena) : item->what, "body",
                  is_long ? item->what : "", "body_format", "text", "audience", audience, "external_id",
                  item_name(arena, table, number));
    if (!line || json_object_set_new(line, "facts", item_facts(item)))
        return ERR_MEMORY;
    auto_free char *text = json_text_write(line, JSON_COMPACT);
    if (!text)
        return ERR_MEMORY;
    buf_text(lines, text);
    buf_char(lines, '\n');
    return buf_failed(lines) ? ERR_MEMORY : ERR_OK;
}

static enum err week_make(struct app *app, const struct request *request, struct reply *reply,
                          const struct week_form *form, const struct week_table *table)
{
    auto_buf struct buf lines = BUF(WEEK_BYTES), results = BUF(WEEK_BYTES);
    struct reply heard = {.arena = request->arena, .lang = page_lang(request)};
    int64_t *from = arena_zero(request->arena, table->item_count + 1, sizeof *from);
    enum err err = from ? ERR_OK : ERR_MEMORY;
    for (size_t i = 0; !err && i < table->item_count; i++) {
        from[i] = table->items[i].line;
        err = item_line(request->arena, table, i, form->audience, &lines);
    }
    if (!err)
        err = import_whole(app, request, &heard, &lines, &results);
    if (err && heard.detail && err != ERR_MEMORY) {
        week_seen(app, request, week_begin(app, request, reply, form, heard.detail), table, false);
        reply->status = err_status(err);
        return ERR_OK;
    }
    if (err)
        return err;
    struct view view = week_begin(app, request, reply, form, NULL);
    staff_import_show(view, &results, from, table->item_count);
    bool is_refused = json_is_true(json_object_get(json_object_get(view.json, "done"), "is_refused"));
    /* What is not in a draft stays before their eyes, and its text with it. */
    bool has_rest = table->left_count > 0 || table->is_cut;
    if (is_refused || has_rest)
        week_seen(app, request, view, table, !is_refused);
    else
        view_null(view, "table");
    reply->status = is_refused ? 422 : 200;
    return ERR_OK;
}

enum err staff_week_send(struct app *app, const struct request *request, struct reply *reply)
{
    auto_arena struct arena *arena = arena_new(WEEK_ARENA);
    struct week_form form = week_sent(request);
    struct week_table table;
    const char *act = staff_sent(request, "lam");
    const char *fault = strlen(form.text) > WEEK_TEXT_MAX          ? "week.too_long"
                        : !form.text[strspn(form.text, " \t\r\n")] ? "week.none"
                                                                   : NULL;
    if (!arena)
        return ERR_MEMORY;
    if (fault) {
        week_begin(app, request, reply, &form, staff_word(app, request, fault));
        reply->status = 422;
        return ERR_OK;
    }
    enum err err = week_table_read(arena, form.text, form.monday, &table);
    if (err)
        return err;
    form.monday = table.monday;
    if (act && strcmp(act, "tao") == 0 && table.item_count)
        return week_make(app, request, reply, &form, &table);
    week_seen(app, request, week_begin(app, request, reply, &form, NULL), &table, false);
    return ERR_OK;
}
