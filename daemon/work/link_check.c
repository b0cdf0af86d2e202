/* The rhythm: what is done in a run, who is asked next, and when there is nothing to do. */
#include "work/link_check.h"

#include "base/log.h"
#include "base/memory.h"
#include "link_ask.h"

#include <stdlib.h>
#include <string.h>

/* Links under way at once, each of another host; how many of those due are looked at for them. A run asks no
 * longer than RUN_MS; who answered is left alone for a second, who did not for a minute. */
enum {
    ASKS = 32,
    DUE_MOST = 200,
    RUN_MS = 1000,
    HOST_REST_MS = 1000,
    SILENT_REST_MS = 60 * 1000,
    QUIET_MS = 60 * 1000,
    OUTAGE_MS = 10 * 60 * 1000,
    ANSWER_GOOD_MS = 60 * 1000,
    INSIDE_MS = 3600 * 1000,
    GATHER_REST_MS = 2000,
    LOOK_MS = 60 * 1000, /* a step of the clock goes unnoticed no longer */
    ARENA_SIZE = 8 * 1024 * 1024,
};

struct link_check {
    const struct link_check_options *options;
    struct link_ask asks[ASKS];
    struct link_pace pace;
    struct link_result results[ASKS];
    size_t result_count;
    uint64_t generation; /* of the store, when links were gathered last */
    bool is_gathered;
    int64_t gather_ms;   /* monotonic: not before, so that many changes in a row are one */
    int64_t inside_ms;   /* wall clock: when those inside were looked up */
    int64_t inside_at;   /* id behind which that goes on */
    int64_t next_due_ms; /* wall clock */
    int64_t quiet_ms;    /* monotonic: nobody is asked before */
    int64_t answered_ms; /* monotonic: when anybody did last; 0 never */
};

struct link_check *link_check_new(const struct link_check_options *options)
{
    struct link_check *check = memory_new(1, sizeof *check);
    if (check)
        check->options = options;
    return check;
}

void link_check_free(struct link_check *check)
{
    free(check);
}

static bool link_check_stops(const struct link_check *check)
{
    return atomic_load(check->options->stopping);
}

static int64_t link_check_now(const struct link_check *check)
{
    return clock_now_ms(check->options->clock);
}

static int64_t link_check_monotonic(const struct link_check *check)
{
    return clock_monotonic_ms(check->options->clock);
}

static bool link_check_has_news(const struct link_check *check)
{
    return !check->is_gathered || check->generation != store_generation(check->options->store);
}

/* The list as the public sees things now, one step a run: whoever writes comes in between. The generation is
 * read first: what changes meanwhile is another. */
static enum err link_check_gather(struct link_check *check)
{
    const struct link_check_options *options = check->options;
    uint64_t generation = store_generation(options->store);
    bool more = true;
    if (!link_check_has_news(check) || link_check_monotonic(check) < check->gather_ms)
        return ERR_OK;
    enum err err = link_gather(options->store, options->rules, &more);
    check->is_gathered = !err && !more;
    check->generation = generation;
    if (check->is_gathered)
        check->gather_ms = link_check_monotonic(check) + GATHER_REST_MS;
    /* There may be new ones. */
    check->next_due_ms = 0;
    return err;
}

/* Once an hour; what else is gone or came back shows then. */
static enum err link_check_inside(struct link_check *check)
{
    const struct link_check_options *options = check->options;
    int64_t now_ms = link_check_now(check);
    bool is_due = !check->inside_ms || llabs(now_ms - check->inside_ms) >= INSIDE_MS;
    enum err err = ERR_OK;
    if (!is_due)
        return ERR_OK;
    do
        err = link_look_inside(options->store, options->rules, &check->inside_at);
    while (!err && check->inside_at && !link_check_stops(check));
    if (!err && !check->inside_at)
        check->inside_ms = now_ms;
    return err;
}

/* What was found out, in one transaction. Lost by a crash, it is asked for again. */
static enum err link_check_flush(struct link_check *check)
{
    static const struct actor keeper = {.role = ROLE_ADMIN, .name = "keeper"};
    if (!check->result_count)
        return ERR_OK;
    auto_arena struct arena *arena = arena_new(ARENA_SIZE);
    auto_conn struct conn *conn = NULL;
    enum err err = arena ? store_begin(check->options->store, arena, &keeper, &conn) : ERR_MEMORY;
    for (size_t i = 0; !err && i < check->result_count; i++)
        err = link_note(conn, &check->results[i]);
    check->result_count = 0;
    return err ? err : store_commit(&conn);
}

/* Whether a link or its host is under way. */
static bool is_under_way(const struct link_check *check, const struct link_due *due)
{
    for (int i = 0; i < ASKS; i++)
        if (check->asks[i].id &&
            (check->asks[i].id == due->id || strcmp(check->asks[i].host, due->host) == 0))
            return true;
    return false;
}

/* Takes those into free places whose hosts may be asked. */
static void link_check_choose(struct link_check *check, const struct link_due *items, size_t count)
{
    int64_t now_ms = link_check_monotonic(check);
    size_t at = 0;
    for (int i = 0; i < ASKS && at < count; i++) {
        struct link_ask *ask = &check->asks[i];
        while (!ask->id && at < count && check->result_count < ASKS) {
            const struct link_due *due = &items[at++];
            if (is_under_way(check, due) || link_pace_free_ms(&check->pace, due->host) > now_ms)
                continue;
            if (link_ask_begin(ask, due))
                continue;
            check->results[check->result_count++] = (struct link_result){due->id, LINK_UNASKED, 0};
            ask->id = 0;
        }
    }
}

/* Fills free places with what is due. */
static enum err link_check_fill(struct link_check *check)
{
    if (check->next_due_ms > link_check_now(check))
        return ERR_OK;
    auto_arena struct arena *arena = arena_new(ARENA_SIZE);
    auto_conn struct conn *conn = NULL;
    struct link_due *items = NULL;
    size_t count = 0;
    enum err err = arena ? store_lease(check->options->store, arena, &conn) : ERR_MEMORY;
    if (!err)
        err = link_list_due(conn, DUE_MOST, &items, &count, &check->next_due_ms);
    if (!err)
        link_check_choose(check, items, count);
    return err;
}

/* A failure of the way there. */
static bool is_of_the_way(enum link_fault fault)
{
    return fault == LINK_NAME || fault == LINK_UNREACHABLE || fault == LINK_TIMEOUT;
}

/* One request, behind which the host has its rest. */
static enum err link_check_request(struct link_check *check, const char *address, const char *host,
                                   bool is_get, struct probed *ret_probed)
{
    const struct link_check_options *options = check->options;
    const struct probe probe = {.address = address,
                                .agent = options->agent,
                                .is_get = is_get,
                                .time_ms = FETCH_TIME_MS,
                                .stopping = options->stopping};
    enum err err = helper_probe(options->helper, options->fetch_rules, &probe, ret_probed);
    enum link_fault fault = err ? LINK_TIMEOUT : fault_of_probe(ret_probed);
    /* A name that nobody has bothers nobody. */
    bool is_silent = fault == LINK_UNREACHABLE || fault == LINK_TIMEOUT || fault == LINK_BUSY;
    link_pace_rest(&check->pace, host,
                   link_check_monotonic(check) + (is_silent ? SILENT_REST_MS : HOST_REST_MS));
    return err;
}

/* Whether somebody answers who did before: no more is asked of them. Where nobody ever did, nothing is known,
 * and it counts as if. */
static enum err link_check_witnesses(struct link_check *check, const char *but_host, bool *ret_answer)
{
    auto_arena struct arena *arena = arena_new(ARENA_SIZE);
    struct link_due *items = NULL;
    size_t count = 0;
    enum err err = arena ? ERR_OK : ERR_MEMORY;
    if (!err) {
        auto_conn struct conn *conn = NULL;
        err = store_lease(check->options->store, arena, &conn);
        if (!err)
            err = link_list_witnesses(conn, but_host, &items, &count);
    }
    *ret_answer = !err && !count;
    for (size_t i = 0; !err && !*ret_answer && i < count; i++) {
        struct probed probed;
        if (link_pace_free_ms(&check->pace, items[i].host) > link_check_monotonic(check))
            continue;
        err = link_check_request(check, items[i].url, items[i].host, false, &probed);
        *ret_answer = !err && !is_of_the_way(fault_of_probe(&probed));
    }
    return err;
}

/* Whether it is rather this machine that has no way out: then the result says nothing, and nobody is asked
 * for a while. */
static enum err link_check_line(struct link_check *check, const struct link_ask *ask,
                                const struct link_result *result, bool *ret_is_cut)
{
    bool answer = false;
    *ret_is_cut = false;
    if (!is_of_the_way(result->fault)) {
        check->answered_ms = result->fault == LINK_UNASKED ? check->answered_ms : link_check_monotonic(check);
        return ERR_OK;
    }
    if (check->answered_ms && link_check_monotonic(check) - check->answered_ms < ANSWER_GOOD_MS)
        return ERR_OK;
    enum err err = link_check_witnesses(check, ask->host, &answer);
    if (err || answer)
        return err;
    *ret_is_cut = true;
    check->quiet_ms = link_check_monotonic(check) + OUTAGE_MS;
    log_warning("links", LOG_SAYS("no other site answers; is the way out cut off?"));
    return ERR_OK;
}

/* The next request for a link, and what it comes to. */
static enum err link_check_ask(struct link_check *check, struct link_ask *ask)
{
    struct probed probed;
    struct link_result result;
    bool is_cut;
    /* Where the answer leads to is another host. */
    const struct link_ask asked = *ask;
    enum err err = link_check_request(check, asked.address, asked.host, asked.is_get, &probed);
    if (err || !link_ask_take(ask, &probed, &result))
        return err;
    *ask = (struct link_ask){.id = 0};
    err = link_check_line(check, &asked, &result, &is_cut);
    if (!err && !is_cut)
        check->results[check->result_count++] = result;
    return err;
}

/* Everybody who may be asked now, once. */
static enum err link_check_ask_all(struct link_check *check)
{
    int64_t until_ms = link_check_monotonic(check) + RUN_MS;
    enum err err = ERR_OK;
    for (int i = 0; !err && i < ASKS && check->result_count < ASKS; i++) {
        struct link_ask *ask = &check->asks[i];
        int64_t now_ms = link_check_monotonic(check);
        if (link_check_stops(check) || now_ms >= until_ms || now_ms < check->quiet_ms)
            break;
        if (ask->id && link_pace_free_ms(&check->pace, ask->host) <= now_ms)
            err = link_check_ask(check, ask);
    }
    return err;
}

/* By a clock that is wrong no certificate is good. */
static bool link_check_may_ask(const struct link_check *check)
{
    return clock_is_plausible(link_check_now(check)) && link_check_monotonic(check) >= check->quiet_ms;
}

static enum err link_check_outward(struct link_check *check)
{
    enum err err = ERR_OK;
    if (link_check_may_ask(check))
        err = link_check_fill(check);
    if (!err && link_check_may_ask(check))
        err = link_check_ask_all(check);
    enum err flushed = link_check_flush(check);
    /* Nobody is asked the same again at once because it could not be noted, or nobody goes out. */
    if (err || flushed)
        check->quiet_ms = link_check_monotonic(check) + QUIET_MS;
    return err ? err : flushed;
}

/* What was gathered when links were checked, should somebody have ended that. */
static enum err link_check_clear(struct link_check *check)
{
    bool more = !check->is_gathered;
    enum err err = ERR_OK;
    while (!err && more && !link_check_stops(check))
        err = link_forget_some(check->options->store, &more);
    check->is_gathered = !err && !more;
    return err;
}

enum err link_check_run(void *context)
{
    struct link_check *check = context;
    if (!check->options->is_wanted)
        return link_check_clear(check);
    enum err err = link_check_gather(check);
    if (!err)
        err = link_check_inside(check);
    if (!err && !link_check_stops(check))
        err = link_check_outward(check);
    return err;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Until the first host of those under way may be asked; INT64_MAX when nobody is. */
static int64_t ask_rest_ms(const struct link_check *check)
{
    int64_t now_ms = link_check_monotonic(check), rest_ms = INT64_MAX;
    for (int i = 0; i < ASKS; i++) {
        if (!check->asks[i].id)
            continue;
        int64_t free_ms = link_pace_free_ms(&check->pace, check->asks[i].host);
        rest_ms = earlier(rest_ms, free_ms > now_ms ? free_ms - now_ms : 0);
    }
    return rest_ms;
}

int64_t link_check_rest_ms(void *context)
{
    const struct link_check *check = context;
    if (!check->options->is_wanted)
        return INT64_MAX;
    int64_t now_ms = link_check_now(check), quiet_ms = check->quiet_ms - link_check_monotonic(check);
    int64_t due_ms = check->next_due_ms > now_ms ? check->next_due_ms - now_ms : HOST_REST_MS;
    int64_t rest_ms = earlier(due_ms, ask_rest_ms(check));
    /* While nobody is asked links are gathered all the same. */
    rest_ms = earlier(rest_ms > quiet_ms ? rest_ms : quiet_ms, LOOK_MS);
    if (!link_check_has_news(check))
        return rest_ms;
    return check->is_gathered ? earlier(rest_ms, GATHER_REST_MS) : 0;
}
