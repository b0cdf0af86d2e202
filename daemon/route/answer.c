/* Answering an admitted request: from the cache, here and now, or later on the slow pool. It knows the pace
 * of the row, and nothing of the threads and connections behind it. */
#include "base/clock.h"
#include "base/log.h"
#include "dispatch_inner.h"
#include "handler/again.h"
#include "handler/app.h"
#include "handler/handler.h"
#include "handler/live_assets.h"
#include "http/privacy.h"
#include "http/submission.h"
#include "request_log.h"
#include "route/route.h"
#include "show.h"
#include "store/replication.h"
#include "work/follow_log.h"

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
    /* It may be the cache's, which keeps a reference of its own. */
    response_free(response);
    return refusal;
}

/* What came of running a handler. */
struct outcome {
    struct response *response; /* NULL: it takes longer than this thread may take */
    bool is_rare;              /* hardly anybody asks for the same: not to be kept */
    bool is_immutable;         /* no commit makes it older */
};

/* On a thread that may not wait, what turns out to be long is left to one that may. */
static bool is_too_long(const struct request *request, const struct reply *reply, enum err err)
{
    /* ERR_TIMEOUT is a read that took more than a serving thread may; on the pool it has more time. */
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

/* What was done under this Idempotency-Key is not done again; nor is what a staff page's gate keeps back. */
static enum err make_once(struct app *app, struct request *request, const struct route *route,
                          struct reply *reply, struct submission *form)
{
    bool replayed = false;
    enum err err = replay(app, request, reply, &replayed);
    if (!err && request->is_staff)
        err = staff_enter(app, request, reply, form, &replayed);
    if (!err && !replayed)
        err = route->handle(app, request, reply);
    if (reply->unsure)
        err = void_answer(reply);
    err = replication_judge(app->portal->store, err);
    if (err == ERR_UNAVAILABLE && !reply->detail && dispatch_is_write(request) &&
        !follow_log_may_write(app->ordered))
        reply_problem(reply, err, MESSAGE_LOG_AWAY, NULL);
    return err;
}

/* Where several machines write another may have been first: it then begins anew, with a reply of its own. */
static enum err make_until_first(struct app *app, struct request *request, const struct route *route,
                                 struct reply *reply, struct submission *form)
{
    struct again again = again_begin();
    enum err err = make_once(app, request, route, reply, form);
    while (err == REPLICATION_OVERTAKEN && again_is_due(app, &again, &err)) {
        reply_done(reply);
        submission_done(form);
        *form = (struct submission){0};
        *reply = dispatch_reply(request);
        err = make_once(app, request, route, reply, form);
    }
    again_end(app, &again);
    return err;
}

/* Runs the handler and shows what it left. */
static struct outcome make(struct app *app, struct request *request, const struct route *route)
{
    struct reply reply = dispatch_reply(request);
    struct outcome outcome = {0};
    struct request_log log;
    request_log_enter(&log, request, &route);
    /* The id is made before the handler runs, so that audit, log and answer show the same. */
    if (dispatch_is_write(request))
        request_id(request);
    auto_submission struct submission form = {0};
    enum err err = make_until_first(app, request, route, &reply, &form);
    if (!err && request->is_staff)
        staff_leave(app, request, &reply);
    /* A text that is missing somewhere in the view must not be sent as "". */
    if (!err && arena_failed(request->arena))
        err = ERR_MEMORY;
    if (!err)
        err = show_reply(app, request, &reply, route, &outcome.response);
    /* Reads leave one line in the log when they fail, writes one in any case. */
    if (err && !is_too_long(request, &reply, err))
        outcome.response = dispatch_fail(app, request, &reply, route, err);
    else if (!err && dispatch_is_write(request))
        request_log_write(request, route, response_status(outcome.response), LOG_LEVEL_INFO);
    outcome.is_rare = reply.is_rare;
    outcome.is_immutable = reply.is_immutable;
    request_log_leave(&log);
    reply_done(&reply);
    return outcome;
}

/* The daemon's own checks, and those whom the technician leaves out. */
static bool is_uncounted(const struct app *app, const struct request *request)
{
    /* By address, such as the authority's own office, or by the agent of monitoring that the daemon
     * brings along. */
    return address_blocks_hold(&app->portal->uncounted, request->client) ||
           (request->user_agent &&
            strncmp(request->user_agent, REQUEST_OWN_AGENT, sizeof REQUEST_OWN_AGENT - 1) == 0);
}

/* A view is a page sent to a reader: not to editors, not fetched in advance, not an error. */
static void count_view(struct app *app, const struct request *request, const struct route *route,
                       const struct response *response)
{
    /* The control socket has no client, and shows nothing to a reader. */
    if (route->answer != ANSWER_PAGE || request->method != METHOD_GET ||
        privacy_of(request) != PRIVACY_PUBLIC || !request->client)
        return;
    /* 304 is a page that a reader looks at again. */
    int status = response_status_for(response, request);
    if ((status != 200 && status != 304) || is_uncounted(app, request))
        return;
    /* Fetched in advance, perhaps never looked at: counted apart. */
    if (request_is_speculative(request))
        visit_prefetched(app->portal->visits);
    else
        visit_record(app->portal->visits, request->client, request->user_agent, response_subject(response));
}

/* What is left to do with any answer, made or kept: conditions, then the view, which a refusal is not. */
static struct response *finish(struct app *app, struct request *request, const struct route *route,
                               struct response *response)
{
    response = check_conditions(app, request, route, response);
    count_view(app, request, route, response);
    return response;
}

/* Ends the claim, if the request made its answer for others too. */
static void answer_settle(struct admission *admission, const struct outcome *outcome)
{
    /* Taken out first, so that it cannot be ended twice. */
    struct page_claim *claim = TAKE(admission->claim);
    /* Errors and redirects are made anew for each, as is what hardly anybody asks for. */
    bool is_kept = claim && outcome && response_status(outcome->response) == 200 && !outcome->is_rare;
    if (is_kept)
        page_cache_put(claim, outcome->response, outcome->is_immutable ? UINT64_MAX : admission->generation);
    else if (claim)
        page_cache_abandon(claim);
}

/* FNV-1a of an address, by which who measures finds again what was asked for: the log has no slug and no
 * query at any level. */
static const char *address_hash(const char *address, char text[static 17])
{
    uint64_t sum = 0xcbf29ce484222325;
    for (; *address; address++)
        sum = (sum ^ (unsigned char)*address) * 0x100000001b3;
    snprintf(text, 17, "%016llx", (unsigned long long)sum);
    return text;
}

/* For those who measure, at level debug: what an answer cost the thread that made it, or tried. */
static void log_cost(const struct request *request, const struct admission *admission,
                     const struct outcome *outcome, int64_t cost_us)
{
    char hash[17];
    log_event(LOG_LEVEL_DEBUG, "made",
              LOG_FIELDS(
                  LOG_SAYS("an answer was made, or given up where its status is 0"),
                  LOG_TEXT("method", method_name(request->method)), LOG_TEXT("route", admission->pattern),
                  LOG_TEXT("address_hash", address_hash(request->own, hash)),
                  LOG_NUMBER("status", outcome->response ? response_status(outcome->response) : 0),
                  LOG_TEXT("made_by", request->may_wait ? "pool" : "server"), LOG_NUMBER("cpu_us", cost_us)));
}

/* Makes the answer and, if others wait for the same, hands it to them. */
static struct response *make_and_settle(struct app *app, struct request *request, struct admission *admission)
{
    int64_t from_us = clock_thread_us();
    /* Before the handler reads anything. A commit in between makes what is kept too old for the next who
     * asks, which costs one making; read behind, it would pass old content for new. */
    admission->generation = store_generation(app->portal->store);
    struct outcome outcome = make(app, request, admission->route);
    int64_t cost_us = clock_thread_us() - from_us;
    metrics_made(app->metrics, route_number(admission->route), request->may_wait, cost_us);
    if (log_is_written(LOG_LEVEL_DEBUG))
        log_cost(request, admission, &outcome, cost_us);
    /* Otherwise the claim goes with the request to the slow pool. */
    if (outcome.response)
        answer_settle(admission, &outcome);
    return outcome.response;
}

/* Whoever asks for much that has to be made is told to come later, in short; NULL when it may. */
static struct response *charge(struct app *app, struct request *request, struct admission *admission)
{
    const struct route *route = admission->route;
    /* Files are sent as they are and cost next to nothing. */
    bool is_made = route->answer != ANSWER_FILE || route_is_slow(route, request);
    /* Once for a request, which may come here several times while it waits for others. */
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
static enum page_share answer_share_of(const struct route *route)
{
    return route->answer == ANSWER_PAGE || route->answer == ANSWER_FILE ? SHARE_PAGES : SHARE_API;
}

/* Looks into the cache; what is not there is claimed for this request. */
static enum page_found look(struct app *app, struct request *request, struct admission *admission,
                            struct response **ret_response)
{
    /* It is the maker itself that comes again. In the workshop nothing is kept. */
    if (admission->claim || app->live_assets || !show_is_kept(request, admission->route))
        return PAGE_ALONE;
    /* Once: an answer made since the request came is good for it, even if a commit came behind that. Asked
     * anew each time, one that waited would never find a page as long as others write. */
    if (!admission->asked)
        admission->asked = store_generation(app->portal->store);
    return page_cache_get(app->pages, answer_share_of(admission->route), request->own, admission->asked,
                          request->now_ms, ret_response, &admission->claim);
}

/* The first of these that applies: kept, made by another, over its budget, slow, made here. */
static enum dispatched try(struct app *app, struct request *request, struct admission *admission,
                           struct response **ret_response)
{
    struct response *response = NULL;
    enum page_found found = look(app, request, admission, &response);
    if (found == PAGE_BUSY)
        return DISPATCH_WAIT;
    /* It turned out to be too long for this thread. */
    if (!response)
        response = charge(app, request, admission);
    /* Refused: another of those who wait shall make it. */
    if (response && admission->claim)
        answer_settle(admission, NULL);
    /* Looked at behind the cache: what is kept is sent at once, however slow its making. */
    if (!response && route_is_slow(admission->route, request))
        return DISPATCH_SLOW;
    if (!response)
        response = make_and_settle(app, request, admission);
    if (!response)
        return DISPATCH_SLOW;
    *ret_response = finish(app, request, admission->route, response);
    return DISPATCH_DONE;
}

/* Never waits: what would is left to others by its result. */
enum dispatched dispatch_try(struct app *app, struct request *request, struct admission *admission,
                             struct response **ret_response)
{
    assert(!request->may_wait);
    /* In the workshop the interface may be exchanged, but not within a request. */
    live_assets_enter(app);
    enum dispatched dispatched = try(app, request, admission, ret_response);
    live_assets_leave(app);
    return dispatched;
}

/* On the slow pool, or before any thread (main/demo.c). Nothing is looked up in the cache: who came by
 * way of dispatch_try() was there already. */
struct response *dispatch_answer(struct app *app, struct request *request, struct admission *admission)
{
    /* Tells store and handlers that this is no serving thread. */
    request->may_wait = true;
    live_assets_enter(app);
    /* Never NULL here, as nothing is too long for who may wait. */
    struct response *response = make_and_settle(app, request, admission);
    response = finish(app, request, admission->route, response);
    live_assets_leave(app);
    return response;
}

/* By the same key as look(): the address that the page says of itself. */
bool dispatch_wait(struct app *app, const struct request *request, struct page_waiter *waiter)
{
    return page_cache_wait(app->pages, request->own, waiter, clock_monotonic_ms(app->clock));
}

/* The claim is let go behind the answer, so that who waits does not come before it is on its way. */
struct response *dispatch_give_up(struct app *app, struct request *request, struct admission *admission)
{
    struct reply reply = dispatch_reply(request);
    /* Too many passwords at once are somebody's doing. */
    bool is_sign_in = admission->route->pace == PACE_SIGN_IN || admission->route->pace == PACE_PROOF;
    enum err err =
        reply_problem(&reply, is_sign_in ? ERR_TOO_MANY : ERR_UNAVAILABLE, MESSAGE_TRY_AGAIN, NULL);
    live_assets_enter(app);
    struct response *response = dispatch_fail(app, request, &reply, admission->route, err);
    live_assets_leave(app);
    reply_done(&reply);
    dispatch_drop(admission);
    return response;
}

/* The next of those who wait makes the answer. */
void dispatch_drop(struct admission *admission)
{
    answer_settle(admission, NULL);
}

/* What brings a picture along: a form, or the file itself; texts do not, unless theirs are to be fetched. */
bool dispatch_brings_pictures(const struct request *request, const struct admission *admission)
{
    static const char *const short_types[] = {"application/json", "application/merge-patch+json", "text/"};
    const char *type = request->content_type ? request->content_type : "";
    if (admission->route->pace != PACE_PICTURE)
        return false;
    /* Texts whose pictures are to be fetched take as long as the other site likes. */
    if (request_parameter(request, "import_pictures"))
        return true;
    /* Such a request is short, and need not stand behind pictures in their queue. */
    for (size_t i = 0; i < sizeof short_types / sizeof *short_types; i++)
        if (strncasecmp(type, short_types[i], strlen(short_types[i])) == 0)
            return false;
    return true;
}
