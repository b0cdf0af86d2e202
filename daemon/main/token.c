/* congd token create, list, rotate, revoke: through the daemon that runs, else on the store itself. */
#include "token_act.h"

#include "base/said.h"
#include "command.h"
#include "duration.h"
#include "offline.h"
#include "privilege.h"
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
static error_t command_token_parse(int key, char *text, struct argp_state *state)
{
    struct token_arguments *arguments = state->input;
    struct token *token = &arguments->token;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &arguments->invocation;
        return 0;
    case 'n':
        if (!*text || strlen(text) > TOKEN_NAME_MAX)
            argp_error(state, SAID("--name cần từ 1 đến %d byte", "--name wants 1 to %d bytes"),
                       TOKEN_NAME_MAX);
        token->name = text;
        return 0;
    case 'r':
        token->role = role_from_name(text);
        /* A role that is unknown comes back as one of both ends. */
        if (token->role == ROLE_NONE || token->role == ROLE_COUNT)
            argp_error(state, "%s",
                       SAID("--role là reader, author, editor hoặc admin",
                            "--role wants reader, author, editor or admin"));
        return 0;
    /* Counted from now on by this machine's clock. */
    case 'e':
        if (read_expiry(text, clock_now_ms(&clock_system), &token->expires_ms))
            argp_error(state, "%s",
                       SAID("--expires cần một khoảng thời gian như 90d, 12h hoặc 30min",
                            "--expires wants a time such as 90d, 12h or 30min"));
        arguments->has_expiry = true;
        return 0;
    case 'g':
        if (read_grace(text, &arguments->grace_ms))
            argp_error(state,
                       SAID("--grace cần một khoảng thời gian như 24h hoặc 7d, nhiều nhất %dd",
                            "--grace wants a time such as 24h or 7d, at most %dd"),
                       TOKEN_GRACE_DAYS_MAX);
        return 0;
    /* Checked here too, for a slip should be told before anything is sent. */
    case 'f':
        if (strlen(text) > TOKEN_FROM_MAX || !address_blocks_valid(text))
            argp_error(state, "%s",
                       SAID("--from cần địa chỉ hoặc dải địa chỉ như 192.0.2.0/24",
                            "--from wants addresses or blocks such as 192.0.2.0/24"));
        token->from = text;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* Name and role must be there; the check comes when all was read. */
static error_t parse_create(int key, char *text, struct argp_state *state)
{
    const struct token_arguments *arguments = state->input;
    if (key == ARGP_KEY_END && (!arguments->token.name || !arguments->token.role))
        argp_error(state, "%s", SAID("cần có --name và --role", "--name and --role are needed"));
    return command_token_parse(key, text, state);
}

/* The number stands alone, without an option. */
static error_t parse_numbered(int key, char *text, struct argp_state *state)
{
    struct token_arguments *arguments = state->input;
    if (key == ARGP_KEY_ARG) {
        if (number_parse(text, 1, INT64_MAX, &arguments->id))
            argp_error(state, "%s", SAID("ID là số của mã", "ID is the token's number"));
        return 0;
    }
    if (key == ARGP_KEY_END && !arguments->id)
        argp_error(state, "%s", SAID("cần có ID của mã", "the token's ID is needed"));
    return command_token_parse(key, text, state);
}

/* What the daemon said, as the line to be shown. */
static enum err command_token_refused(const struct control_answer *answer, struct buf *fault)
{
    control_problem(answer, fault);
    return ERR_UNAVAILABLE;
}

/* Over the control socket; *ret_json is the answer, or NULL when it has no body. */
enum err token_ask(struct token_work *work, const char *method, const char *path, const char *json,
                   int wanted, json_t **ret_json)
{
    struct control_answer answer;
    enum err err = control_request(work->directory, method, path, json, &work->fault, &answer);
    if (err)
        return err;
    if (answer.status == wanted)
        *ret_json = json_loadb(buf_str(&answer.body), answer.body.length, 0, NULL);
    else
        err = command_token_refused(&answer, &work->fault);
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

/* There is no such token; the store says no more than that. */
static void token_absent(struct token_work *work)
{
    buf_printf(&work->fault, SAID("không có mã số %lld", "there is no token %lld"),
               (long long)work->arguments->id);
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
    auto_free char *json = json_dumps(input, JSON_COMPACT);
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
    enum err err = offline_begin(work->directory, work->arena, &work->fault, &store, &conn);
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
    auto_free char *json = json_dumps(input, JSON_COMPACT);
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
    enum err err = offline_begin(work->directory, work->arena, &work->fault, &store, &conn);
    if (!err)
        err = token_by_id(conn, arguments->id, &token);
    if (!err)
        err = token_rotate(conn, arguments->id,
                           arguments->has_expiry ? arguments->token.expires_ms : token.expires_ms,
                           arguments->grace_ms, &secret, ret_text);
    if (err == ERR_NOT_FOUND)
        token_absent(work);
    else if (err == ERR_CONFLICT && !work->fault.length)
        buf_printf(&work->fault,
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
    err = offline_begin(work->directory, work->arena, &work->fault, &store, &conn);
    if (!err)
        err = token_revoke(conn, work->arguments->id);
    if (err == ERR_NOT_FOUND)
        token_absent(work);
    return err ? err : store_commit(&conn);
}

/* Settings, rights, then the action; the exit status. */
static int command_token_run(const struct token_arguments *arguments, enum err (*act)(struct token_work *))
{
    auto_settings struct settings *settings = NULL;
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    /* The line of fault is released by hand, as it lives in the struct. */
    struct token_work work = {arguments, NULL, arena, BUF(4096)};
    enum err err = arena ? invocation_settings(&arguments->invocation, &work.fault, &settings) : ERR_MEMORY;
    if (!err) {
        work.directory = settings->data;
        err = privilege_take_owner(settings->user, work.directory, &work.fault);
    }
    if (!err)
        err = act(&work);
    int status = err ? command_failed(err, &work.fault) : command_done();
    buf_done(&work.fault);
    return status;
}

/* One of the four, by the second word of the command. */
struct token_action {
    const char *name;
    enum err (*act)(struct token_work *);
    error_t (*parse)(int, char *, struct argp_state *);
    const struct argp_option *options;
    const char *arguments, *doc;
};

/* argp takes argv[1] for the name of the command. */
static int token_action_run(const struct token_action *action, int argc, char **argv)
{
    struct settings_argp child;
    struct token_arguments arguments = {.id = 0};
    char called[32];
    settings_argp_init(&child, BREADTH_DATA);
    const struct argp argp = {.options = action->options,
                              .parser = action->parse,
                              .args_doc = action->arguments,
                              .doc = action->doc,
                              .children = child.children};
    snprintf(called, sizeof called, "congd token %s", action->name);
    argv[1] = called; // cppcheck-suppress autoVariables ; argp alone reads it, before it returns
    argp_parse(&argp, argc - 1, argv + 1, 0, NULL, &arguments);
    return command_token_run(&arguments, action->act);
}

/* Four actions, each with options of its own over the same parser. */
int token_command(int argc, char **argv)
{
    const struct argp_option expires = {"expires",
                                        'e',
                                        SAID("LÂU", "TIME"),
                                        0,
                                        SAID("như 90d, 12h, 30min; không ghi: không hết hạn (rotate: như cũ)",
                                             "such as 90d, 12h, 30min; not given: never (rotate: as before)"),
                                        0};
    const struct argp_option create_options[] = {
        {"name", 'n', SAID("TÊN", "NAME"), 0, SAID("mã dùng vào việc gì", "what the token is for"), 0},
        {"role", 'r', SAID("VAI", "ROLE"), 0,
         SAID("reader, author, editor hoặc admin", "reader, author, editor or admin"), 0},
        expires,
        {"from", 'f', "CIDR", 0,
         SAID("các địa chỉ được dùng mã, cách nhau bằng dấu cách",
              "addresses that may use it, separated by spaces"),
         0},
        {0}};
    const struct argp_option rotate_options[] = {
        {"grace", 'g', SAID("LÂU", "TIME"), 0,
         SAID("mã cũ còn dùng được bao lâu, như 24h; không ghi: hết ngay",
              "how long the former one stays good, such as 24h; not given: not at all"),
         0},
        expires,
        {0}};
    const struct token_action actions[] = {
        {"create", create_token, parse_create, create_options, NULL,
         SAID("Tạo một mã truy cập và in ra, chỉ mã trên một dòng. Mã chỉ hiện một lần này.",
              "Makes a token and prints it, alone, on standard output. It is shown this once.")},
        {"list", token_list_print, command_token_parse, NULL, NULL,
         SAID("Liệt kê mã: số, vai, hạn dùng, lần dùng gần nhất, các địa chỉ được phép, tên.",
              "Lists tokens: number, role, expiry, last use, allowed addresses, name.")},
        {"rotate", command_token_rotate, parse_numbered, rotate_options, "ID",
         SAID("Thay phần bí mật của một mã và in mã mới, chỉ mã trên một dòng. Mã chỉ hiện một lần này.",
              "Gives a token another secret and prints it, alone, on standard output. It is shown this "
              "once.")},
        {"revoke", revoke_token, parse_numbered, NULL, "ID",
         SAID("Làm cho một mã không dùng được nữa.", "Makes a token useless.")},
    };
    for (size_t i = 0; argc > 1 && i < sizeof actions / sizeof *actions; i++)
        if (strcmp(argv[1], actions[i].name) == 0)
            return token_action_run(&actions[i], argc, argv);
    return command_usage(argc, argv, "congd token create|list|rotate|revoke [OPTION...]");
}
