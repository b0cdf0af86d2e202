/* congd check: how a portal is. What the daemon sees it tells over the control socket; where none runs, the
 * command looks itself and changes nothing; what only a command can see (settings, the machine's log, whether
 * the clock is kept) it adds in both cases. */
#include "base/said.h"
#include "check_machine.h"
#include "command.h"
#include "condition.h"
#include "control.h"
#include "invocation.h"
#include "privilege.h"

#include "base/json_text.h"
#include "handler/app.h"
#include "public_address.h"
#include "view/check.h"

#include <errno.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { ARENA_LIMIT = 8 * 1024 * 1024, READ_LIMIT_MS = 60000, NAME_WIDTH = 12 };

struct check_arguments {
    struct invocation invocation;
    bool is_json;
};

/* The rows of an answer of /readyz?verbose, in the same list. */
static void rows_take(const json_t *answer, struct check_list *list)
{
    const json_t *row;
    size_t index;
    json_array_foreach(json_object_get(answer, "checks"), index, row)
    {
        const char *name = json_string_value(json_object_get(row, "name"));
        const char *status = json_string_value(json_object_get(row, "status"));
        const char *text = json_string_value(json_object_get(row, "text"));
        check_add(list, check_level_of(status ? status : ""), arena_text(list->arena, name ? name : "?"),
                  "%s", "%s", text ? text : "");
    }
}

/* Asks the daemon; ERR_NOT_FOUND where none runs. */
static enum err ask_daemon(const char *data, struct check_list *list)
{
    auto_buf struct buf fault = BUF(4096);
    struct control_answer answer;
    enum err err = control_request(data, "GET", "/readyz?verbose", NULL, &fault, &answer);
    if (err == ERR_NOT_FOUND)
        return err;
    if (err) {
        check_add(list, CHECK_FAILURE, "daemon", "%s", "%s", buf_str(&fault));
        return ERR_OK;
    }
    json_auto_t *json = json_text_read(buf_str(&answer.body), answer.body.length, 0, NULL);
    if (json_is_array(json_object_get(json, "checks"))) {
        check_add(list, CHECK_OK, "daemon", "đang chạy", "runs");
        rows_take(json, list);
    } else {
        check_add(list, CHECK_FAILURE, "daemon", "trả lời %d mà không kèm danh sách",
                  "answered %d without the list", answer.status);
    }
    buf_done(&answer.body);
    return ERR_OK;
}

/* ---- without a daemon */

/* Templates and words, as the next start would find them. */
static void look_at_templates(const struct settings *settings, struct check_list *list)
{
    auto_assets struct assets *assets = NULL;
    auto_buf struct buf fault = BUF(4096);
    struct interface interface;
    enum err err = assets_open(*settings->assets ? settings->assets : NULL, &assets);
    if (!err)
        err = interface_open(assets, &fault, &interface);
    if (err) {
        check_add(list, CHECK_FAILURE, "templates", "%s %s", "%s %s", settings->assets,
                  fault.length ? buf_str(&fault) : err_title(err, list->lang));
        return;
    }
    interface_close(&interface);
    check_add(list, CHECK_OK, "templates", "%s", "%s",
              *settings->assets       ? settings->assets
              : list->lang == LANG_VI ? "có sẵn trong chương trình"
                                      : "built in");
}

/* Opens the store to look at it; NULL where that cannot be done, which is told. */
static struct store *look_into_store(const char *data, struct check_list *list)
{
    const struct store_options options = {
        .directory = data, .clock = &clock_system, .readers = 2, .read_limit_ms = READ_LIMIT_MS};
    auto_buf struct buf fault = BUF(4096);
    struct schema_state schema = {0};
    struct store *store = NULL;
    enum err err = store_look(&options, &fault, &schema, &store);
    if (err == ERR_NOT_FOUND)
        check_add(list, CHECK_WARNING, "schema", "chưa có cơ sở dữ liệu; lần khởi động đầu tiên sẽ tạo",
                  "there is no database yet; the first start makes it");
    else if (err)
        check_add(list, CHECK_FAILURE, "schema", "%s", "%s",
                  fault.length ? buf_str(&fault) : err_title(err, list->lang));
    else if (!store)
        check_schema(&schema, list);
    return store;
}

/* The same rows as the daemon's, but for what only a running one has. */
static void look_without_daemon(const struct settings *settings, struct check_list *list)
{
    struct check_scope scope;
    check_add(list, CHECK_WARNING, "daemon", "không chạy; xem thẳng vào thư mục dữ liệu",
              "does not run; the data folder is looked into as it lies");
    auto_store struct store *store = look_into_store(settings->data, list);
    condition_of(settings, public_address(settings, list->arena), list->arena, &scope);
    scope.store = store;
    /* Nobody has looked at it since the daemon ended; damage is a row, anything else too. */
    enum err err = store ? integrity_check(store, INTEGRITY_QUICK, NULL) : ERR_OK;
    if (err)
        check_add(list, CHECK_FAILURE, "integrity", "%s", "%s", err_title(err, list->lang));
    check_portal(&scope, list);
    look_at_templates(settings, list);
}

/* ---- all of it */

/* A folder that is not there, or not for this user, leaves nothing else to be looked at. */
static bool data_is_there(const struct settings *settings, struct check_list *list)
{
    struct stat st;
    if (stat(settings->data, &st) == 0)
        return true;
    check_add(list, CHECK_FAILURE, "permissions", "thư mục dữ liệu %s: %s", "the data folder %s: %s",
              settings->data, said_errno(errno));
    return false;
}

static void check_data(const struct settings *settings, struct check_list *list)
{
    auto_buf struct buf fault = BUF(4096);
    if (!data_is_there(settings, list))
        return;
    /* Before the socket, whose file only its owner may use. */
    if (privilege_take_owner(settings->user, settings->data, &fault)) {
        check_add(list, CHECK_FAILURE, "permissions", "%s", "%s", buf_str(&fault));
        return;
    }
    if (ask_daemon(settings->data, list) == ERR_NOT_FOUND)
        look_without_daemon(settings, list);
}

/* A row for each fault, or one for all being well. */
static struct settings *check_settings(const struct check_arguments *arguments, struct check_list *list)
{
    enum { FAULTS_MAX_SIZE = 64 * 1024 };
    auto_buf struct buf fault = BUF(FAULTS_MAX_SIZE);
    struct settings *settings = NULL;
    const char *file = arguments->invocation.config;
    enum err err = invocation_settings_checked(&arguments->invocation, &fault, &settings);
    const char *text = fault.length ? buf_str(&fault) : err_title(err, list->lang);
    for (size_t length; err && *text; text += length + (text[length] == '\n')) {
        length = strcspn(text, "\n");
        check_add(list, CHECK_FAILURE, "settings", "%.*s", "%.*s", (int)length, text);
    }
    if (!err && file)
        check_add(list, CHECK_OK, "settings", "%s: đúng cả", "%s: all right", file);
    else if (!err)
        check_add(list, CHECK_OK, "settings", "đúng cả, không dùng tệp", "all right, of no file");
    return settings;
}

/* The whole list on stdout. */
static void check_print(const struct check_list *list, bool is_json)
{
    if (is_json) {
        json_auto_t *json = view_check(list);
        auto_free char *text = json_text_write(json, JSON_INDENT(1));
        puts(text ? text : "null");
    } else {
        static const char *const levels[] = {"ok", "warn", "FAIL"};
        for (size_t i = 0; i < list->count; i++)
            printf("%-4s  %-*s  %s\n", levels[list->items[i].level], NAME_WIDTH, list->items[i].name,
                   list->items[i].text);
    }
}

static void check_take(struct command_use *use, void *input, int key, char *text)
{
    struct check_arguments *arguments = input;
    (void)use, (void)text;
    arguments->is_json |= key == 'j';
}

/* What fails is 1, without a line: the list says it. */
static enum err check_run(void *input, struct buf *fault)
{
    struct check_arguments *arguments = input;
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    struct check_list list = {.arena = arena, .lang = said_lang()};
    (void)fault;
    if (!arena || sodium_init() < 0)
        return ERR_MEMORY;
    auto_settings struct settings *settings = check_settings(arguments, &list);
    if (settings) {
        /* While it is still who called it: others may not read the machine's log. */
        struct check_machine machine;
        check_machine_look(settings->data, &machine);
        check_data(settings, &list);
        check_machine_tell(&machine, &list);
    }
    if (arena_failed(arena))
        return ERR_MEMORY;
    check_print(&list, arguments->is_json);
    arguments->invocation.status = check_worst(&list) == CHECK_FAILURE;
    return ERR_OK;
}

static const struct option_row check_options[] = {
    {"json", 'j', {NULL}, {"dạng JSON, như /readyz?verbose", "as JSON, like /readyz?verbose"}},
    {0},
};

const struct command check_command = {
    .name = "check",
    .breadth = BREADTH_ALL,
    .help = {"Xem cổng có ổn không, mỗi việc một dòng: ok, warn (cần để ý), FAIL (hỏng). Kết thúc với 1 nếu "
             "có việc "
             "hỏng. Không sửa gì; `congd doctor` sửa.",
             "Says how the portal is, a line for each thing: ok, warn (needs attention), FAIL. Exits 1 when "
             "anything "
             "fails. Changes nothing; `congd doctor` mends."},
    .options = check_options,
    .size = sizeof(struct check_arguments),
    .take = check_take,
    .run = check_run,
};
