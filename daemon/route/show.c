/* From a reply to a response: its form, its headers, who may keep it. Failures are shown by show_error.c. */
#include "show.h"
#include "show_inner.h"

#include "base/log.h"
#include "handler/live_assets.h"
#include "html/template.h"
#include "http/privacy.h"
#include "store/media.h"
#include "view/view.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PAGE_MAX = 32 * 1024 * 1024, /* a saved copy holds its pictures */
    PRESSED_MAX = 1024 * 1024,   /* larger ones are mostly pictures, which compress no further */
    JSON_MAX = 64 * 1024 * 1024
};

void show_headers(struct response_parts *parts, const struct reply *reply)
{
    parts->location = reply->location;
    parts->next = reply->next;
    parts->described = reply->described;
    parts->set_cookie = reply->set_cookie;
    parts->allow = reply->allow;
    parts->retry_after_s = reply->retry_after_s;
    parts->close = reply->close;
    parts->is_replayed = reply->is_replayed;
    parts->subject = reply->subject;
    parts->until_ms = reply->until_ms;
}

bool show_is_kept(const struct request *request, const struct route *route)
{
    return route && privacy_of(request) == PRIVACY_PUBLIC && route_keeps(route, request);
}

/* Compresses for everybody when the response will be kept, else for this request alone. */
static void choose_compressing(struct response_parts *parts, const struct request *request,
                               const struct reply *reply, const struct route *route)
{
    bool is_kept = show_is_kept(request, route) && !reply->is_rare;
    parts->compressing = is_kept ? COMPRESSING_ALL : COMPRESSING_ONE;
    parts->accept_encoding = request->accept_encoding;
}

static enum err show_render(struct app *app, struct reply *reply, struct buf *out)
{
    auto_buf struct buf fault = BUF(1024);
    const char *broken = live_assets_fault(app);
    const struct template *template = templates_find(app->interface.templates, reply->page);
    enum err err = ERR_INTERNAL;
    if (broken)
        buf_text(&fault, broken);
    else if (!template)
        buf_text(&fault, "no such template");
    else
        err = template_render(template, reply->view, out, &fault);
    if (!err)
        return ERR_OK;
    if (!broken)
        log_error("template", "fault", buf_str(&fault), "name", reply->page);
    if (app->live_assets)
        reply->broken = arena_copy(reply->arena, buf_str(&fault), fault.length);
    return err;
}

enum err show_finish(struct response_parts *parts, struct buf *out, struct response **ret_response)
{
    parts->size = out->length;
    parts->bytes = buf_take(out);
    return parts->bytes ? response_new(parts, ret_response) : ERR_MEMORY;
}

static enum caching page_caching(const struct request *request, const struct reply *reply)
{
    if (reply->status >= 400)
        return CACHING_NO_STORE;
    return privacy_of(request) == PRIVACY_PUBLIC ? CACHING_PAGE : CACHING_PRIVATE;
}

enum err show_page(struct app *app, struct request *request, struct reply *reply, const struct route *route,
                   struct response **ret_response)
{
    char etag[RESPONSE_ETAG_SIZE];
    auto_buf struct buf out = BUF(PAGE_MAX);
    struct request shown = *request;
    if (reply->page_path)
        shown.path = shown.own = reply->page_path;
    enum err err = frame_fill(app, &shown, reply);
    if (!err)
        err = arena_failed(reply->arena) ? ERR_MEMORY : show_render(app, reply, &out);
    if (err)
        return err;
    struct response_parts parts = {.status = reply->status ? reply->status : 200,
                                   .kind = reply->is_copy ? RESPONSE_COPY : RESPONSE_PAGE,
                                   .disposition = reply->disposition,
                                   .caching = page_caching(request, reply),
                                   .type = "text/html; charset=utf-8",
                                   .strict_transport = request->tls};
    show_headers(&parts, reply);
    if (out.length < PRESSED_MAX)
        choose_compressing(&parts, request, reply, route);
    if (parts.status == 200) {
        response_hash_etag(buf_str(&out), out.length, etag);
        parts.etag = etag;
    }
    return show_finish(&parts, &out, ret_response);
}

static enum caching json_caching(const struct request *request, const struct reply *reply,
                                 const struct route *route)
{
    if (privacy_of(request) != PRIVACY_PUBLIC)
        return CACHING_PRIVATE;
    if (route->handle == api_change_list)
        return CACHING_NO_STORE;
    if (route->handle == api_stats_show || route->handle == api_article_stats ||
        route->handle == api_stats_daily || route->handle == api_stats_machines)
        return CACHING_STATS;
    return reply->status >= 300 ? CACHING_NO_STORE : CACHING_REVALIDATE;
}

/* What chose an answer of the API, beside its encoding. */
static const char *json_vary(const struct reply *reply)
{
    return reply->by_accept ? "Accept, Authorization" : "Authorization";
}

/* A version is its own validator; lists are known by their bytes. */
static void json_etag(const struct reply *reply, const struct buf *out, char etag[static RESPONSE_ETAG_SIZE])
{
    if (reply->version > 0)
        snprintf(etag, RESPONSE_ETAG_SIZE, "%lld%s", (long long)reply->version,
                 !reply->widened ? ""
                 : reply->stale  ? "-ts"
                                 : "-t");
    else
        response_hash_etag(buf_str(out), out->length, etag);
}

static enum err show_json(struct request *request, struct reply *reply, const struct route *route,
                          struct response **ret_response)
{
    char etag[RESPONSE_ETAG_SIZE];
    auto_buf struct buf out = BUF(JSON_MAX);
    struct response_parts parts = {.status = reply->status ? reply->status : 200,
                                   .kind = RESPONSE_API,
                                   .caching = json_caching(request, reply, route),
                                   .vary = json_vary(reply),
                                   .strict_transport = request->tls};
    show_headers(&parts, reply);
    if (!parts.until_ms)
        parts.until_ms = INT64_MAX;
    if (parts.status == 204 || !reply->view)
        return response_new(&parts, ret_response);
    enum err err = view_write(reply->view, &out);
    if (err)
        return err;
    parts.type = "application/json";
    if (parts.caching != CACHING_NO_STORE) { /* what nobody keeps is not compared */
        json_etag(reply, &out, etag);
        parts.etag = etag;
    }
    choose_compressing(&parts, request, reply, route);
    return show_finish(&parts, &out, ret_response);
}

static enum err show_text(struct request *request, struct reply *reply, const struct route *route,
                          struct response **ret_response)
{
    char etag[RESPONSE_ETAG_SIZE];
    auto_buf struct buf out = BUF(PAGE_MAX);
    bool is_style = route->handle == file_options_style, is_api = route->answer == ANSWER_JSON;
    struct response_parts parts = {.status = reply->status ? reply->status : 200,
                                   .kind = is_api ? RESPONSE_API : RESPONSE_ASSET,
                                   .caching = is_style ? CACHING_READER
                                              : is_api ? json_caching(request, reply, route)
                                                       : CACHING_NO_STORE,
                                   .type = reply->text_type,
                                   .vary = is_api ? json_vary(reply) : NULL,
                                   .strict_transport = request->tls};
    show_headers(&parts, reply);
    parts.etag = reply->etag;
    buf_text(&out, reply->text);
    if (is_api)
        choose_compressing(&parts, request, reply, route);
    if (is_style || parts.caching == CACHING_STATS) {
        response_hash_etag(buf_str(&out), out.length, etag);
        parts.etag = etag;
    }
    return show_finish(&parts, &out, ret_response);
}

static enum err show_media(struct app *app, struct request *request, struct reply *reply,
                           struct response **ret_response)
{
    int64_t size;
    bool is_pdf = strcmp(reply->text_type, "application/pdf") == 0;
    struct response_parts parts = {.status = 200,
                                   .kind = is_pdf ? RESPONSE_PDF : RESPONSE_MEDIA,
                                   .caching = reply->widened ? CACHING_PRIVATE : CACHING_IMMUTABLE,
                                   .disposition = reply->disposition,
                                   .type = reply->text_type,
                                   .etag = reply->media_name,
                                   .strict_transport = request->tls};
    enum err err = media_open(app->portal->store, reply->media_name, &parts.fd, &size, &parts.modified_ms);
    if (err)
        return err;
    parts.size = (size_t)size;
    /* A Range counts when the conditions are met alone (RFC 9110 section 13.2.2). */
    if (condition_check(request, reply->media_name, parts.modified_ms) == CONDITION_SEND)
        parts.range_kind = range_choose(request, reply->media_name, parts.modified_ms, size, &parts.range);
    if (parts.range_kind != RANGE_WHOLE)
        parts.status = parts.range_kind == RANGE_PART ? 206 : 416;
    if (parts.range_kind == RANGE_BEYOND)
        parts.caching = CACHING_NO_STORE;
    return response_new(&parts, ret_response);
}

static enum err show_asset(struct app *app, struct request *request, struct reply *reply,
                           const struct route *route, struct response **ret_response)
{
    bool is_for_ever = route->handle == file_asset; /* its hash stands in the address */
    struct response_parts parts = {.status = 200,
                                   .kind = RESPONSE_ASSET,
                                   .caching = is_for_ever ? CACHING_IMMUTABLE : CACHING_REVALIDATE,
                                   .type = reply->text_type,
                                   .etag = reply->asset->hash,
                                   .asset = reply->asset,
                                   .until_ms = INT64_MAX,
                                   .strict_transport = request->tls};
    if (!app->live_assets)
        return response_new(&parts, ret_response);
    /* The file may be exchanged before its bytes are sent. */
    auto_buf struct buf out = BUF(PAGE_MAX);
    buf_add(&out, reply->asset->bytes, reply->asset->size);
    parts.asset = NULL;
    return show_finish(&parts, &out, ret_response);
}

/* What goes on is made for one request and never kept; with a token it is the reader's own. */
static enum caching stream_caching(const struct request *request, const struct reply *reply)
{
    if (privacy_of(request) != PRIVACY_PUBLIC)
        return CACHING_PRIVATE;
    return reply->etag ? CACHING_REVALIDATE : CACHING_NO_STORE;
}

static enum err show_stream(struct request *request, struct reply *reply, struct response **ret_response)
{
    struct response_parts parts = {.status = 200,
                                   .kind = RESPONSE_API,
                                   .caching = stream_caching(request, reply),
                                   .type = reply->text_type,
                                   .etag = reply->etag,
                                   .vary = reply->etag || reply->stream_coding == STREAM_GZIP
                                               ? "Accept-Encoding, Authorization"
                                               : "Authorization",
                                   .strict_transport = request->tls};
    show_headers(&parts, reply);
    parts.stream_coding = reply->stream_coding;
    parts.stream = TAKE(reply->stream);
    return response_new(&parts, ret_response);
}

/* An answer that is all in its headers: a redirect. */
static enum err show_bare(struct request *request, struct reply *reply, struct response **ret_response)
{
    struct response_parts parts = {.status = reply->status,
                                   .kind = RESPONSE_ASSET,
                                   .caching = reply->set_cookie ? CACHING_NO_STORE : CACHING_PAGE,
                                   .strict_transport = request->tls};
    show_headers(&parts, reply);
    return response_new(&parts, ret_response);
}

/* A document for machines: through its template, or the view as JSON; of reply->text_type. */
static enum err show_document(struct app *app, struct request *request, struct reply *reply,
                              const struct route *route, struct response **ret_response)
{
    char etag[RESPONSE_ETAG_SIZE];
    auto_buf struct buf out = BUF(PAGE_MAX);
    enum err err = reply->page ? show_render(app, reply, &out) : view_write(reply->view, &out);
    if (err)
        return err;
    response_hash_etag(buf_str(&out), out.length, etag);
    struct response_parts parts = {.status = 200,
                                   .kind = RESPONSE_API,
                                   .caching = json_caching(request, reply, route),
                                   .type = reply->text_type,
                                   .etag = etag,
                                   .strict_transport = request->tls};
    show_headers(&parts, reply);
    if (!parts.until_ms)
        parts.until_ms = INT64_MAX;
    choose_compressing(&parts, request, reply, route);
    return show_finish(&parts, &out, ret_response);
}

enum err show_reply(struct app *app, struct request *request, struct reply *reply, const struct route *route,
                    struct response **ret_response)
{
    if (reply->stream)
        return show_stream(request, reply, ret_response);
    if (reply->media_name)
        return show_media(app, request, reply, ret_response);
    if (reply->asset)
        return show_asset(app, request, reply, route, ret_response);
    if (reply->text)
        return show_text(request, reply, route, ret_response);
    if (route->answer == ANSWER_DOCUMENT && reply->view)
        return show_document(app, request, reply, route, ret_response);
    if (reply->page)
        return show_page(app, request, reply, route, ret_response);
    if (route->answer == ANSWER_JSON)
        return show_json(request, reply, route, ret_response);
    return show_bare(request, reply, ret_response);
}

struct response *show_redirect(const struct request *request, struct reply *reply)
{
    struct response *response = NULL;
    bool may_change = request->method == METHOD_GET || request->method == METHOD_HEAD;
    struct response_parts parts = {
        .status = may_change ? 301 : 308, .kind = RESPONSE_ASSET, .caching = CACHING_PAGE};
    show_headers(&parts, reply);
    return response_new(&parts, &response) ? response_last_resort() : response;
}

struct response *show_options(struct app *app, const struct reply *reply)
{
    struct response *response;
    struct response_parts parts = {
        .status = 204, .kind = RESPONSE_API, .caching = CACHING_NO_STORE, .allow = reply->allow};
    (void)app;
    return response_new(&parts, &response) ? response_last_resort() : response;
}

const char *show_short_address(const struct request *request)
{
    char text[INET6_ADDRSTRLEN];
    if (!request->client)
        return request->console ? "console" : "-";
    if (request->client->sa_family == AF_INET) {
        struct in_addr address = ((const struct sockaddr_in *)request->client)->sin_addr;
        address.s_addr &= htonl(0xFFFFFF00);
        return inet_ntop(AF_INET, &address, text, sizeof text) ? arena_printf(request->arena, "%s/24", text)
                                                               : "-";
    }
    struct in6_addr address = ((const struct sockaddr_in6 *)request->client)->sin6_addr;
    memset(address.s6_addr + 6, 0, sizeof address.s6_addr - 6);
    return inet_ntop(AF_INET6, &address, text, sizeof text) ? arena_printf(request->arena, "%s/48", text)
                                                            : "-";
}
