/* congd token create, list, revoke: through the daemon that runs, else on the store itself. */
#include "store/token.h"

#include "command.h"
#include "control.h"
#include "duration.h"
#include "invocation.h"
#include "offline.h"
#include "privilege.h"
#include "text/date.h"
#include "text/number.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { ARENA_LIMIT = 4 * 1024 * 1024, STATUS_OK = 200, STATUS_CREATED = 201, STATUS_NO_CONTENT = 204 };

/* Zeroed, a token never expires and comes from anywhere. */
struct arguments {
    struct invocation invocation;
    struct token token; /* to be created */
    int64_t id;         /* to be revoked */
};

/* What an action needs, and the line that it leaves when it fails. */
struct work {
    const struct arguments *arguments;
    const char *directory;
    struct arena *arena;
    struct buf fault;
};

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

/* What all three actions take; each has only some of these as options. */
static error_t command_token_parse(int key, char *text, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    struct token *token = &arguments->token;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &arguments->invocation;
        return 0;
    case 'n':
        if (!*text || strlen(text) > TOKEN_NAME_MAX)
            argp_error(state, "--name wants 1 to %d bytes", TOKEN_NAME_MAX);
        token->name = text;
        return 0;
    case 'r':
        token->role = role_from_name(text);
        /* A role that is unknown comes back as one of both ends. */
        if (token->role == ROLE_NONE || token->role == ROLE_COUNT)
            argp_error(state, "--role wants reader, author, editor or admin");
        return 0;
    /* Counted from now on by this machine's clock. */
    case 'e':
        if (read_expiry(text, clock_now_ms(&clock_system), &token->expires_ms))
            argp_error(state, "--expires wants a time such as 90d, 12h or 30min");
        return 0;
    /* Checked here too, for a slip should be told before anything is sent. */
    case 'f':
        if (strlen(text) > TOKEN_FROM_MAX || !address_blocks_valid(text))
            argp_error(state, "--from wants addresses or blocks such as 192.0.2.0/24");
        token->from = text;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* Name and role must be there; the check comes when all was read. */
static error_t parse_create(int key, char *text, struct argp_state *state)
{
    const struct arguments *arguments = state->input;
    if (key == ARGP_KEY_END && (!arguments->token.name || !arguments->token.role))
        argp_error(state, "--name and --role are needed");
    return command_token_parse(key, text, state);
}

/* The number stands alone, without an option. */
static error_t parse_revoke(int key, char *text, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    if (key == ARGP_KEY_ARG) {
        if (number_parse(text, 1, INT64_MAX, &arguments->id))
            argp_error(state, "ID is the token's number");
        return 0;
    }
    if (key == ARGP_KEY_END && !arguments->id)
        argp_error(state, "the token's ID is needed");
    return command_token_parse(key, text, state);
}

/* What the daemon said, as the line to be shown. */
static enum err command_token_refused(const struct control_answer *answer, struct buf *fault)
{
    control_problem(answer, fault);
    return ERR_UNAVAILABLE;
}

/* Over the control socket; *ret_json is the answer, or NULL when it has no body. */
static enum err command_token_ask(struct work *work, const char *method, const char *path, const char *json,
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

/* *ret_text is the new token's secret, in the arena. */
static enum err create_by_daemon(struct work *work, const char **ret_text)
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
    enum err err = command_token_ask(work, "POST", "/api/tokens", json, STATUS_CREATED, &answer);
    if (err)
        return err;
    /* The secret is in the answer once and nowhere else. */
    const char *text = json_string_value(json_object_get(answer, "token"));
    if (!text)
        return ERR_UNAVAILABLE;
    *ret_text = arena_text(work->arena, text);
    return ERR_OK;
}

/* The same on the store itself, where no daemon runs. */
static enum err create_by_store(struct work *work, const char **ret_text)
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
static enum err create_token(struct work *work)
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

/* One line, with tabs: number, role, state, name. A token that is revoked shows that before its expiry. */
static void print_token(int64_t id, const char *role, const char *expires, const char *revoked,
                        const char *name)
{
    const char *state = revoked ? "revoked" : expires ? expires : "never expires";
    printf("%lld\t%s\t%s\t%s\n", (long long)id, role, state, name);
}

/* What the API lists, line by line. */
static enum err list_by_daemon(struct work *work)
{
    json_auto_t *answer = NULL;
    json_t *item;
    size_t index;
    enum err err = command_token_ask(work, "GET", "/api/tokens", NULL, STATUS_OK, &answer);
    if (err)
        return err;
    /* Tokens that are revoked are listed too. */
    json_array_foreach(json_object_get(answer, "items"), index, item)
    {
        const char *role = json_string_value(json_object_get(item, "role"));
        const char *name = json_string_value(json_object_get(item, "name"));
        print_token(json_integer_value(json_object_get(item, "id")), role ? role : "-",
                    json_string_value(json_object_get(item, "expires_at")),
                    json_string_value(json_object_get(item, "revoked_at")), name ? name : "-");
    }
    return ERR_OK;
}

/* Reads within a transaction that is never committed. */
static enum err list_by_store(struct work *work)
{
    auto_store struct store *store = NULL;
    auto_conn struct conn *conn = NULL;
    struct token *tokens;
    size_t count;
    enum err err = offline_begin(work->directory, work->arena, &work->fault, &store, &conn);
    if (!err)
        err = token_list(conn, &tokens, &count);
    for (size_t i = 0; !err && i < count; i++) {
        /* As the API writes it. */
        char expires[DATE_TEXT_SIZE];
        const char *until = tokens[i].expires_ms ? date_rfc3339(tokens[i].expires_ms, expires) : NULL;
        print_token(tokens[i].id, role_name(tokens[i].role), until, tokens[i].revoked_ms ? "revoked" : NULL,
                    tokens[i].name);
    }
    return err;
}

/* By whichever way works. */
static enum err list_tokens(struct work *work)
{
    enum err err = list_by_daemon(work);
    return err == ERR_NOT_FOUND ? list_by_store(work) : err;
}

/* Through the daemon when it runs, which forgets the token at once; else on the store. */
static enum err revoke_token(struct work *work)
{
    char path[64];
    json_auto_t *answer = NULL;
    /* The number was checked by the parser. */
    snprintf(path, sizeof path, "/api/tokens/%lld", (long long)work->arguments->id);
    enum err err = command_token_ask(work, "DELETE", path, NULL, STATUS_NO_CONTENT, &answer);
    /* No daemon, which is another thing than no token: that is a refusal by the daemon. */
    if (err != ERR_NOT_FOUND)
        return err;
    auto_store struct store *store = NULL;
    auto_conn struct conn *conn = NULL;
    err = offline_begin(work->directory, work->arena, &work->fault, &store, &conn);
    if (!err)
        err = token_revoke(conn, work->arguments->id);
    if (err == ERR_NOT_FOUND)
        buf_printf(&work->fault, "there is no token %lld", (long long)work->arguments->id);
    return err ? err : store_commit(&conn);
}

/* Settings, rights, then the action; the exit status. */
static int command_token_run(const struct arguments *arguments, enum err (*act)(struct work *))
{
    auto_settings struct settings *settings = NULL;
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    /* The line of fault is released by hand, as it lives in the struct. */
    struct work work = {arguments, NULL, arena, BUF(4096)};
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

/* revoke and list take none of these. */
static const struct argp_option create_options[] = {
    {"name", 'n', "NAME", 0, "what the token is for", 0},
    {"role", 'r', "ROLE", 0, "reader, author, editor or admin", 0},
    {"expires", 'e', "TIME", 0, "such as 90d, 12h, 30min; never when not given", 0},
    {"from", 'f', "CIDR", 0, "addresses that may use it, separated by spaces", 0},
    {0},
};

static const struct {
    const char *name;
    enum err (*act)(struct work *);
    error_t (*parse)(int, char *, struct argp_state *);
    const struct argp_option *options;
    const char *arguments, *doc;
    /* By the second word of the command. */
} actions[] = {
    {"create", create_token, parse_create, create_options, NULL,
     "Makes a token and prints it, alone, on standard output. It is shown this once."},
    {"list", list_tokens, command_token_parse, NULL, NULL, "Lists tokens: number, role, expiry, name."},
    {"revoke", revoke_token, parse_revoke, NULL, "ID", "Makes a token useless."},
};

/* Three actions, each with options of its own over the same parser. */
int token_command(int argc, char **argv)
{
    struct settings_argp child;
    struct arguments arguments = {.id = 0};
    settings_argp_init(&child, BREADTH_DATA);
    for (size_t i = 0; argc > 1 && i < sizeof actions / sizeof *actions; i++) {
        if (strcmp(argv[1], actions[i].name) != 0)
            continue;
        const struct argp argp = {.options = actions[i].options,
                                  .parser = actions[i].parse,
                                  .args_doc = actions[i].arguments,
                                  .doc = actions[i].doc,
                                  .children = child.children};
        char called[32];
        snprintf(called, sizeof called, "congd token %s", actions[i].name);
        /* argp takes it for the name of the command. */
        argv[1] = called; // cppcheck-suppress autoVariables ; argp alone reads it, before it returns
        argp_parse(&argp, argc - 1, argv + 1, 0, NULL, &arguments);
        return command_token_run(&arguments, actions[i].act);
    }
    return command_usage(argc, argv, "congd token create|list|revoke [OPTION...]");
}
