/* congd audit list: lines of the audit, as the daemon tells them or, where none runs, from the store; both
 * ways come to the same JSON, from which they are printed: for a person, as CSV, as JSON. */
#include "command.h"

#include "base/said.h"
#include "control.h"
#include "duration.h"
#include "invocation.h"
#include "offline.h"

#include "base/json_text.h"
#include "http/url.h"
#include "text/date.h"
#include "text/number.h"
#include "view/audit.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { ARENA_LIMIT = 16 * 1024 * 1024, PATH_LIMIT = 16 * 1024, STATUS_OK = 200 };

/* What is shown when nobody says how much; 0 is all there is. */
enum { LIMIT_DEFAULT = 50 };

enum form { FORM_TEXT, FORM_CSV, FORM_JSON };

enum { KEY_WHO = 0x3000, KEY_SINCE, KEY_UNTIL, KEY_WHAT, KEY_OBJECT, KEY_LIMIT, KEY_CSV, KEY_JSON };

struct audit_arguments {
    struct invocation invocation;
    struct audit_query query; /* its texts are argv's */
    bool has_limit;
    int64_t limit; /* 0: all */
    enum form form;
};

/* How far the list has come. */
struct listing {
    const struct audit_arguments *arguments;
    const char *directory;
    struct buf *fault;
    struct arena *arena; /* of the store's way */
    int64_t shown, before_number;
    bool is_over;
};

/* "article" or "article:12"; the text is cut in place. */
static void take_object(struct command_use *use, struct audit_arguments *arguments, char *text)
{
    struct audit_query *query = &arguments->query;
    char *mark = strchr(text, ':');
    query->object = text;
    if (!mark)
        return;
    *mark = '\0';
    if (number_parse(mark + 1, 1, INT64_MAX, &query->object_id))
        use_wrong(use,
                  SAID("--object cần dạng article hoặc article:12", "--object wants article or article:12"));
}

static void take_instant(struct command_use *use, const char *text, bool at_end, int64_t *ret_ms)
{
    if (duration_instant(text, at_end, clock_now_ms(&clock_system), ret_ms))
        use_wrong(use, SAID("thời điểm cần dạng 2026-11-24, 2026-11-24T08:00:00+07:00 hoặc 30d",
                            "a time is such as 2026-11-24, 2026-11-24T08:00:00+07:00 or 30d"));
}

static void audit_list_take(struct command_use *use, void *input, int key, char *text)
{
    struct audit_arguments *arguments = input;
    struct audit_query *query = &arguments->query;
    switch (key) {
    case KEY_WHO:
        query->who = text;
        /* A number may be a token's, or somebody's name. */
        if (number_parse(text, 1, INT64_MAX, &query->token_id))
            query->token_id = 0;
        break;
    case KEY_SINCE:
        take_instant(use, text, false, &query->since_ms);
        break;
    case KEY_UNTIL:
        take_instant(use, text, true, &query->until_ms);
        break;
    case KEY_WHAT:
        query->what = text;
        break;
    case KEY_OBJECT:
        take_object(use, arguments, text);
        break;
    case KEY_LIMIT:
        arguments->has_limit = true;
        if (number_parse(text, 0, INT32_MAX, &arguments->limit))
            use_wrong(use, SAID("--limit cần một số; 0 là tất cả", "--limit wants a number; 0 is all"));
        break;
    case KEY_CSV:
    case KEY_JSON:
        arguments->form = key == KEY_CSV ? FORM_CSV : FORM_JSON;
        break;
    default:
        if (!arguments->has_limit)
            arguments->limit = LIMIT_DEFAULT;
    }
}

/* How many lines the next page may have. */
static int page_size(const struct listing *listing)
{
    int64_t left = listing->arguments->limit ? listing->arguments->limit - listing->shown : AUDIT_LIST_MOST;
    return left > AUDIT_LIST_MOST ? AUDIT_LIST_MOST : (int)left;
}

static void add_parameter(struct buf *path, const char *name, const char *value)
{
    if (!value)
        return;
    buf_printf(path, "&%s=", name);
    url_escape(path, value, "");
}

static void add_instant(struct buf *path, const char *name, int64_t at_ms)
{
    char text[DATE_TEXT_SIZE];
    add_parameter(path, name, at_ms ? date_rfc3339(at_ms, text) : NULL);
}

/* The address of the next page. */
static void page_path(const struct listing *listing, struct buf *path)
{
    const struct audit_query *query = &listing->arguments->query;
    buf_printf(path, "/api/audit?format=json&limit=%d", page_size(listing));
    add_parameter(path, "who", query->who);
    add_parameter(path, "what", query->what);
    add_instant(path, "since", query->since_ms);
    add_instant(path, "until", query->until_ms);
    add_parameter(path, "object", query->object);
    if (query->object_id)
        buf_printf(path, ":%lld", (long long)query->object_id);
    if (listing->before_number)
        buf_printf(path, "&after=%lld", (long long)listing->before_number);
}

/* A page from the daemon. ERR_NOT_FOUND: there is none. */
static enum err page_by_daemon(struct listing *listing, json_t **ret_items)
{
    auto_buf struct buf path = BUF(PATH_LIMIT);
    struct control_answer answer;
    page_path(listing, &path);
    if (buf_failed(&path))
        return ERR_INPUT;
    enum err err = control_request(listing->directory, "GET", buf_str(&path), NULL, listing->fault, &answer);
    if (err)
        return err;
    json_auto_t *page = json_text_read(buf_str(&answer.body), answer.body.length, 0, NULL);
    if (answer.status != STATUS_OK) {
        control_problem(&answer, listing->fault);
        err = ERR_UNAVAILABLE;
    }
    buf_done(&answer.body);
    *ret_items = json_incref(json_object_get(page, "items"));
    return err;
}

/* The same page from the store, in the same shape. */
static enum err page_by_store(struct listing *listing, struct conn *conn, json_t **ret_items)
{
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    struct audit_query query = listing->arguments->query;
    struct audit_entry *entries;
    size_t count;
    if (!arena)
        return ERR_MEMORY;
    query.before_number = listing->before_number;
    query.limit = page_size(listing);
    store_use_arena(conn, arena);
    enum err err = audit_list(conn, &query, &entries, &count);
    store_use_arena(conn, listing->arena);
    if (err)
        return err;
    json_auto_t *items = json_array();
    for (size_t i = 0; i < count; i++)
        view_audit_entry(view_append((struct view){arena, items}), &entries[i]);
    if (arena_failed(arena))
        return ERR_MEMORY;
    *ret_items = json_incref(items);
    return ERR_OK;
}

static const char *text_of(const json_t *item, const char *name, const char *otherwise)
{
    const char *text = json_string_value(json_object_get(item, name));
    return text ? text : otherwise;
}

/* When, who, what, on what, from where, the note. */
static void print_line(const json_t *item)
{
    struct civil at = {.year = 0};
    int64_t at_ms, id = json_integer_value(json_object_get(item, "object_id"));
    if (!date_parse(text_of(item, "at", ""), &at_ms))
        at = civil_local(at_ms);
    printf("%lld  %04d-%02d-%02d %02d:%02d:%02d +07  %s  %s  %s",
           (long long)json_integer_value(json_object_get(item, "number")), at.year, at.month, at.day, at.hour,
           at.minute, at.second, text_of(item, "who", "-"), text_of(item, "what", "-"),
           text_of(item, "object", "-"));
    if (id)
        printf(" %lld", (long long)id);
    printf("  %s", text_of(item, "from", "-"));
    if (json_is_string(json_object_get(item, "title")))
        printf("  %s", text_of(item, "title", ""));
    if (json_is_true(json_object_get(item, "note_removed")))
        printf("  %s", SAID("(ghi chú đã gỡ)", "(note removed)"));
    else if (json_is_string(json_object_get(item, "note")))
        printf("  (%s)", text_of(item, "note", ""));
    putchar('\n');
}

/* Items of one document that goes on over the pages. */
static void print_json(const struct listing *listing, const json_t *items)
{
    const json_t *item;
    size_t index;
    json_array_foreach(items, index, item)
    {
        auto_free char *text = json_text_write(item, JSON_COMPACT);
        printf("%s%s", listing->shown + (int64_t)index ? ",\n" : "", text ? text : "null");
    }
}

static enum err print_page(const struct listing *listing, const json_t *items)
{
    const json_t *item;
    size_t index;
    auto_buf struct buf out = BUF(ARENA_LIMIT);
    switch (listing->arguments->form) {
    case FORM_JSON:
        print_json(listing, items);
        return ERR_OK;
    case FORM_CSV:
        audit_csv_lines(&out, items);
        fputs(buf_str(&out), stdout);
        return buf_failed(&out) ? ERR_MEMORY : ERR_OK;
    case FORM_TEXT:
        break;
    }
    json_array_foreach(items, index, item) print_line(item);
    return ERR_OK;
}

/* Prints a page and moves on behind it. */
static enum err listing_take(struct listing *listing, const json_t *items)
{
    size_t count = json_array_size(items);
    enum err err = print_page(listing, items);
    listing->is_over = count < (size_t)page_size(listing);
    listing->shown += (int64_t)count;
    if (count)
        listing->before_number =
            json_integer_value(json_object_get(json_array_get(items, count - 1), "number"));
    listing->is_over |= listing->arguments->limit && listing->shown >= listing->arguments->limit;
    return err;
}

static enum err list_by_store_pages(struct listing *listing)
{
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    auto_store struct store *store = NULL;
    auto_conn struct conn *conn = NULL;
    enum err err =
        arena ? offline_begin(listing->directory, arena, listing->fault, &store, &conn) : ERR_MEMORY;
    listing->arena = arena;
    while (!err && !listing->is_over) {
        json_auto_t *items = NULL;
        err = page_by_store(listing, conn, &items);
        if (!err)
            err = listing_take(listing, items);
    }
    return err;
}

/* Page by page from whoever answers the first one. */
static enum err list_pages(struct listing *listing)
{
    enum err err = ERR_OK;
    while (!err && !listing->is_over) {
        json_auto_t *items = NULL;
        err = page_by_daemon(listing, &items);
        if (!err)
            err = listing_take(listing, items);
    }
    /* No daemon; one that ended between two pages is not begun anew from the store. */
    return err == ERR_NOT_FOUND && !listing->shown ? list_by_store_pages(listing) : err;
}

static enum err audit_list_run(void *input, struct buf *fault)
{
    const struct audit_arguments *arguments = input;
    auto_settings struct settings *settings = NULL;
    struct listing listing = {.arguments = arguments, .fault = fault};
    enum err err = portal_enter(&arguments->invocation, PORTAL_IS_THERE, fault, &settings);
    if (err)
        return err;
    listing.directory = settings->data;
    auto_buf struct buf head = BUF(1000);
    if (arguments->form == FORM_CSV)
        audit_csv_head(&head);
    else if (arguments->form == FORM_JSON)
        buf_text(&head, "{\"items\": [");
    fputs(buf_str(&head), stdout);
    err = list_pages(&listing);
    if (!err && arguments->form == FORM_JSON)
        puts("]}");
    return err;
}

static const struct option_row audit_list_options[] = {
    {"who",
     KEY_WHO,
     {"TÊN", "NAME"},
     {"ai đã làm: tên hoặc số của mã truy cập, console, system",
      "who did it: name or number of a token, console, system"}},
    {"since",
     KEY_SINCE,
     {"LÚC", "TIME"},
     {"từ ngày hoặc thời điểm này, hoặc 30d trước", "from this day or time on, or 30d ago"}},
    {"until",
     KEY_UNTIL,
     {"LÚC", "TIME"},
     {"đến hết ngày này, hoặc đến thời điểm này", "up to the end of this day, or this time"}},
    {"what",
     KEY_WHAT,
     {"VIỆC", "ACTION"},
     {"việc gì, như article.publish hoặc article", "what, such as article.publish, or article"}},
    {"object",
     KEY_OBJECT,
     {"LOẠI[:SỐ]", "KIND[:ID]"},
     {"trên cái gì, như article:12", "on what, such as article:12"}},
    {"limit",
     KEY_LIMIT,
     {"SỐ", "N"},
     {"nhiều nhất bao nhiêu dòng, mặc định 50; 0 là tất cả", "how many at most, 50 unless said; 0 is all"}},
    {"csv", KEY_CSV, {NULL}, {"dạng CSV cho bảng tính", "as CSV, for a spreadsheet"}},
    {"json", KEY_JSON, {NULL}, {"dạng JSON", "as JSON"}},
    {0},
};

const struct command audit_list_command = {
    .name = "audit list",
    .breadth = BREADTH_DATA,
    .help = {"Ai đã làm gì và từ đâu; mới nhất trước.", "Who did what, and from where; the newest first."},
    .options = audit_list_options,
    .size = sizeof(struct audit_arguments),
    .take = audit_list_take,
    .run = audit_list_run,
};
