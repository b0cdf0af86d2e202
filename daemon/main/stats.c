/* congd stats adjust: an entry in the ledger, through the daemon that runs, else on the store itself. */
#include "visits/visits.h"

#include "command.h"
#include "control.h"
#include "invocation.h"
#include "offline.h"
#include "privilege.h"
#include "store/ledger.h"
#include "text/normalize.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One entry needs next to no memory. */
enum { KEY_VISITS = 'v', KEY_NOTE = 'n', ARENA_LIMIT = 1024 * 1024, STATUS_CREATED = 201 };

/* 0 visits and no note are what was not given. */
struct arguments {
    struct invocation invocation;
    int64_t visits;
    const char *note;
};

/* A whole number within the ledger's bounds, or the end of the process with a line of argp's. */
static int64_t read_visits(const char *text, struct argp_state *state)
{
    char *end;
    /* strtoll() tells a number that is too large by errno alone. */
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (errno || end == text || *end || number == 0 || number > LEDGER_VISITS_MAX ||
        number < -LEDGER_VISITS_MAX)
        argp_error(state, "--visits wants a whole number, not 0, of at most 1000000000000");
    return number;
}

/* Both options are needed; argp_error() ends the process. */
static error_t command_stats_parse(int key, char *text, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &arguments->invocation;
        return 0;
    case KEY_VISITS:
        arguments->visits = read_visits(text, state);
        return 0;
    /* The limit is in bytes, as the store's. */
    case KEY_NOTE:
        if (!*text || strlen(text) > LEDGER_NOTE_MAX)
            argp_error(state, "--note wants 1 to %d bytes", LEDGER_NOTE_MAX);
        arguments->note = text;
        return 0;
    case ARGP_KEY_END:
        if (!arguments->visits || !arguments->note)
            argp_error(state, "--visits and --note are needed");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* As the API takes it; ERR_NOT_FOUND where no daemon runs. */
static enum err adjust_by_daemon(const struct arguments *arguments, const char *directory, struct buf *fault)
{
    struct control_answer answer;
    /* The note comes from the command line, in whatever encoding the terminal has. */
    json_auto_t *input =
        json_pack("{s:I, s:s}", "visits", (json_int_t)arguments->visits, "note", arguments->note);
    auto_free char *json = input ? json_dumps(input, JSON_COMPACT) : NULL;
    /* jansson takes UTF-8 alone, and memory is not short in a command. */
    if (!json)
        return ERR_UTF8;
    enum err err = control_request(directory, "POST", "/api/stats/ledger", json, fault, &answer);
    if (err)
        return err;
    if (answer.status != STATUS_CREATED) {
        control_problem(&answer, fault);
        err = ERR_UNAVAILABLE;
    }
    buf_done(&answer.body);
    return err;
}

/* The same as the handler of the API does, in a transaction of its own. */
static enum err adjust_by_store(const struct arguments *arguments, const char *directory, struct buf *fault)
{
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    auto_store struct store *store = NULL;
    auto_conn struct conn *conn = NULL;
    struct ledger_entry entry;
    const char *note;
    enum err err = arena ? offline_begin(directory, arena, fault, &store, &conn) : ERR_MEMORY;
    /* The note as the API would keep it, so that the next reader cannot tell them apart. */
    if (!err)
        err = text_normalize(arguments->note, strlen(arguments->note), TEXT_LINE, arena, &note, NULL);
    /* White space alone is no note. */
    if (!err && !*note)
        err = ERR_INPUT;
    if (!err)
        err = ledger_add(conn, arguments->visits, note, &entry);
    /* Both refusals in one line, since the store gives one error for them. */
    if (err == ERR_INPUT && !fault->length)
        buf_text(fault, "the note is empty, or the sum of all visits would be below 0 or too large");
    return err ? err : store_commit(&conn);
}

/* The daemon first, for only one process may write. */
static enum err adjust(const struct arguments *arguments, const struct settings *settings, struct buf *fault)
{
    enum err err = privilege_take_owner(settings->user, settings->data, fault);
    if (!err)
        err = adjust_by_daemon(arguments, settings->data, fault);
    return err == ERR_NOT_FOUND ? adjust_by_store(arguments, settings->data, fault) : err;
}

/* "adjust" is the only action. It says nothing when all is well. */
int stats_command(int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"visits", KEY_VISITS, "N", 0, "visits to add to the sum of all; may be negative", 0},
        {"note", KEY_NOTE, "TEXT", 0, "where this number comes from", 0},
        {0},
    };
    struct settings_argp child;
    struct arguments arguments = {.visits = 0};
    auto_settings struct settings *settings = NULL;
    auto_buf struct buf fault = BUF(4096);
    if (argc < 2 || strcmp(argv[1], "adjust") != 0)
        return command_usage(argc, argv, "congd stats adjust --visits N --note TEXT [--data DIR]");
    /* In place of the two words, for argp's own texts. */
    char called[] = "congd stats adjust";
    argv[1] = called; // cppcheck-suppress autoVariables ; argp alone reads it, before it returns
    settings_argp_init(&child, BREADTH_DATA);
    const struct argp argp = {
        .options = options,
        .parser = command_stats_parse,
        .doc = "Adds an entry to the ledger, which counts into the sum of all visits alone.",
        .children = child.children};
    argp_parse(&argp, argc - 1, argv + 1, 0, NULL, &arguments);
    /* Settings are read here, since both ways need the folder. */
    enum err err = invocation_settings(&arguments.invocation, &fault, &settings);
    if (!err)
        err = adjust(&arguments, settings, &fault);
    return err ? command_failed(err, &fault) : 0;
}
