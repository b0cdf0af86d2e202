/* congd key list, congd key rotate: the keys by which what was published is verified. By the daemon that
 * runs, else by one within this command. */
#include "base/json_text.h"
#include "base/said.h"
#include "command.h"
#include "transfer.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { KEY_ANSWER_MAX = 1024 * 1024, STATUS_OK = 200 };

struct key_arguments {
    struct invocation invocation;
};

static bool key_gather(void *context, int status, const char *bytes, size_t size)
{
    (void)status;
    buf_add(context, bytes, size);
    return !buf_failed(context);
}

/* One line, with tabs: name, public key, from when, until when it signs. */
static void key_print(const json_t *key)
{
    static const char *const members[] = {"kid", "x", "from", "until"};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        const char *text = json_string_value(json_object_get(key, members[i]));
        printf("%s%s", i ? "\t" : "", text ? text : "-");
    }
    putchar('\n');
}

static enum err key_call(const struct key_arguments *arguments, const char *method, const char *path,
                         struct buf *fault, json_t **ret_answer)
{
    auto_buf struct buf answer = BUF(KEY_ANSWER_MAX);
    struct control_call call = {.method = method, .path = path, .take = key_gather, .context = &answer};
    int status = 0;
    enum err err = transfer_send(&arguments->invocation, PORTAL_IS_THERE, &call, fault, &status);
    if (!err && status != STATUS_OK)
        err = transfer_refused(status, &answer, fault);
    if (!err)
        *ret_answer = json_text_read(buf_str(&answer), answer.length, 0, NULL);
    return err;
}

static enum err key_list_run(void *input, struct buf *fault)
{
    json_auto_t *answer = NULL;
    enum err err = key_call(input, "GET", "/.well-known/jwks.json", fault, &answer);
    const json_t *key;
    size_t i;
    json_array_foreach(json_object_get(answer, "keys"), i, key) key_print(key);
    if (!err && !json_array_size(json_object_get(answer, "keys")))
        puts(SAID("chưa có khóa nào; khóa đầu tiên có khi bài đầu tiên được công bố",
                  "there is no key yet; the first comes with the first publication"));
    return err;
}

static enum err key_rotate_run(void *input, struct buf *fault)
{
    json_auto_t *answer = NULL;
    enum err err = key_call(input, "POST", "/api/keys/rotate", fault, &answer);
    if (!err)
        key_print(answer);
    return err;
}

const struct command key_list_command = {
    .name = "key list",
    .breadth = BREADTH_DATA,
    .help = {"In các khóa công khai để xác thực bài đã công bố, khóa đang ký trước, mỗi dòng: tên, khóa, từ "
             "lúc nào, "
             "đến lúc nào.",
             "Prints the public keys by which what was published is verified, the one that signs first, each "
             "on a line: "
             "name, key, from when, until when."},
    .size = sizeof(struct key_arguments),
    .run = key_list_run,
};

const struct command key_rotate_command = {
    .name = "key rotate",
    .breadth = BREADTH_DATA,
    .help = {"Thay khóa ký bằng khóa mới và in khóa mới ra. Khóa cũ không ký được nữa; phần công khai của nó "
             "vẫn ở "
             "/.well-known/jwks.json, nên những gì đã ký vẫn xác thực được.",
             "Puts a new key in place of the one that signs, and prints it. The former one signs no more; "
             "its public "
             "half stays at /.well-known/jwks.json, so what it signed can still be verified."},
    .size = sizeof(struct key_arguments),
    .run = key_rotate_run,
};
