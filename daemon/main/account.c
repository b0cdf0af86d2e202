/* congd account add, list, password, disable: people of the staff, by the daemon that runs, else by one
 * within this command. What may be said the API judges. */
#include "store/account.h"
#include "base/said.h"
#include "command.h"
#include "text/password.h"
#include "transfer.h"

#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { GENERATED_SIZE = 28, ACCOUNT_ROOM = PASSWORD_BYTES_MAX + 3, KEY_STDIN = 0x200, KEY_KEEP };

struct account_arguments {
    struct invocation invocation;
    const char *role, *shown;
    bool reads; /* the password from standard input */
    bool keeps; /* it need not be changed at the first sign-in */
    bool enables;
};

/* A password that nobody chose: 120 random bits in letters and digits that are hard to mistake. */
static void generate(char ret_text[static GENERATED_SIZE])
{
    /* No letter that looks like another. */
    static const char signs[] = "abcdefghjkmnpqrstuvwxyz23456789";
    size_t at = 0;
    for (size_t i = 0; i < 24; i++) {
        if (i && i % 6 == 0)
            ret_text[at++] = '-';
        ret_text[at++] = signs[randombytes_uniform(sizeof signs - 1)];
    }
    ret_text[at] = '\0';
}

/* The first line of standard input, or one that is made up. `room` holds either. Errors: INPUT. */
static enum err account_password_text(const struct account_arguments *arguments, struct buf *fault,
                                      char room[static ACCOUNT_ROOM])
{
    if (!arguments->reads) {
        generate(room);
        return ERR_OK;
    }
    if (!fgets(room, ACCOUNT_ROOM, stdin)) {
        buf_text(fault, SAID("không có mật khẩu ở đầu vào chuẩn", "there is no password on standard input"));
        return ERR_INPUT;
    }
    room[strcspn(room, "\r\n")] = '\0';
    return ERR_OK;
}

/* The number of the account of this name. Errors: NOT_FOUND, told. */
static enum err find_account(struct transfer *transfer, const char *name, struct buf *fault,
                             json_int_t *ret_id)
{
    json_auto_t *answer = NULL;
    const json_t *item;
    size_t index;
    enum err err = transfer_json(transfer, "GET", "/api/accounts", NULL, fault, &answer);
    if (err)
        return err;
    json_array_foreach(json_object_get(answer, "items"), index, item)
    {
        const char *other = json_string_value(json_object_get(item, "name"));
        if (other && strcmp(other, name) == 0) {
            *ret_id = json_integer_value(json_object_get(item, "id"));
            return ERR_OK;
        }
    }
    buf_printf(fault, SAID("không có tài khoản %s", "there is no account %s"), name);
    return ERR_NOT_FOUND;
}

/* A generated password is told, alone on its line, so that a script can take it. */
static void tell_password(const struct account_arguments *arguments, const char *password)
{
    if (!arguments->reads)
        puts(password);
}

static enum err account_add_run(void *input, struct buf *fault)
{
    const struct account_arguments *arguments = input;
    auto_transfer struct transfer transfer = {.need = PORTAL_MAY_BE_NEW};
    char password[ACCOUNT_ROOM];
    json_auto_t *body = json_pack("{s:s, s:s}", "name", arguments->invocation.word, "role", arguments->role);
    json_auto_t *answer = NULL;
    enum err err = account_password_text(arguments, fault, password);
    if (!err)
        err = transfer_begin(&transfer, &arguments->invocation, fault);
    if (err)
        return err;
    json_object_set_new(body, "password", json_string(password));
    if (arguments->shown)
        json_object_set_new(body, "display_name", json_string(arguments->shown));
    if (arguments->keeps)
        json_object_set_new(body, "must_change", json_false());
    err = transfer_json(&transfer, "POST", "/api/accounts", body, fault, &answer);
    if (!err)
        tell_password(arguments, password);
    sodium_memzero(password, sizeof password);
    return err;
}

/* PATCH of the account that the line names. */
static enum err account_patch(const struct account_arguments *arguments, json_t *body, struct buf *fault)
{
    auto_transfer struct transfer transfer = {.need = PORTAL_IS_THERE};
    json_auto_t *answer = NULL;
    char path[64];
    json_int_t id = 0;
    enum err err = transfer_begin(&transfer, &arguments->invocation, fault);
    if (!err)
        err = find_account(&transfer, arguments->invocation.word, fault, &id);
    snprintf(path, sizeof path, "/api/accounts/%lld", (long long)id);
    return err ? err : transfer_json(&transfer, "PATCH", path, body, fault, &answer);
}

static enum err account_password_run(void *input, struct buf *fault)
{
    const struct account_arguments *arguments = input;
    char password[ACCOUNT_ROOM];
    json_auto_t *body = json_object();
    enum err err = account_password_text(arguments, fault, password);
    if (!err)
        json_object_set_new(body, "password", json_string(password));
    if (!err && arguments->keeps)
        json_object_set_new(body, "must_change", json_false());
    if (!err)
        err = account_patch(arguments, body, fault);
    if (!err)
        tell_password(arguments, password);
    sodium_memzero(password, sizeof password);
    return err;
}

static enum err account_disable_run(void *input, struct buf *fault)
{
    const struct account_arguments *arguments = input;
    json_auto_t *body = json_pack("{s:b}", "is_disabled", !arguments->enables);
    return account_patch(arguments, body, fault);
}

/* Tabs between: number, name, role, state, what others see. */
static void print_account(const json_t *item)
{
    bool is_disabled = json_is_true(json_object_get(item, "is_disabled"));
    bool has_password = json_is_true(json_object_get(item, "has_password"));
    printf("%lld\t%s\t%s\t%s\t%s\n", (long long)json_integer_value(json_object_get(item, "id")),
           json_string_value(json_object_get(item, "name")), json_string_value(json_object_get(item, "role")),
           is_disabled     ? SAID("đã khóa", "disabled")
           : !has_password ? SAID("chưa có mật khẩu", "no password yet")
                           : SAID("đang dùng", "in use"),
           json_string_value(json_object_get(item, "display_name")));
}

static enum err account_list_run(void *input, struct buf *fault)
{
    const struct account_arguments *arguments = input;
    auto_transfer struct transfer transfer = {.need = PORTAL_IS_THERE};
    json_auto_t *answer = NULL;
    const json_t *item;
    size_t index;
    enum err err = transfer_begin(&transfer, &arguments->invocation, fault);
    if (!err)
        err = transfer_json(&transfer, "GET", "/api/accounts", NULL, fault, &answer);
    if (!err)
        json_array_foreach(json_object_get(answer, "items"), index, item) print_account(item);
    return err;
}

/* What all of them take; each has only some as options. */
static void account_take(struct command_use *use, void *input, int key, char *text)
{
    struct account_arguments *arguments = input;
    switch (key) {
    case 'r':
        arguments->role = text;
        break;
    case 's':
        arguments->shown = text;
        break;
    case KEY_STDIN:
        arguments->reads = true;
        break;
    case KEY_KEEP:
        arguments->keeps = true;
        break;
    case 'e':
        arguments->enables = true;
        break;
    default:
        break;
    }
    (void)use;
}

static void account_add_take(struct command_use *use, void *input, int key, char *text)
{
    struct account_arguments *arguments = input;
    if (key == KEY_END && !arguments->role)
        use_wrong(use, SAID("cần có --role", "--role is needed"));
    account_take(use, input, key, text);
}

#define PASSWORD_ROWS                                                                                \
    {"password-stdin",                                                                               \
     KEY_STDIN,                                                                                      \
     {NULL},                                                                                         \
     {"đọc mật khẩu ở dòng đầu của đầu vào chuẩn; không ghi: tạo một mật khẩu và in ra",             \
      "read the password from the first line of standard input; not given: make one and print it"}}, \
    {                                                                                                \
        "keep", KEY_KEEP, {NULL},                                                                    \
        {                                                                                            \
            "không bắt đổi ở lần đăng nhập đầu", "need not be changed at first sign-in"              \
        }                                                                                            \
    }

static const struct option_row account_add_options[] = {
    {"role", 'r', {"VAI", "ROLE"}, {"reader, author, editor hoặc admin", "reader, author, editor or admin"}},
    {"shown", 's', {"TÊN", "NAME"}, {"họ tên mà người khác thấy", "the name that others see"}},
    PASSWORD_ROWS,
    {0},
};
static const struct option_row account_password_options[] = {PASSWORD_ROWS, {0}};
static const struct option_row account_disable_options[] = {
    {"enable", 'e', {NULL}, {"cho vào lại", "let in again"}},
    {0},
};

#define ACCOUNT_COMMAND                                                                         \
    .breadth = BREADTH_DATA, .size = sizeof(struct account_arguments), .word = {"TÊN", "NAME"}, \
    .needs_word = true

const struct command account_add_command = {
    ACCOUNT_COMMAND,
    .name = "account add",
    .help = {"Tạo tài khoản cho một người vào trang quản trị, và in mật khẩu dùng một lần đầu.",
             "Makes an account for a person of the staff, and prints a password for the first sign-in."},
    .options = account_add_options,
    .take = account_add_take,
    .run = account_add_run,
};

const struct command account_list_command = {
    .name = "account list",
    .breadth = BREADTH_DATA,
    .help = {"Liệt kê tài khoản: số, tên, vai, tình trạng, họ tên.",
             "Lists accounts: number, name, role, state, the name that others see."},
    .size = sizeof(struct account_arguments),
    .run = account_list_run,
};

const struct command account_password_command = {
    ACCOUNT_COMMAND,
    .name = "account password",
    .help = {"Đặt mật khẩu khác cho một tài khoản; mọi phiên đăng nhập của người đó kết thúc.",
             "Gives an account another password; it is signed out everywhere."},
    .options = account_password_options,
    .take = account_take,
    .run = account_password_run,
};

const struct command account_disable_command = {
    ACCOUNT_COMMAND,
    .name = "account disable",
    .help = {"Khóa một tài khoản: không đăng nhập được nữa, mọi phiên kết thúc.",
             "Disables an account: it cannot sign in any more and is signed out everywhere."},
    .options = account_disable_options,
    .take = account_take,
    .run = account_disable_run,
};
