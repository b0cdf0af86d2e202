/* congd token create, list, rotate, revoke: through the daemon that runs, else on the store itself. */
#include "token_act.h"

#include "base/json_text.h"
#include "base/said.h"
#include "command.h"
#include "duration.h"
#include "offline.h"
#include "text/date.h"
#include "text/number.h"

#include <stdio.h>
#include <string.h>

enum { ARENA_LIMIT = 4 * 1024 * 1024 };

/* "90d", "12h" or "30min" from now. Errors: INPUT. */
static enum err read_expiry(const char *text, int64_t now_ms, int64_t *ret_expires_ms)
{
    int64_t length_ms;
    enum err err = duration_read(text, &length_ms);
    if (err || length_ms > DATE_MS_MAX - now_ms)
        return ERR_INPUT;
    *ret_expires_ms = now_ms + length_ms;
    return ERR_OK;
}

/* Up to TOKEN_GRACE_DAYS_MAX. Errors: INPUT. */
static enum err read_grace(const char *text, int64_t *ret_ms)
{
    enum err err = duration_read(text, ret_ms);
    return !err && *ret_ms > TOKEN_GRACE_DAYS_MAX * DATE_DAY_MS ? ERR_INPUT : err;
}

/* What all actions take; each has only some of these as options. */
static void token_take(struct command_use *use, struct token_arguments *arguments, int key, char *text)
{
    struct token *token = &arguments->token;
    switch (key) {
    case 'n':
        if (!*text || strlen(text) > TOKEN_NAME_MAX)
            use_wrong(use, SAID("--name cần từ 1 đến %d byte", "--name wants 1 to %d bytes"), TOKEN_NAME_MAX);
        token->name = text;
        break;
    case 'r':
        token->role = role_from_name(text);
        /* A role that is unknown comes back as one of both ends. */
        if (token->role == ROLE_NONE || token->role == ROLE_COUNT)
            use_wrong(use, SAID("--role là reader, author, editor hoặc admin",
                                "--role wants reader, author, editor or admin"));
        break;
    /* Counted from now on by this machine's clock. */
    case 'e':
        if (read_expiry(text, clock_now_ms(&clock_system), &token->expires_ms))
            use_wrong(use, SAID("--expires cần một khoảng thời gian như 90d, 12h hoặc 30min",
                                "--expires wants a time such as 90d, 12h or 30min"));
        arguments->has_expiry = true;
        break;
    case 'g':
        if (read_grace(text, &arguments->grace_ms))
            use_wrong(use,
                      SAID("--grace cần một khoảng thời gian như 24h hoặc 7d, nhiều nhất %dd",
                           "--grace wants a time such as 24h or 7d, at most %dd"),
                      TOKEN_GRACE_DAYS_MAX);
        break;
    /* Checked here too, for a slip should be told before anything is sent. */
    case 'f':
        if (strlen(text) > TOKEN_FROM_MAX || !address_blocks_valid(text))
            use_wrong(use, SAID("--from cần địa chỉ hoặc dải địa chỉ như 192.0.2.0/24",
                                "--from wants addresses or blocks such as 192.0.2.0/24"));
        token->from = text;
        break;
    default:
        break;
    }
}

/* Name and role must be there; the check comes when all was read. */
static void token_create_take(struct command_use *use, void *input, int key, char *text)
{
    struct token_arguments *arguments = input;
    if (key == KEY_END && (!arguments->token.name || !arguments->token.role))
        use_wrong(use, SAID("cần có --name và --role", "--name and --role are needed"));
    token_take(use, arguments, key, text);
}

/* The number stands alone, without an option. */
static void token_numbered_take(struct command_use *use, void *input, int key, char *text)
{
    struct token_arguments *arguments = input;
    if (key == KEY_END && number_parse(arguments->invocation.word, 1, INT64_MAX, &arguments->id))
        use_wrong(use, SAID("SỐ là số của mã, như trong congd token list",
                            "ID is the token's number, as congd token list shows it"));
    token_take(use, arguments, key, text);
}

/* What the daemon said, as the line to be shown. */
static enum err command_token_refused(const struct control_answer *answer, struct buf *fault)
{
    control_problem(answer, fault);
    return ERR_UNAVAILABLE;
}

/* There is no such token; the store says no more than that. */
static enum err token_absent(struct token_work *work)
{
    buf_printf(
        work->fault,
        SAID("không có mã số %lld; xem congd token list", "there is no token %lld; see congd token list"),
        (long long)work->arguments->id);
    return ERR_NOT_FOUND;
}

/* Over the control socket; *ret_json is the answer, or NULL when it has no body. */
enum err token_ask(struct token_work *work, const char *method, const char *path, const char *json,
                   int wanted, json_t **ret_json)
{
    struct control_answer answer;
    enum err err = control_request(work->directory, method, path, json, work->fault, &answer);
    if (err)
        return err;
    if (answer.status == STATUS_NOT_FOUND && work->arguments->id)
        err = token_absent(work);
    else if (answer.status == wanted)
        *ret_json = json_text_read(buf_str(&answer.body), answer.body.length, 0, NULL);
    else
        err = command_token_refused(&answer, work->fault);
    buf_done(&answer.body);
    return err;
}

/* The secret is in the answer once and nowhere else. */
static enum err secret_of(struct token_work *work, const json_t *answer, const char **ret_text)
{
    const char *text = json_string_value(json_object_get(answer, "token"));
    if (!text)
        return ERR_UNAVAILABLE;
    *ret_text = arena_text(work->arena, text);
    return ERR_OK;
}

/* *ret_text is the new token's secret, in the arena. */
static enum err create_by_daemon(struct token_work *work, const char **ret_text)
{
    const struct token *token = &work->arguments->token;
    char expires[DATE_TEXT_SIZE];
    json_auto_t *input = json_pack("{s:s, s:s}", "name", token->name, "role", role_name(token->role));
    json_auto_t *answer = NULL;
    /* Left out, it never expires. */
    if (token->expires_ms)
        json_object_set_new(input, "expires_at", json_string(date_rfc3339(token->expires_ms, expires)));
    /* Left out, it may come from anywhere. */
    if (token->from)
        json_object_set_new(input, "from", json_string(token->from));
    auto_free char *json = json_text_write(input, JSON_COMPACT);
    if (!json)
        return ERR_INPUT; /* the name is not UTF-8 */
    enum err err = token_ask(work, "POST", "/api/tokens", json, STATUS_CREATED, &answer);
    return err ? err : secret_of(work, answer, ret_text);
}

/* The same on the store itself, where no daemon runs. */
static enum err create_by_store(struct token_work *work, const char **ret_text)
{
    auto_store struct store *store = NULL;
    auto_conn struct conn *conn = NULL;
    auto_secret struct token_secret secret;
    int64_t id;
    token_secret_draw(&secret);
    enum err err = offline_begin(work->directory, work->arena, work->fault, &store, &conn);
    if (!err)
        err = token_create(conn, &work->arguments->token, &secret, &id, ret_text);
    return err ? err : store_commit(&conn);
}

/* By whichever way works. */
static enum err create_token(struct token_work *work)
{
    const char *text = NULL;
    enum err err = create_by_daemon(work, &text);
    if (err == ERR_NOT_FOUND)
        err = create_by_store(work, &text);
    /* Alone on its line, so that a script can take it. */
    if (!err)
        puts(text);
    return err;
}

/* What rotate is sent. */
static json_t *rotation_of(const struct token_arguments *arguments)
{
    char expires[DATE_TEXT_SIZE];
    json_t *input = json_pack("{s:I}", "grace_seconds", (json_int_t)(arguments->grace_ms / 1000));
    if (arguments->has_expiry)
        json_object_set_new(input, "expires_at",
                            json_string(date_rfc3339(arguments->token.expires_ms, expires)));
    return input;
}

static enum err rotate_by_daemon(struct token_work *work, const char **ret_text)
{
    char path[64];
    json_auto_t *input = rotation_of(work->arguments), *answer = NULL;
    auto_free char *json = json_text_write(input, JSON_COMPACT);
    snprintf(path, sizeof path, "/api/tokens/%lld/rotate", (long long)work->arguments->id);
    if (!json)
        return ERR_MEMORY;
    enum err err = token_ask(work, "POST", path, json, STATUS_OK, &answer);
    return err ? err : secret_of(work, answer, ret_text);
}

static enum err rotate_by_store(struct token_work *work, const char **ret_text)
{
    const struct token_arguments *arguments = work->arguments;
    auto_store struct store *store = NULL;
    auto_conn struct conn *conn = NULL;
    auto_secret struct token_secret secret;
    struct token token;
    token_secret_draw(&secret);
    enum err err = offline_begin(work->directory, work->arena, work->fault, &store, &conn);
    if (!err)
        err = token_by_id(conn, arguments->id, &token);
    if (!err)
        err = token_rotate(conn, arguments->id,
                           arguments->has_expiry ? arguments->token.expires_ms : token.expires_ms,
                           arguments->grace_ms, &secret, ret_text);
    if (err == ERR_NOT_FOUND)
        err = token_absent(work);
    else if (err == ERR_CONFLICT && !work->fault->length)
        buf_printf(work->fault,
                   SAID("mã %lld đã bị thu hồi hoặc hết hạn", "the token %lld was revoked or has expired"),
                   (long long)arguments->id);
    return err ? err : store_commit(&conn);
}

/* By whichever way works; prints as create does. */
static enum err command_token_rotate(struct token_work *work)
{
    const char *text = NULL;
    enum err err = rotate_by_daemon(work, &text);
    if (err == ERR_NOT_FOUND)
        err = rotate_by_store(work, &text);
    if (!err)
        puts(text);
    return err;
}

/* Through the daemon when it runs, which forgets the token at once; else on the store. */
static enum err revoke_token(struct token_work *work)
{
    char path[64];
    json_auto_t *answer = NULL;
    /* The number was checked by the parser. */
    snprintf(path, sizeof path, "/api/tokens/%lld", (long long)work->arguments->id);
    enum err err = token_ask(work, "DELETE", path, NULL, STATUS_NO_CONTENT, &answer);
    /* No daemon, which is another thing than no token: that is a refusal by the daemon. */
    if (err != ERR_NOT_FOUND)
        return err;
    auto_store struct store *store = NULL;
    auto_conn struct conn *conn = NULL;
    err = offline_begin(work->directory, work->arena, work->fault, &store, &conn);
    if (!err)
        err = token_revoke(conn, work->arguments->id);
    if (err == ERR_NOT_FOUND)
        err = token_absent(work);
    return err ? err : store_commit(&conn);
}

/* Settings, rights, then the action. */
static enum err token_run(const struct token_arguments *arguments, struct buf *fault,
                          enum err (*act)(struct token_work *))
{
    auto_settings struct settings *settings = NULL;
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    struct token_work work = {arguments, NULL, arena, fault};
    /* The first token may come before the first start. */
    enum portal_need need = act == create_token ? PORTAL_MAY_BE_NEW : PORTAL_IS_THERE;
    enum err err = arena ? portal_enter(&arguments->invocation, need, fault, &settings) : ERR_MEMORY;
    if (err)
        return err;
    work.directory = settings->data;
    return act(&work);
}

static enum err token_create_run(void *input, struct buf *fault)
{
    return token_run(input, fault, create_token);
}

static enum err token_list_run(void *input, struct buf *fault)
{
    return token_run(input, fault, token_list_print);
}

static enum err token_rotate_run(void *input, struct buf *fault)
{
    return token_run(input, fault, command_token_rotate);
}

static enum err token_revoke_run(void *input, struct buf *fault)
{
    return token_run(input, fault, revoke_token);
}

#define EXPIRES_ROW                                                             \
    {                                                                           \
        "expires", 'e', {"LÂU", "TIME"},                                        \
        {                                                                       \
            "như 90d, 12h, 30min; không ghi: không hết hạn (rotate: như cũ)",   \
                "such as 90d, 12h, 30min; not given: never (rotate: as before)" \
        }                                                                       \
    }

static const struct option_row token_create_options[] = {
    {"name", 'n', {"TÊN", "NAME"}, {"mã dùng vào việc gì", "what the token is for"}},
    {"role", 'r', {"VAI", "ROLE"}, {"reader, author, editor hoặc admin", "reader, author, editor or admin"}},
    EXPIRES_ROW,
    {"from",
     'f',
     {"CIDR", "CIDR"},
     {"các địa chỉ được dùng mã, cách nhau bằng dấu cách", "addresses that may use it, separated by spaces"}},
    {0},
};

static const struct option_row token_rotate_options[] = {
    {"grace",
     'g',
     {"LÂU", "TIME"},
     {"mã cũ còn dùng được bao lâu, như 24h; không ghi: hết ngay",
      "how long the former one stays good, such as 24h; not given: not at all"}},
    EXPIRES_ROW,
    {0},
};

const struct command token_create_command = {
    .name = "token create",
    .breadth = BREADTH_DATA,
    .help = {"Tạo một mã truy cập và in ra, chỉ mã trên một dòng. Mã chỉ hiện một lần này.",
             "Makes a token and prints it, alone, on standard output. It is shown this once."},
    .options = token_create_options,
    .size = sizeof(struct token_arguments),
    .take = token_create_take,
    .run = token_create_run,
};

const struct command token_list_command = {
    .name = "token list",
    .breadth = BREADTH_DATA,
    .help = {"Liệt kê mã: số, vai, hạn dùng, lần dùng gần nhất, các địa chỉ được phép, tên.",
             "Lists tokens: number, role, expiry, last use, allowed addresses, name."},
    .size = sizeof(struct token_arguments),
    .run = token_list_run,
};

const struct command token_rotate_command = {
    .name = "token rotate",
    .word = {"SỐ", "ID"},
    .needs_word = true,
    .breadth = BREADTH_DATA,
    .help = {"Thay phần bí mật của một mã và in mã mới, chỉ mã trên một dòng. Mã chỉ hiện một lần này.",
             "Gives a token another secret and prints it, alone, on standard output. It is shown this once."},
    .options = token_rotate_options,
    .size = sizeof(struct token_arguments),
    .take = token_numbered_take,
    .run = token_rotate_run,
};

const struct command token_revoke_command = {
    .name = "token revoke",
    .word = {"SỐ", "ID"},
    .needs_word = true,
    .breadth = BREADTH_DATA,
    .help = {"Làm cho một mã không dùng được nữa.", "Makes a token useless."},
    .size = sizeof(struct token_arguments),
    .take = token_numbered_take,
    .run = token_revoke_run,
};
