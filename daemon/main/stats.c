/* congd stats adjust: an entry in the ledger, through the daemon that runs, else on the store itself. */
#include "visits/visits.h"

#include "base/json_text.h"
#include "base/said.h"
#include "command.h"
#include "control.h"
#include "invocation.h"
#include "offline.h"
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
struct stats_arguments {
    struct invocation invocation;
    int64_t visits;
    const char *note;
};

/* A whole number within the ledger's bounds; 0 is none. */
static int64_t read_visits(const char *text)
{
    char *end;
    /* strtoll() tells a number that is too large by errno alone. */
    errno = 0;
    long long number = strtoll(text, &end, 10);
    bool is_right =
        !errno && end != text && !*end && number <= LEDGER_VISITS_MAX && number >= -LEDGER_VISITS_MAX;
    return is_right ? number : 0;
}

/* Both options are needed. */
static void stats_take(struct command_use *use, void *input, int key, char *text)
{
    struct stats_arguments *arguments = input;
    switch (key) {
    case KEY_VISITS:
        arguments->visits = read_visits(text);
        if (!arguments->visits)
            use_wrong(use, SAID("--visits cần một số nguyên khác 0, nhiều nhất 1000000000000",
                                "--visits wants a whole number, not 0, of at most 1000000000000"));
        break;
    /* The limit is in bytes, as the store's. */
    case KEY_NOTE:
        if (!*text || strlen(text) > LEDGER_NOTE_MAX)
            use_wrong(use, SAID("--note cần từ 1 đến %d byte", "--note wants 1 to %d bytes"),
                      LEDGER_NOTE_MAX);
        arguments->note = text;
        break;
    default:
        if (!arguments->visits || !arguments->note)
            use_wrong(use, SAID("cần có --visits và --note", "--visits and --note are needed"));
    }
}

/* As the API takes it; ERR_NOT_FOUND where no daemon runs. */
static enum err adjust_by_daemon(const struct stats_arguments *arguments, const char *directory,
                                 struct buf *fault)
{
    struct control_answer answer;
    /* The note comes from the command line, in whatever encoding the terminal has. */
    json_auto_t *input =
        json_pack("{s:I, s:s}", "visits", (json_int_t)arguments->visits, "note", arguments->note);
    auto_free char *json = input ? json_text_write(input, JSON_COMPACT) : NULL;
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
static enum err adjust_by_store(const struct stats_arguments *arguments, const char *directory,
                                struct buf *fault)
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
        buf_text(fault, SAID("ghi chú để trống, hoặc tổng số lượt sẽ nhỏ hơn 0 hay quá lớn",
                             "the note is empty, or the sum of all visits would be below 0 or too large"));
    return err ? err : store_commit(&conn);
}

/* The daemon first, for only one process may write. */
static enum err adjust(const struct stats_arguments *arguments, const struct settings *settings,
                       struct buf *fault)
{
    enum err err = adjust_by_daemon(arguments, settings->data, fault);
    return err == ERR_NOT_FOUND ? adjust_by_store(arguments, settings->data, fault) : err;
}

/* It says nothing when all is well. */
static enum err stats_run(void *input, struct buf *fault)
{
    const struct stats_arguments *arguments = input;
    auto_settings struct settings *settings = NULL;
    enum err err = portal_enter(&arguments->invocation, PORTAL_IS_THERE, fault, &settings);
    return err ? err : adjust(arguments, settings, fault);
}

static const struct option_row stats_options[] = {
    {"visits",
     KEY_VISITS,
     {"SỐ", "N"},
     {"số lượt cộng vào tổng; có thể âm", "visits to add to the sum of all; may be negative"}},
    {"note", KEY_NOTE, {"CHỮ", "TEXT"}, {"số này từ đâu ra", "where this number comes from"}},
    {0},
};

const struct command stats_adjust_command = {
    .name = "stats adjust",
    .breadth = BREADTH_DATA,
    .help = {"Thêm một dòng vào sổ điều chỉnh; số đó chỉ tính vào tổng số lượt truy cập.",
             "Adds an entry to the ledger, which counts into the sum of all visits alone."},
    .options = stats_options,
    .size = sizeof(struct stats_arguments),
    .take = stats_take,
    .run = stats_run,
};
