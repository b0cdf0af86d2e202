/* Answering an admitted request: from the cache, here and now, or later on the slow pool. It knows the pace
 * of the row, and nothing of the threads and connections behind it. */
#include "base/log.h"
#include "dispatch_inner.h"
#include "handler/app.h"
#include "handler/handler.h"
#include "handler/live_assets.h"
#include "http/privacy.h"
#include "route/route.h"
#include "show.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* What the request's conditions forbid is refused like any mistake. `response` is given back or exchanged. */
static struct response *check_conditions(struct app *app, struct request *request, const struct route *route,
                                         struct response *response)
{
    if (!response_is_forbidden(response, request))
        return response;
    struct reply reply = dispatch_reply(request);
    enum err err = reply_problem(&reply, ERR_PRECONDITION_FAILED, MESSAGE_CONDITION_FAILED, NULL);
    struct response *refusal = dispatch_fail(app, request, &reply, route, err);
    reply_done(&reply);
    response_free(response);
    return refusal;
}

/* What came of running a handler. */
struct outcome {
    struct response *response; /* NULL: it takes longer than this thread may take */
    bool is_rare;              /* hardly anybody asks for the same: not to be kept */
};

/* On a thread that may not wait, what turns out to be long is left to one that may. */
static bool is_too_long(const struct request *request, const struct reply *reply, enum err err)
{
    return err && !request->may_wait && !dispatch_is_write(request) && (reply->is_long || err == ERR_TIMEOUT);
}

/* What the handler found, a fault or an answer, it found in others' work that was lost with its commit. */
static enum err void_answer(struct reply *reply)
{
    reply->fault_count = reply->warning_count = 0;
    reply->detail = NULL;
    reply->retry_after_s = 1;
    return reply->unsure;
}

/* Runs the handler and shows what it left. */
static struct outcome make(struct app *app, struct request *request, const struct route *route)
{
    struct reply reply = dispatch_reply(request);
    struct outcome outcome = {0};
    if (dispatch_is_write(request))
        request_id(request);
    bool replayed = false;
    enum err err = replay(app, request, &reply, &replayed);
    if (!err && !replayed)
        err = route->handle(app, request, &reply);
    if (reply.unsure)
        err = void_answer(&reply);
    if (!err && arena_failed(request->arena))
        err = ERR_MEMORY;
    if (!err)
        err = show_reply(app, request, &reply, route, &outcome.response);
    if (err && !is_too_long(request, &reply, err))
        outcome.response = dispatch_fail(app, request, &reply, route, err);
    else if (!err && dispatch_is_write(request))
        dispatch_log(request, route->pattern, response_status(outcome.response), LOG_LEVEL_INFO);
    outcome.is_rare = reply.is_rare;
    reply_done(&reply);
    return outcome;
}

/* The daemon's own checks, and those whom the technician leaves out. */
static bool is_uncounted(const struct app *app, const struct request *request)
{
    return address_blocks_hold(&app->portal->uncounted, request->client) ||
           (request->user_agent &&
            strncmp(request->user_agent, REQUEST_OWN_AGENT, sizeof REQUEST_OWN_AGENT - 1) == 0);
}

/* A view is a page sent to a reader: not to editors, not fetched in advance, not an error. */
static void count_view(struct app *app, const struct request *request, const struct route *route,
                       const struct response *response)
{
    if (route->answer != ANSWER_PAGE || request->method != METHOD_GET ||
        privacy_of(request) != PRIVACY_PUBLIC || !request->client)
        return;
    int status = response_status_for(response, request);
    if ((status != 200 && status != 304) || is_uncounted(app, request))
        return;
    if (request_is_speculative(request))
        visit_prefetched(app->portal->visits);
    else
        visit_record(app->portal->visits, request->client, request->user_agent, response_subject(response));
}

static struct response *finish(struct app *app, struct request *request, const struct route *route,
                               struct response *response)
{
    response = check_conditions(app, request, route, response);
    count_view(app, request, route, response);
    return response;
}

/* Ends the claim, if the request made its answer for others too. */
static void settle(struct admission *admission, const struct outcome *outcome)
{
    struct page_claim *claim = TAKE(admission->claim);
    bool is_kept = claim && outcome && response_status(outcome->response) == 200 && !outcome->is_rare;
    if (is_kept)
        page_cache_put(claim, outcome->response, admission->generation);
    else if (claim)
        page_cache_abandon(claim);
}

static int64_t thread_cpu_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* For those who measure, at level debug: what an answer cost the thread that made it, or tried. */
static void log_cost(const struct request *request, const struct admission *admission,
                     const struct outcome *outcome, int64_t cost_us)
{
    char cost[24], status[16];
    snprintf(cost, sizeof cost, "%lld", (long long)cost_us);
    snprintf(status, sizeof status, "%d", outcome->response ? response_status(outcome->response) : 0);
    log_event(LOG_LEVEL_DEBUG, "made", "method", method_name(request->method), "route", admission->pattern,
              "own", request->own, "status", status, "by", request->may_wait ? "pool" : "server", "cpu_us",
              cost, (char *)0);
}

static struct response *make_and_settle(struct app *app, struct request *request, struct admission *admission)
{
    bool is_measured = log_is_written(LOG_LEVEL_DEBUG);
    int64_t from_us = is_measured ? thread_cpu_us() : 0;
    admission->generation = store_generation(app->portal->store);
    struct outcome outcome = make(app, request, admission->route);
    if (is_measured)
        log_cost(request, admission, &outcome, thread_cpu_us() - from_us);
    if (outcome.response)
        settle(admission, &outcome);
    return outcome.response;
}

/* Whoever asks for much that has to be made is told to come later, in short; NULL when it may. */
static struct response *charge(struct app *app, struct request *request, struct admission *admission)
{
    const struct route *route = admission->route;
    bool is_made = route->answer != ANSWER_FILE || route_is_slow(route, request);
    if (admission->is_charged || !is_made || dispatch_is_write(request) ||
        privacy_of(request) != PRIVACY_PUBLIC)
        return NULL;
    admission->is_charged = true;
    struct reply reply = dispatch_reply(request);
    struct response *refusal = NULL;
    enum err err = dispatch_throttle(app, request, &reply, THROTTLE_MISS);
    if (err)
        refusal = dispatch_fail(app, request, &reply, route, err);
    reply_done(&reply);
    return refusal;
}

/* Pages and the files of the interface on one side, what machines read on the other. */
static enum page_share share_of(const struct route *route)
{
    return route->answer == ANSWER_PAGE || route->answer == ANSWER_FILE ? SHARE_PAGES : SHARE_API;
}

/* Looks into the cache; what is not there is claimed for this request. */
static enum page_found look(struct app *app, struct request *request, struct admission *admission,
                            struct response **ret_response)
{
    if (admission->claim || app->live_assets || !show_is_kept(request, admission->route))
        return PAGE_ALONE;
    return page_cache_get(app->pages, share_of(admission->route), request->own,
                          store_generation(app->portal->store), request->now_ms, ret_response,
                          &admission->claim);
}

static enum dispatched try(struct app *app, struct request *request, struct admission *admission,
                           struct response **ret_response)
{
    struct response *response = NULL;
    enum page_found found = look(app, request, admission, &response);
    if (found == PAGE_BUSY)
        return DISPATCH_WAIT;
    if (!response)
        response = charge(app, request, admission);
    if (response && admission->claim)
        settle(admission, NULL);
    if (!response && route_is_slow(admission->route, request))
        return DISPATCH_SLOW;
    if (!response)
        response = make_and_settle(app, request, admission);
    if (!response)
        return DISPATCH_SLOW;
    *ret_response = finish(app, request, admission->route, response);
    return DISPATCH_DONE;
}

enum dispatched dispatch_try(struct app *app, struct request *request, struct admission *admission,
                             struct response **ret_response)
{
    assert(!request->may_wait);
    live_assets_enter(app);
    enum dispatched dispatched = try(app, request, admission, ret_response);
    live_assets_leave(app);
    return dispatched;
}

struct response *dispatch_answer(struct app *app, struct request *request, struct admission *admission)
{
    request->may_wait = true;
    live_assets_enter(app);
    struct response *response = make_and_settle(app, request, admission);
    response = finish(app, request, admission->route, response);
    live_assets_leave(app);
    return response;
}

bool dispatch_wait(struct app *app, const struct request *request, struct page_waiter *waiter)
{
    return page_cache_wait(app->pages, request->own, waiter, clock_monotonic_ms(app->clock));
}

struct response *dispatch_give_up(struct app *app, struct request *request, struct admission *admission)
{
    struct reply reply = dispatch_reply(request);
    enum err err = reply_problem(&reply, ERR_UNAVAILABLE, MESSAGE_TRY_AGAIN, NULL);
    live_assets_enter(app);
    struct response *response = dispatch_fail(app, request, &reply, admission->route, err);
    live_assets_leave(app);
    reply_done(&reply);
    dispatch_drop(admission);
    return response;
}

void dispatch_drop(struct admission *admission)
{
    settle(admission, NULL);
}

/* What brings a picture along: a form, or the file itself; texts do not, unless theirs are to be fetched. */
bool dispatch_brings_pictures(const struct request *request, const struct admission *admission)
{
    static const char *const short_types[] = {"application/json", "application/merge-patch+json", "text/"};
    const char *type = request->content_type ? request->content_type : "";
    if (admission->route->pace != PACE_PICTURE)
        return false;
    if (request_parameter(request, "import_pictures"))
        return true;
    for (size_t i = 0; i < sizeof short_types / sizeof *short_types; i++)
        if (strncasecmp(type, short_types[i], strlen(short_types[i])) == 0)
            return false;
    return true;
}
