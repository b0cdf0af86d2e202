/* Admitting a request: its row, its rights and its limits; and refusing one. Answering is answer.c. */
#include "route/dispatch.h"

#include "base/log.h"
#include "base/nearest.h"
#include "dispatch_inner.h"
#include "handler/app.h"
#include "handler/handler.h"
#include "handler/live_assets.h"
#include "http/url.h"
#include "mended.h"
#include "request_log.h"
#include "route/route.h"
#include "show.h"
#include "store/token.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* The port that an address need not name. */
enum { HTTPS_PORT = 443, PARAMETERS_MAX = 24 };

/* The row's patterns decide the answer's form even where no row matched: /api answers problems. */
static enum answer answer_of(const struct request *request, const struct route *route)
{
    /* Where no row matched the path alone tells who asks: programs below /api, people elsewhere. */
    if (route)
        return route->answer;
    bool is_api = strncmp(request->path, "/api", 4) == 0 && (!request->path[4] || request->path[4] == '/');
    return is_api || request->console || request->is_monitoring ? ANSWER_JSON : ANSWER_PAGE;
}

/* In the language of Accept-Language: that of the path is the pages' own and does not matter to a
 * problem document. */
struct reply dispatch_reply(const struct request *request)
{
    return (struct reply){.arena = request->arena, .lang = request_lang(request)};
}

/* The bearer token of the request, if any, makes its actor. */
static enum err authenticate(struct app *app, struct request *request)
{
    static const char scheme[] = "Bearer ";
    auto_conn struct conn *conn = NULL;
    /* Whoever can open the socket owns the data folder already. */
    if (request->console) {
        request->actor = (struct actor){.role = ROLE_ADMIN, .name = "console"};
        return ERR_OK;
    }
    /* Only what is for monitoring can be asked there. */
    if (request->is_monitoring) {
        request->actor = (struct actor){.role = ROLE_READER, .name = "monitoring"};
        return ERR_OK;
    }
    /* Nobody in particular, which most are. */
    if (!request->authorization)
        return ERR_OK;
    /* Schemes have no case (RFC 9110 section 11.1). */
    if (strncasecmp(request->authorization, scheme, sizeof scheme - 1) != 0)
        return ERR_UNAUTHORIZED;
    /* A hash and an indexed read; quick enough for a serving thread. */
    enum err err = store_lease(app->portal->store, request->arena, &conn);
    const char *text = request->authorization + sizeof scheme - 1;
    return err ? err
               : token_verify(conn, text + strspn(text, " "), request_address(request), &request->actor);
}

/* 401 where a token would help, 403 where this one's role does not suffice. */
static enum err check_role(const struct request *request, struct reply *reply, const struct route *route)
{
    if (route->role <= request->actor.role)
        return ERR_OK;
    if (request->actor.role == ROLE_NONE)
        return reply_problem(reply, ERR_UNAUTHORIZED, MESSAGE_TOKEN_INVALID, NULL);
    return reply_problem(reply, ERR_FORBIDDEN, MESSAGE_ROLE_NEEDED,
                         MESSAGE_ARGS(role_name(route->role), role_name(request->actor.role)));
}

/* With the one that may be meant; those of a row are a list with commas. */
static void parameter_unknown(struct reply *reply, const struct route *route, const char *name)
{
    char list[256], *rest = list;
    const char *names[PARAMETERS_MAX], *shown = reply_name(reply, name);
    size_t count = 0;
    snprintf(list, sizeof list, "%s", route->parameters);
    while (rest && count < PARAMETERS_MAX)
        names[count++] = strsep(&rest, ",");
    const char *near = *route->parameters ? nearest_name(name, names, count) : NULL;
    if (near)
        reply_fault_parameter(reply, shown, MESSAGE_PARAMETER_UNKNOWN_NEAR,
                              MESSAGE_ARGS(shown, near, route->parameters));
    else
        reply_fault_parameter(reply, shown,
                              *route->parameters ? MESSAGE_PARAMETER_UNKNOWN : MESSAGE_PARAMETER_NONE,
                              MESSAGE_ARGS(shown, route->parameters));
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
        /* Ten are named, the rest are counted. */
        if (!route_knows(route, name) && reply_names_unknown(&unknown))
            parameter_unknown(reply, route, name);
        else if (!route_knows(route, name))
            continue;
        /* It finds the first of the name, so this is a second. */
        else if (request_parameter(request, name) != request->parameters[i].value)
            reply_fault_parameter(reply, name, MESSAGE_FIELD_DUPLICATE, NULL);
        else if (strcmp(name, "pretty") == 0 && !request_is_pretty(request) &&
                 strcmp(request->parameters[i].value, "false") != 0)
            reply_fault_parameter(reply, name, MESSAGE_FLAG_PARAMETER,
                                  MESSAGE_ARGS(request->parameters[i].value));
    }
    reply_fault_unnamed(reply, NULL, "?", unknown);
    return reply->fault_count ? ERR_PARAMETER : ERR_OK;
}

/* The row's own limit, or that of the largest file with a form around it, for who may bring one. */
static size_t body_limit_of(const struct app *app, const struct request *request, const struct route *route)
{
    static const char form[] = "multipart/form-data";
    enum { AROUND = 21 * 1024 * 1024 };
    const struct file_limits *limits = &app->file_limits;
    const int64_t all[] = {limits->document, limits->archive, limits->sound, limits->film};
    bool is_form = request->content_type && strncasecmp(request->content_type, form, sizeof form - 1) == 0;
    int64_t most = 0;
    if (route->pace == PACE_PICTURE && route->role == ROLE_NONE)
        return is_form ? route->body_limit : BODY_WORDS;
    bool may_be_large = route->pace == PACE_PICTURE && is_form;
    if (route->body_limit != BODY_FILES && !may_be_large)
        return route->body_limit;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        most = all[i] > most ? all[i] : most;
    return (size_t)most + AROUND;
}

/* What is declared too long is refused before a byte of it is read; chunks are measured as they come. */
static enum err check_length(const struct app *app, const struct request *request, struct reply *reply,
                             const struct route *route)
{
    const char *p = request->content_length;
    size_t length = 0, most = body_limit_of(app, request, route);
    /* The gate has seen to it that these are digits, and few enough. */
    for (; p && *p; p++)
        length = length * 10 + (size_t)(*p - '0');
    if (length <= most)
        return ERR_OK;
    return reply_problem(reply, ERR_TOO_LARGE, MESSAGE_BODY_TOO_LARGE,
                         MESSAGE_ARGS(arena_printf(request->arena, "%zu", most)));
}

/* The page's own address: its path and the parameters it knows, in the table's order. */
static const char *own_address(const struct request *request, const struct route *route)
{
    /* Written anew from what was decoded, so that two ways to write one address are one page in the
     * cache. */
    auto_buf struct buf out = BUF(32 * 1024); /* three bytes for each of a target's 8,000 */
    const char *mark = "?";
    if (request->is_plain)
        return request->path;
    url_escape(&out, request->path, "/");
    for (size_t i = 0; i < request->parameter_count; i++) {
        const struct field *field = &request->parameters[i];
        /* A second parameter of a name is left out, as handlers see the first alone. */
        if (!route_knows(route, field->name) || request_parameter(request, field->name) != field->value)
            continue;
        buf_text(&out, mark);
        url_escape(&out, field->name, ""); /* behind "facts." it is the client's own */
        buf_text(&out, "=");
        url_escape(&out, field->value, "");
        mark = "&";
    }
    return arena_copy(request->arena, buf_str(&out), out.length);
}

/* What the listener for monitoring shows: how the daemon is, and nothing that it keeps. */
static bool is_for_monitoring(const struct route *route)
{
    return route->handle == service_metrics || route->handle == service_health ||
           route->handle == service_ready;
}

/* Fills request->args and, with ERR_METHOD, what Allow has to say. */
static enum err dispatch_match_route(struct request *request, struct reply *reply,
                                     const struct route **ret_route)
{
    enum err err =
        route_match(request->method, request->path, request->arena, request->args, ret_route, &reply->allow);
    if (!err && request->is_monitoring && !is_for_monitoring(*ret_route))
        err = ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND)
        return reply_problem(reply, err, MESSAGE_PATH_UNKNOWN, MESSAGE_ARGS(request->path));
    return err == ERR_METHOD ? reply_problem(reply, err, MESSAGE_METHOD_ALLOWED, MESSAGE_ARGS(reply->allow))
                             : err;
}

/* OPTIONS changes nothing either. */
bool dispatch_is_write(const struct request *request)
{
    return request->method != METHOD_GET && request->method != METHOD_HEAD &&
           request->method != METHOD_OPTIONS;
}

enum err dispatch_throttle(struct app *app, const struct request *request, struct reply *reply,
                           enum throttle_kind kind)
{
    /* A NULL client, the console, is never told to wait. */
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
    /* Also of those who have no rights, before anything of theirs is looked at. */
    if (dispatch_is_write(request))
        return dispatch_throttle(app, request, reply, THROTTLE_WRITE);
    /* A query in vain costs as much as any. */
    bool is_search = request_parameter(request, "q") && route_knows(route, "q");
    return is_search ? dispatch_throttle(app, request, reply, THROTTLE_SEARCH) : ERR_OK;
}

/* Who asks, and whether that one may; on staff pages the session's cookie says it, elsewhere the token. */
static enum err check_actor(struct app *app, struct request *request, struct reply *reply,
                            const struct route *route)
{
    if (request->is_staff)
        return staff_admit(app, request, reply, route->role);
    /* A lease that cannot be had passes through as it is. */
    enum err err = authenticate(app, request);
    if (err == ERR_UNAUTHORIZED)
        return reply_problem(reply, err, MESSAGE_TOKEN_INVALID, NULL);
    return err ? err : check_role(request, reply, route);
}

/* The steps in the order of their cost, and such that nobody learns of a row what his role does not
 * allow. */
static enum err admit(struct app *app, struct request *request, struct reply *reply,
                      const struct route **ret_route)
{
    const struct route *route = NULL;
    enum err err = dispatch_match_route(request, reply, &route);
    if (err)
        return err;
    /* From here on a refusal has the form of its row. */
    *ret_route = route;
    request->own = own_address(request, route);
    request->is_staff = route->answer == ANSWER_STAFF;
    request->needs_proof = route->pace == PACE_PROOF;
    /* Before the token is looked at, or guessing tokens would have no limit. */
    err = check_rate(app, request, reply, route);
    if (err)
        return err;
    /* No cookie gives rights here; this keeps the reader's own choices and a console behind a browser
     * from being written by others' pages. */
    if (dispatch_is_write(request) && request_is_cross_site(request))
        return reply_problem(reply, ERR_CROSS_SITE, MESSAGE_CROSS_SITE_WRITE, NULL);
    err = check_actor(app, request, reply, route);
    if (!err)
        err = check_parameters(request, reply, route);
    return err ? err : check_length(app, request, reply, route);
}

/* A lost address may be of the former portal, or a present one as people write it; then the reply says where
 * that is, or *err that it is gone. */
static bool dispatch_leads_on(struct app *app, struct request *request, struct reply *reply, enum err *err)
{
    enum err former = former_address(app, request, reply);
    if (former == ERR_GONE)
        *err = reply_problem(reply, ERR_GONE, MESSAGE_ARTICLE_GONE, NULL);
    /* What is known goes before what is guessed. */
    else if (former)
        reply->location = mended_address(app, request);
    return reply->location;
}

/* Who makes many mistakes gets a short answer in place of a page with its queries. */
struct response *dispatch_fail(struct app *app, struct request *request, struct reply *reply,
                               const struct route *route, enum err err)
{
    enum answer answer = answer_of(request, route);
    bool may_be_elsewhere = err == ERR_NOT_FOUND && answer != ANSWER_JSON && !dispatch_is_write(request);
    /* No mistake of who follows a link. */
    if (may_be_elsewhere && dispatch_leads_on(app, request, reply, &err))
        return show_redirect(request, reply);
    /* Nor of who comes to a staff page first. */
    if (err == ERR_UNAUTHORIZED && request->is_staff && staff_lead_in(request, reply))
        return show_see_other(request, reply);
    /* Who was told to wait is not told twice for that. */
    bool is_mistake = err_is_clients(err) && err != ERR_TOO_MANY;
    if (is_mistake && dispatch_throttle(app, request, reply, THROTTLE_ERROR)) {
        err = ERR_TOO_MANY;
        /* The problem document needs no query and no template. */
        answer = ANSWER_JSON;
    }
    request_log_write(request, route, err_status(err),
                      err_is_clients(err) ? LOG_LEVEL_INFO : LOG_LEVEL_ERROR);
    return show_error(app, request, reply, answer, err);
}

/* "/?p=12": the former portal had its articles there, and the home page knows no parameter. */
static struct response *dispatch_home(struct app *app, struct request *request, struct reply *reply,
                                      const struct route *route)
{
    if (strcmp(request->path, "/") != 0 || !request->parameter_count || dispatch_is_write(request))
        return NULL;
    enum err former = former_address(app, request, reply);
    if (former == ERR_GONE)
        return dispatch_fail(app, request, reply, route,
                             reply_problem(reply, ERR_GONE, MESSAGE_ARTICLE_GONE, NULL));
    return former ? NULL : show_redirect(request, reply);
}

/* Refusals leave an admission that is good for nothing but a body limit of what the row had. */
struct response *dispatch_admit(struct app *app, struct request *request, struct admission *ret_admission)
{
    const struct route *route = NULL;
    struct reply reply = dispatch_reply(request);
    struct request_log log;
    live_assets_enter(app);
    request_log_enter(&log, request, &route);
    enum err err = admit(app, request, &reply, &route);
    /* Also with a refusal, for the server reads a small body before it answers. */
    *ret_admission = (struct admission){.route = route,
                                        .pattern = route ? route->pattern : "-",
                                        .body_limit = route ? body_limit_of(app, request, route) : 0,
                                        .is_spooled = route && route->body_limit > BODY_IN_MEMORY};
    struct response *response = NULL;
    /* OPTIONS is answered from the table, for every path there is. */
    if (err == ERR_METHOD && request->method == METHOD_OPTIONS)
        response = show_options(app, &reply);
    else
        response = err ? dispatch_fail(app, request, &reply, route, err)
                       : dispatch_home(app, request, &reply, route);
    request_log_leave(&log);
    live_assets_leave(app);
    reply_done(&reply);
    return response;
}

/* Answers on the plain socket beside a TLS one; no row is looked for, so any path is sent on. */
struct response *dispatch_redirect(struct app *app, struct request *request)
{
    const char *base = app->portal->base_url, *host = request->host ? request->host : "";
    /* The host without its port, which was http's. */
    size_t length = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");
    char port[8] = "";
    struct reply reply = dispatch_reply(request);
    if (app->https_port != HTTPS_PORT)
        snprintf(port, sizeof port, ":%u", app->https_port);
    /* HTTP/1.0 may come without a Host. */
    if (strncmp(base, "https://", 8) != 0 && !length)
        return dispatch_refuse(app, request, ERR_BAD_REQUEST, MESSAGE_HTTP_HOST_MISSING);
    /* The public address wins over what the client says. */
    if (strncmp(base, "https://", 8) == 0)
        reply.location = arena_printf(request->arena, "%s%s", base, request->target);
    else
        reply.location =
            arena_printf(request->arena, "https://%.*s%s%s", (int)length, host, port, request->target);
    return show_redirect(request, &reply);
}

/* For what never came as far as admission. */
struct response *dispatch_refuse(struct app *app, struct request *request, enum err err, enum message detail)
{
    struct reply reply = dispatch_reply(request);
    if (detail)
        reply.detail = message_text(reply.arena, reply.lang, detail, NULL);
    reply.close = true;
    /* A value that no request has, and for which the log would find no name. */
    if (request->method == METHOD_COUNT)
        request->method = METHOD_OTHER;
    live_assets_enter(app);
    /* Without a row: its rights and its limits were never looked at. */
    struct response *response = dispatch_fail(app, request, &reply, NULL, err);
    live_assets_leave(app);
    reply_done(&reply);
    return response;
}
