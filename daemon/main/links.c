/* congd links dead: links that lead nowhere, as the daemon tells them or, where none runs, from the store;
 * both ways come to the same JSON, from which they are printed: for a person, or as JSON, an object a line.
 */
#include "base/said.h"
#include "command.h"
#include "control.h"
#include "invocation.h"
#include "offline.h"

#include "base/json_text.h"
#include "text/date.h"
#include "view/link.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { ARENA_LIMIT = 16 * 1024 * 1024, STATUS_OK = 200, KEY_JSON = 0x100 };

struct links_arguments {
    struct invocation invocation;
    bool is_json;
};

/* How far the list has come. */
struct links_listing {
    const struct links_arguments *arguments;
    const char *directory;
    struct buf *fault;
    size_t shown;
    bool are_checked;
};

static void links_take(struct command_use *use, void *input, int key, char *text)
{
    struct links_arguments *arguments = input;
    (void)use, (void)text;
    arguments->is_json |= key == KEY_JSON;
}

/* Why it is called dead, in words. */
static const char *links_reason(const json_t *item)
{
    const char *reason = json_string_value(json_object_get(item, "reason"));
    if (!reason || strcmp(reason, "status") == 0)
        return "";
    if (strcmp(reason, "name") == 0)
        return SAID("tên miền không còn", "nobody has this name");
    if (strcmp(reason, "unreachable") == 0)
        return SAID("không kết nối được", "nobody answers there");
    if (strcmp(reason, "certificate") == 0)
        return SAID("chứng thư không hợp lệ", "its certificate is not good");
    if (strcmp(reason, "redirects") == 0)
        return SAID("chuyển hướng không dứt", "it leads on and on");
    if (strcmp(reason, "timeout") == 0)
        return SAID("quá lâu không trả lời", "it takes too long");
    return SAID("trả lời không đúng chuẩn", "what it answers is no HTTP");
}

static void print_place(const json_t *place)
{
    const char *kind = json_string_value(json_object_get(place, "kind"));
    const char *title = json_string_value(json_object_get(place, "title"));
    const char *url = json_string_value(json_object_get(place, "url"));
    if (url)
        printf("    %s  %s\n", url, title ? title : "");
    else if (kind && strcmp(kind, "box") == 0)
        printf("    %s  %s\n", SAID("hộp liên kết", "box"), title ? title : "");
    else if (kind && strcmp(kind, "home") == 0)
        printf("    %s\n",
               SAID("ô dịch vụ hoặc biểu ngữ của trang chủ", "a tile or banner of the home page"));
    else
        printf("    %s\n", SAID("trình đơn", "menu"));
}

/* The address with what it answers and since when; below it where it stands. */
static void print_dead(const json_t *item)
{
    const json_t *status = json_object_get(item, "status"), *places = json_object_get(item, "places"), *place;
    const char *since = json_string_value(json_object_get(item, "failing_since"));
    char day[DATE_TEXT_SIZE];
    int64_t at_ms = 0, count = json_integer_value(json_object_get(item, "place_count"));
    size_t index;
    printf("%s  ", json_string_value(json_object_get(item, "url")));
    if (json_is_integer(status))
        printf("%lld  ", (long long)json_integer_value(status));
    else
        printf("%s  ", links_reason(item));
    printf(SAID("từ %s\n", "since %s\n"),
           since && !date_parse(since, &at_ms) ? day_iso(day_of(at_ms), day) : "?");
    json_array_foreach(places, index, place) print_place(place);
    if (count > (int64_t)json_array_size(places))
        printf(SAID("    … và %lld nơi khác\n", "    … and %lld more\n"),
               (long long)(count - (int64_t)json_array_size(places)));
}

static void print_items(struct links_listing *listing, const json_t *items)
{
    const json_t *item;
    size_t index;
    json_array_foreach(items, index, item)
    {
        auto_free char *text = listing->arguments->is_json ? json_text_write(item, JSON_COMPACT) : NULL;
        if (listing->arguments->is_json)
            puts(text ? text : "null");
        else
            print_dead(item);
    }
    listing->shown += json_array_size(items);
}

/* One page from the daemon; *ret_next is the next one's path, "" none. ERR_NOT_FOUND: there is no daemon. */
static enum err links_page(struct links_listing *listing, const char *path, struct buf *next)
{
    struct control_answer answer;
    enum err err = control_request(listing->directory, "GET", path, NULL, listing->fault, &answer);
    if (err)
        return err;
    json_auto_t *page = json_text_read(buf_str(&answer.body), answer.body.length, 0, NULL);
    if (answer.status != STATUS_OK) {
        control_problem(&answer, listing->fault);
        err = ERR_UNAVAILABLE;
    }
    buf_done(&answer.body);
    if (err)
        return err;
    print_items(listing, json_object_get(page, "items"));
    listing->are_checked = json_is_true(json_object_get(page, "are_checked"));
    const char *path_after = json_string_value(json_object_get(page, "next"));
    buf_text(next, path_after ? path_after : "");
    return ERR_OK;
}

static enum err links_by_daemon(struct links_listing *listing)
{
    char path[2048] = "/api/links/dead?limit=100";
    enum err err = ERR_OK;
    while (!err && *path) {
        auto_buf struct buf next = BUF(sizeof path);
        err = links_page(listing, path, &next);
        snprintf(path, sizeof path, "%s", buf_str(&next));
    }
    return err;
}

/* One page of the store; it moves *at on, and sets its id to 0 behind the last. */
static enum err links_store_page(struct links_listing *listing, struct conn *conn, int64_t *at_ms,
                                 int64_t *at_id)
{
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    struct arena *former = conn_arena(conn);
    struct dead_link *links;
    size_t count = 0;
    if (!arena)
        return ERR_MEMORY;
    store_use_arena(conn, arena);
    enum err err = link_list_dead(conn, *at_ms, *at_id, LINK_LIST_MOST, &links, &count);
    store_use_arena(conn, former);
    json_auto_t *items = json_array();
    for (size_t i = 0; !err && i < count; i++)
        view_dead_link(view_append((struct view){arena, items}), &links[i]);
    if (err || arena_failed(arena))
        return err ? err : ERR_MEMORY;
    print_items(listing, items);
    *at_ms = count ? links[count - 1].dead_ms : 0;
    *at_id = count == LINK_LIST_MOST ? links[count - 1].id : 0;
    return ERR_OK;
}

static enum err links_by_store(struct links_listing *listing)
{
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    auto_store struct store *store = NULL;
    auto_conn struct conn *conn = NULL;
    int64_t at_ms = 0, at_id = 0;
    enum err err =
        arena ? offline_begin(listing->directory, arena, listing->fault, &store, &conn) : ERR_MEMORY;
    if (!err)
        do
            err = links_store_page(listing, conn, &at_ms, &at_id);
        while (!err && at_id);
    return err;
}

static enum err links_run(void *input, struct buf *fault)
{
    const struct links_arguments *arguments = input;
    auto_settings struct settings *settings = NULL;
    struct links_listing listing = {.arguments = arguments, .fault = fault};
    enum err err = portal_enter(&arguments->invocation, PORTAL_IS_THERE, fault, &settings);
    if (err)
        return err;
    listing.directory = settings->data;
    listing.are_checked = strcmp(settings->check_links, "yes") == 0;
    err = links_by_daemon(&listing);
    /* No daemon listens, which is the only reason to open the store ourselves. */
    if (err == ERR_NOT_FOUND)
        err = links_by_store(&listing);
    if (err || listing.shown || arguments->is_json)
        return err;
    puts(listing.are_checked
             ? SAID("không có liên kết hỏng", "no dead links")
             : SAID("chưa kiểm tra liên kết: check_links=no", "links are not checked: check_links=no"));
    return ERR_OK;
}

static const struct option_row links_options[] = {
    {"json", KEY_JSON, {NULL}, {"dạng JSON, mỗi dòng một đối tượng", "as JSON, an object a line"}},
    {0},
};

const struct command links_dead_command = {
    .name = "links dead",
    .breadth = BREADTH_DATA,
    .help = {"Liên kết không còn dẫn tới đâu, và nơi chúng nằm; mới nhất trước.",
             "Links that lead nowhere, and where they stand; the latest first."},
    .options = links_options,
    .size = sizeof(struct links_arguments),
    .take = links_take,
    .run = links_run,
};
