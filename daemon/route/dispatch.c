#include "route/dispatch.h"

#include "base/log.h"
#include "handler/app.h"
#include "handler/handler.h"
#include "handler/live_assets.h"
#include "http/url.h"
#include "route/route.h"
#include "show.h"
#include "store/token.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { HTTPS_PORT = 443 };

/* The row's patterns decide the answer's form even where no row matched: /api answers problems. */
static enum answer answer_of(const struct request *request, const struct route *route)
{
    if (route)
        return route->answer;
    bool is_api = strncmp(request->path, "/api", 4) == 0 && (!request->path[4] || request->path[4] == '/');
    return is_api || request->console ? ANSWER_JSON : ANSWER_PAGE;
}

static struct reply reply_new(const struct request *request)
{
    return (struct reply){.arena = request->arena, .lang = request_lang(request)};
}

/* The bearer token of the request, if any, makes its actor. */
static enum err authenticate(struct app *app, struct request *request)
{
    static const char scheme[] = "Bearer ";
    auto_conn struct conn *conn = NULL;
    if (request->console) {
        request->actor = (struct actor){.role = ROLE_ADMIN, .name = "console"};
        return ERR_OK;
    }
    if (!request->authorization)
        return ERR_OK;
    if (strncasecmp(request->authorization, scheme, sizeof scheme - 1) != 0)
        return ERR_UNAUTHORIZED;
    enum err err = store_lease(app->portal->store, request->arena, &conn);
    const char *text = request->authorization + sizeof scheme - 1;
    return err ? err
               : token_verify(conn, text + strspn(text, " "), request_address(request), &request->actor);
}

static enum err check_role(const struct request *request, struct reply *reply, const struct route *route)
{
    if (route->role <= request->actor.role)
        return ERR_OK;
    if (request->actor.role == ROLE_NONE)
        return reply_problem(reply, ERR_UNAUTHORIZED, MESSAGE_TOKEN_INVALID, NULL);
    return reply_problem(reply, ERR_FORBIDDEN, MESSAGE_ROLE_NEEDED,
                         MESSAGE_ARGS(role_name(route->role), role_name(request->actor.role)));
}

/* On the API an unknown parameter is a mistake that is named; a page ignores it. */
static enum err check_parameters(const struct request *request, struct reply *reply,
                                 const struct route *route)
{
    size_t unknown = 0;
    for (size_t i = 0; i < request->parameter_count; i++) {
        const char *name = request->parameters[i].name;
        if (route->answer != ANSWER_JSON)
            return ERR_OK;
        if (!route_knows(route, name) && reply_names_unknown(&unknown))
            reply_fault_parameter(reply, reply_name(reply, name),
                                  *route->parameters ? MESSAGE_PARAMETER_UNKNOWN : MESSAGE_PARAMETER_NONE,
                                  MESSAGE_ARGS(reply_name(reply, name), route->parameters));
        else if (!route_knows(route, name))
            continue;
        else if (request_parameter(request, name) != request->parameters[i].value)
            reply_fault_parameter(reply, name, MESSAGE_FIELD_DUPLICATE, NULL);
    }
    reply_fault_unnamed(reply, NULL, "?", unknown);
    return reply->fault_count ? ERR_PARAMETER : ERR_OK;
}

static enum err check_length(const struct request *request, struct reply *reply, const struct route *route)
{
    const char *p = request->content_length;
    size_t length = 0;
    /* The gate has seen to it that these are digits, and few enough. */
    for (; p && *p; p++)
        length = length * 10 + (size_t)(*p - '0');
    if (length <= route->body_limit)
        return ERR_OK;
    return reply_problem(reply, ERR_TOO_LARGE, MESSAGE_BODY_TOO_LARGE,
                         MESSAGE_ARGS(arena_printf(request->arena, "%zu", route->body_limit)));
}

/* The page's own address: its path and the parameters it knows, in the table's order. */
static const char *own_address(const struct request *request, const struct route *route)
{
    auto_buf struct buf out = BUF(32 * 1024); /* three bytes for each of a target's 8,000 */
    const char *mark = "?";
    url_escape(&out, request->path, "/");
    for (size_t i = 0; i < request->parameter_count; i++) {
        const struct field *field = &request->parameters[i];
        if (!route_knows(route, field->name) || request_parameter(request, field->name) != field->value)
            continue;
        buf_text(&out, mark);
        buf_text(&out, field->name);
        buf_text(&out, "=");
        url_escape(&out, field->value, "");
        mark = "&";
    }
    return arena_copy(request->arena, buf_str(&out), out.length);
}

static enum err dispatch_match_route(struct request *request, struct reply *reply,
                                     const struct route **ret_route)
{
    enum err err =
        route_match(request->method, request->path, request->arena, request->args, ret_route, &reply->allow);
    if (err == ERR_NOT_FOUND)
        return reply_problem(reply, err, MESSAGE_PATH_UNKNOWN, MESSAGE_ARGS(request->path));
    return err == ERR_METHOD ? reply_problem(reply, err, MESSAGE_METHOD_ALLOWED, MESSAGE_ARGS(reply->allow))
                             : err;
}

static bool is_write(const struct request *request)
{
    return request->method != METHOD_GET && request->method != METHOD_HEAD &&
           request->method != METHOD_OPTIONS;
}

/* Notes when the client may come again; ERR_OK when it may now. */
static enum err throttle(struct app *app, const struct request *request, struct reply *reply,
                         enum throttle_kind kind)
{
    int wait_s = throttle_take(app->throttle, kind, request->client, clock_monotonic_ms(app->clock));
    if (!wait_s)
        return ERR_OK;
    reply->retry_after_s = wait_s;
    return reply_problem(reply, ERR_TOO_MANY, MESSAGE_TOO_MANY_REQUESTS,
                         MESSAGE_ARGS(arena_printf(request->arena, "%d", wait_s)));
}

/* What costs more than reading a page is counted by address. */
static enum err check_rate(struct app *app, const struct request *request, struct reply *reply,
                           const struct route *route)
{
    if (is_write(request))
        return throttle(app, request, reply, THROTTLE_WRITE);
    bool is_search = request_parameter(request, "q") && route_knows(route, "q");
    return is_search ? throttle(app, request, reply, THROTTLE_SEARCH) : ERR_OK;
}

static enum err admit(struct app *app, struct request *request, struct reply *reply,
                      const struct route **ret_route)
{
    const struct route *route = NULL;
    enum err err = dispatch_match_route(request, reply, &route);
    if (err)
        return err;
    *ret_route = route;
    request->own = own_address(request, route);
    err = check_rate(app, request, reply, route);
    if (err)
        return err;
    if (is_write(request) && request_is_cross_site(request))
        return reply_problem(reply, ERR_CROSS_SITE, MESSAGE_CROSS_SITE_WRITE, NULL);
    err = authenticate(app, request);
    if (err == ERR_UNAUTHORIZED)
        return reply_problem(reply, err, MESSAGE_TOKEN_INVALID, NULL);
    if (!err)
        err = check_role(request, reply, route);
    if (!err)
        err = check_parameters(request, reply, route);
    return err ? err : check_length(request, reply, route);
}

/* One line for each failure and each write, here and nowhere else. */
static void log_answer(struct request *request, const char *pattern, int status, enum log_level level)
{
    char number[16];
    snprintf(number, sizeof number, "%d", status);
    const char *address = show_short_address(request);
    if (status >= 400 || is_write(request))
        log_event(level, "request", "id", request_id(request), "method", method_name(request->method),
                  "route", pattern, "status", number, "from", address, "by", request->actor.name, (char *)0);
}

/* Who makes many mistakes gets a short answer in place of a page with its queries. */
static struct response *dispatch_fail(struct app *app, struct request *request, struct reply *reply,
                                      const struct route *route, enum err err)
{
    enum answer answer = answer_of(request, route);
    bool is_mistake = err_is_clients(err) && err != ERR_TOO_MANY;
    if (is_mistake && throttle(app, request, reply, THROTTLE_ERROR)) {
        err = ERR_TOO_MANY;
        answer = ANSWER_JSON;
    }
    log_answer(request, route ? route->pattern : "-", err_status(err),
               err_is_clients(err) ? LOG_LEVEL_INFO : LOG_LEVEL_ERROR);
    return show_error(app, request, reply, answer, err);
}

struct response *dispatch_admit(struct app *app, struct request *request, struct admission *ret_admission)
{
    const struct route *route = NULL;
    struct reply reply = reply_new(request);
    live_assets_enter(app);
    enum err err = admit(app, request, &reply, &route);
    *ret_admission = (struct admission){route, route ? route->pattern : "-", route ? route->body_limit : 0,
                                        route && route->body_limit > BODY_IN_MEMORY};
    struct response *response = NULL;
    if (err == ERR_METHOD && request->method == METHOD_OPTIONS)
        response = show_options(app, &reply);
    else if (err)
        response = dispatch_fail(app, request, &reply, route, err);
    live_assets_leave(app);
    reply_done(&reply);
    return response;
}

struct response *dispatch_redirect(struct app *app, struct request *request)
{
    const char *base = app->portal->base_url, *host = request->host ? request->host : "";
    size_t length = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");
    char port[8] = "";
    struct reply reply = reply_new(request);
    if (app->https_port != HTTPS_PORT)
        snprintf(port, sizeof port, ":%u", app->https_port);
    if (strncmp(base, "https://", 8) != 0 && !length)
        return dispatch_refuse(app, request, ERR_BAD_REQUEST, "Host is missing");
    if (strncmp(base, "https://", 8) == 0)
        reply.location = arena_printf(request->arena, "%s%s", base, request->target);
    else
        reply.location =
            arena_printf(request->arena, "https://%.*s%s%s", (int)length, host, port, request->target);
    return show_redirect(request, &reply);
}

struct response *dispatch_refuse(struct app *app, struct request *request, enum err err, const char *detail)
{
    struct reply reply = reply_new(request);
    reply.detail = detail;
    reply.close = true;
    if (request->method == METHOD_COUNT)
        request->method = METHOD_OTHER;
    live_assets_enter(app);
    struct response *response = dispatch_fail(app, request, &reply, NULL, err);
    live_assets_leave(app);
    reply_done(&reply);
    return response;
}

/* What the request's conditions forbid is refused like any mistake. `response` is given back or exchanged. */
static struct response *check_conditions(struct app *app, struct request *request, const struct route *route,
                                         struct response *response)
{
    if (!response_is_forbidden(response, request))
        return response;
    struct reply reply = reply_new(request);
    enum err err = reply_problem(&reply, ERR_PRECONDITION_FAILED, MESSAGE_CONDITION_FAILED, NULL);
    struct response *refusal = dispatch_fail(app, request, &reply, route, err);
    reply_done(&reply);
    response_free(response);
    return refusal;
}

/* Runs the handler and shows what it left. */
static struct response *make(struct app *app, struct request *request, const struct route *route)
{
    struct reply reply = reply_new(request);
    struct response *response = NULL;
    if (is_write(request))
        request_id(request);
    bool replayed = false;
    enum err err = replay(app, request, &reply, &replayed);
    if (!err && !replayed)
        err = route->handle(app, request, &reply);
    if (!err && arena_failed(request->arena))
        err = ERR_MEMORY;
    if (!err)
        err = show_reply(app, request, &reply, route, &response);
    if (err)
        response = dispatch_fail(app, request, &reply, route, err);
    else if (is_write(request))
        log_answer(request, route->pattern, response_status(response), LOG_LEVEL_INFO);
    reply_done(&reply);
    return response;
}

/* What is equal for all comes from the cache, or is made for it by one of those who ask. */
static struct response *make_shared(struct app *app, struct request *request, const struct route *route)
{
    struct page_claim *claim;
    uint64_t generation = store_generation(app->portal->store);
    struct response *response = page_cache_get(app->pages, request->own, generation, request->now_ms, &claim);
    if (response)
        return response;
    response = make(app, request, route);
    if (claim && response_status(response) == 200)
        page_cache_put(claim, response, generation);
    else if (claim)
        page_cache_abandon(claim);
    return response;
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
    if (route->answer != ANSWER_PAGE || request->method != METHOD_GET || request->actor.role != ROLE_NONE ||
        !request->client)
        return;
    int status = response_status_for(response, request);
    if ((status != 200 && status != 304) || is_uncounted(app, request))
        return;
    if (request_is_speculative(request))
        visit_prefetched(app->portal->visits);
    else
        visit_record(app->portal->visits, request->client, request->user_agent, response_subject(response));
}

/* What brings a picture along: a form, or the file itself; texts do not, unless theirs are to be fetched. */
bool dispatch_takes_long(const struct request *request, const struct admission *admission)
{
    static const char *const short_types[] = {"application/json", "application/merge-patch+json", "text/"};
    const char *type = request->content_type ? request->content_type : "";
    if (admission->route->keep != KEEP_LONG)
        return false;
    if (request_parameter(request, "import_pictures"))
        return true;
    for (size_t i = 0; i < sizeof short_types / sizeof *short_types; i++)
        if (strncasecmp(type, short_types[i], strlen(short_types[i])) == 0)
            return false;
    return true;
}

struct response *dispatch_answer(struct app *app, struct request *request, const struct admission *admission)
{
    const struct route *route = admission->route;
    bool is_kept = show_is_kept(request, route) && !app->live_assets;
    live_assets_enter(app);
    struct response *response = is_kept ? make_shared(app, request, route) : make(app, request, route);
    response = check_conditions(app, request, route, response);
    live_assets_leave(app);
    count_view(app, request, route, response);
    return response;
}
