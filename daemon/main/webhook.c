/* congd webhook list, add, test, remove: who is told what becomes of articles, by the daemon that runs, else
 * by one within this command. What may be said the API judges. */
#include "base/said.h"
#include "command.h"
#include "text/number.h"
#include "transfer.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

struct webhook_arguments {
    struct invocation invocation;
    const char *url, *events;
    int64_t id;
};

/* Tabs between: number, name, state, how much waits, address. */
static void webhook_print(const json_t *item)
{
    bool is_on = json_is_true(json_object_get(item, "is_on"));
    long long failures = json_integer_value(json_object_get(item, "failures"));
    printf("%lld\t%s\t%s\t%lld\t%s\n", (long long)json_integer_value(json_object_get(item, "id")),
           json_string_value(json_object_get(item, "name")),
           !is_on     ? SAID("tắt", "off")
           : failures ? SAID("không tới được", "not reached")
                      : SAID("bật", "on"),
           (long long)json_integer_value(json_object_get(item, "waiting")),
           json_string_value(json_object_get(item, "url")));
}

static enum err webhook_list_run(void *input, struct buf *fault)
{
    const struct webhook_arguments *arguments = input;
    auto_transfer struct transfer transfer = {.need = PORTAL_IS_THERE};
    json_auto_t *answer = NULL;
    const json_t *item;
    size_t index;
    enum err err = transfer_begin(&transfer, &arguments->invocation, fault);
    if (!err)
        err = transfer_json(&transfer, "GET", "/api/webhooks", NULL, fault, &answer);
    if (!err)
        json_array_foreach(json_object_get(answer, "items"), index, item) webhook_print(item);
    return err;
}

/* "article.published,article.deleted" as a list; NULL without memory. */
static json_t *webhook_events(const char *text)
{
    json_t *list = json_array();
    while (list && *text) {
        size_t length = strcspn(text, ", ");
        if (length)
            json_array_append_new(list, json_stringn(text, length));
        text += length + strspn(text + length, ", ");
    }
    return list;
}

/* The secret alone on its line, so that a script can take it. */
static enum err webhook_add_run(void *input, struct buf *fault)
{
    const struct webhook_arguments *arguments = input;
    auto_transfer struct transfer transfer = {.need = PORTAL_IS_THERE};
    json_auto_t *answer = NULL,
                *body = json_pack("{s:s, s:s}", "name", arguments->invocation.word, "url", arguments->url);
    if (!body)
        return ERR_INPUT; /* not UTF-8 */
    if (arguments->events)
        json_object_set_new(body, "events", webhook_events(arguments->events));
    enum err err = transfer_begin(&transfer, &arguments->invocation, fault);
    if (!err)
        err = transfer_json(&transfer, "POST", "/api/webhooks", body, fault, &answer);
    const char *secret = json_string_value(json_object_get(answer, "secret"));
    if (!err && secret)
        puts(secret);
    return err;
}

/* A call about the one whose number the line names. */
static enum err webhook_call(const struct webhook_arguments *arguments, const char *method, const char *rest,
                             struct buf *fault)
{
    auto_transfer struct transfer transfer = {.need = PORTAL_IS_THERE};
    json_auto_t *answer = NULL;
    char path[64];
    snprintf(path, sizeof path, "/api/webhooks/%lld%s", (long long)arguments->id, rest);
    enum err err = transfer_begin(&transfer, &arguments->invocation, fault);
    return err ? err : transfer_json(&transfer, method, path, NULL, fault, &answer);
}

static enum err webhook_test_run(void *input, struct buf *fault)
{
    enum err err = webhook_call(input, "POST", "/test", fault);
    if (!err)
        puts(SAID("đã xếp hàng; xem kết quả ở trang Webhook",
                  "queued; the page Webhooks says what came of it"));
    return err;
}

static enum err webhook_remove_run(void *input, struct buf *fault)
{
    return webhook_call(input, "DELETE", "", fault);
}

static void webhook_add_take(struct command_use *use, void *input, int key, char *text)
{
    struct webhook_arguments *arguments = input;
    if (key == 'u')
        arguments->url = text;
    else if (key == 'e')
        arguments->events = text;
    else if (key == KEY_END && !arguments->url)
        use_wrong(use, SAID("cần có --url", "--url is needed"));
}

static void webhook_numbered_take(struct command_use *use, void *input, int key, char *text)
{
    struct webhook_arguments *arguments = input;
    (void)text;
    if (key == KEY_END && number_parse(arguments->invocation.word, 1, INT64_MAX, &arguments->id))
        use_wrong(use, SAID("SỐ là số của webhook, như trong congd webhook list",
                            "ID is the webhook's number, as congd webhook list shows it"));
}

static const struct option_row webhook_add_options[] = {
    {"url", 'u', {"ĐỊA-CHỈ", "URL"}, {"địa chỉ https nhận tin", "the https address that takes the messages"}},
    {"events",
     'e',
     {"SỰ-KIỆN", "EVENTS"},
     {"article.published, article.changed, article.withdrawn, article.deleted, cách nhau bằng dấu phẩy; "
      "không ghi: tất cả",
      "article.published, article.changed, article.withdrawn, article.deleted, with commas; not given: all"}},
    {0},
};

const struct command webhook_list_command = {
    .name = "webhook list",
    .breadth = BREADTH_DATA,
    .help = {"Liệt kê webhook: số, tên, tình trạng, số tin đang chờ, địa chỉ.",
             "Lists webhooks: number, name, state, how many messages wait, address."},
    .size = sizeof(struct webhook_arguments),
    .run = webhook_list_run,
};

const struct command webhook_add_command = {
    .name = "webhook add",
    .breadth = BREADTH_DATA,
    .help =
        {"Thêm một hệ thống được báo khi bài được đăng, sửa, rút hoặc xóa, và in khóa ký tin của nó. Cần "
         "webhooks = yes.",
         "Adds a system that is told when articles are published, changed, withdrawn or deleted, and prints "
         "the secret by which its messages are signed. Needs webhooks = yes."},
    .word = {"TÊN", "NAME"},
    .needs_word = true,
    .options = webhook_add_options,
    .size = sizeof(struct webhook_arguments),
    .take = webhook_add_take,
    .run = webhook_add_run,
};

const struct command webhook_test_command = {
    .name = "webhook test",
    .breadth = BREADTH_DATA,
    .help = {"Gửi một tin thử tới một webhook.", "Sends a trial message to a webhook."},
    .word = {"SỐ", "ID"},
    .needs_word = true,
    .size = sizeof(struct webhook_arguments),
    .take = webhook_numbered_take,
    .run = webhook_test_run,
};

const struct command webhook_remove_command = {
    .name = "webhook remove",
    .breadth = BREADTH_DATA,
    .help = {"Xóa một webhook cùng những tin đang chờ của nó.",
             "Removes a webhook with the messages that wait for it."},
    .word = {"SỐ", "ID"},
    .needs_word = true,
    .size = sizeof(struct webhook_arguments),
    .take = webhook_numbered_take,
    .run = webhook_remove_run,
};
