/* From a reply to a response: its form, its headers, who may keep it. Failures are shown by show_error.c. */
#include "show.h"
#include "show_inner.h"

#include "base/json_text.h"
#include "base/log.h"
#include "handler/live_assets.h"
#include "html/template.h"
#include "http/privacy.h"
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Most bytes of an answer that is made in memory; what may be longer is a stream or a file. */
enum {
    PAGE_MAX = 32 * 1024 * 1024, /* a saved copy holds its pictures */
    PRESSED_MAX = 1024 * 1024,   /* larger ones are mostly pictures, which compress no further */
    JSON_MAX = 64 * 1024 * 1024
};

/* Copies what a reply says of itself. Validators and caching are each form's own. */
void show_headers(struct response_parts *parts, const struct request *request, const struct reply *reply)
{
    /* What may be kept for others bears no id of one request. */
    bool is_own = parts->status >= 400 || (request->method != METHOD_GET && request->method != METHOD_HEAD);
    parts->request_id = is_own && request->id[0] ? request->id : NULL;
    parts->location = reply->location;
    parts->next = reply->next;
    parts->described = reply->described;
    parts->hub = reply->hub;
    parts->self = reply->self;
    parts->set_cookie = reply->set_cookie;
    parts->disposition = reply->disposition;
    parts->second_cookie = reply->second_cookie;
    parts->clear_data = reply->clear_data;
    parts->allow = reply->allow;
    parts->retry_after_s = reply->retry_after_s;
    parts->close = reply->close;
    parts->is_replayed = reply->is_replayed;
    parts->subject = reply->subject;
    parts->until_ms = reply->until_ms;
}

/* Asked before the making, for the key, and behind it, for the compression; both must say the same. */
bool show_is_kept(const struct request *request, const struct route *route)
{
    return route && privacy_of(request) == PRIVACY_PUBLIC && route_keeps(route, request);
}

/* Compresses for everybody when the response will be kept, else for this request alone. */
static void choose_compressing(struct response_parts *parts, const struct request *request,
                               const struct reply *reply, const struct route *route)
{
    /* One that is kept is compressed once in every way, for many readers; the other quickly, in the one
     * way that this reader likes best, which is the first of the former too. */
    bool is_kept = show_is_kept(request, route) && !reply->is_rare;
    parts->compressing = is_kept ? COMPRESSING_ALL : COMPRESSING_ONE;
    parts->accept_encoding = request->accept_encoding;
}

/* The view through the reply's template. What is wrong in a template is a fault of ours and logged,
 * except in the workshop, where whoever works on it gets to see it. */
static enum err show_render(struct app *app, struct reply *reply, struct buf *out)
{
    auto_buf struct buf fault = BUF(1024);
    const char *broken = live_assets_fault(app);
    const struct template *template = templates_find(app->interface.templates, reply->page);
    enum err err = ERR_INTERNAL;
    /* The folder as a whole cannot be used, so no template of it is looked at. */
    if (broken)
        buf_text(&fault, broken);
    else if (!template)
        buf_text(&fault, "no such template");
    else
        err = template_render(template, reply->view, out, &fault);
    if (!err)
        return ERR_OK;
    if (!broken)
        log_error("template", LOG_SAYS("a page could not be made from its template"),
                  LOG_TEXT("error", buf_str(&fault)), LOG_TEXT("name", reply->page));
    /* show_error() then shows this in place of an error page. */
    if (app->live_assets)
        reply->broken = arena_copy(reply->arena, buf_str(&fault), fault.length);
    return err;
}

/* The response frees the bytes, however it ends. */
enum err show_finish(struct response_parts *parts, struct buf *out, struct response **ret_response)
{
    parts->size = out->length;
    parts->bytes = buf_take(out);
    return parts->bytes ? response_new(parts, ret_response) : ERR_MEMORY;
}

static enum caching page_caching(const struct request *request, const struct reply *reply)
{
    if (request->is_staff)
        return CACHING_PRIVATE;
    if (reply->status >= 400 || reply->is_secret)
        return CACHING_NO_STORE;
    /* A page is asked again each time, which a 304 answers: its content may change with any commit. */
    return privacy_of(request) == PRIVACY_PUBLIC ? CACHING_PAGE : CACHING_PRIVATE;
}

/* The whole of a page: frame, template, headers. Without a route it is an error's. */
enum err show_page(struct app *app, struct request *request, struct reply *reply, const struct route *route,
                   struct response **ret_response)
{
    char etag[RESPONSE_ETAG_SIZE];
    auto_buf struct buf out = BUF(PAGE_MAX);
    /* The frame names the page's own address; an error or a page of another path has not the request's. */
    struct request shown = *request;
    if (reply->page_path)
        shown.path = shown.own = reply->page_path;
    enum err err = reply->is_staff ? staff_frame_fill(app, request, reply) : frame_fill(app, &shown, reply);
    /* The frame's texts lie in the reply's arena too. */
    if (!err)
        err = arena_failed(reply->arena) ? ERR_MEMORY : show_render(app, reply, &out);
    if (err)
        return err;
    struct response_parts parts = {.status = reply->status ? reply->status : 200,
                                   .kind = reply->is_copy    ? RESPONSE_COPY
                                           : reply->is_staff ? RESPONSE_STAFF
                                                             : RESPONSE_PAGE,
                                   .disposition = reply->disposition,
                                   .caching = page_caching(request, reply),
                                   .type = "text/html; charset=utf-8",
                                   .strict_transport = request->tls};
    show_headers(&parts, request, reply);
    /* The default is no compression. */
    if (out.length < PRESSED_MAX)
        choose_compressing(&parts, request, reply, route);
    /* By the bytes, for a page shows many things that have no common version. */
    if (parts.status == 200 && parts.caching != CACHING_PRIVATE) {
        response_hash_etag(buf_str(&out), out.length, etag);
        parts.etag = etag;
    }
    return show_finish(&parts, &out, ret_response);
}

/* Who may keep an answer of the API, and how long. */
static enum caching json_caching(const struct request *request, const struct reply *reply,
                                 const struct route *route)
{
    if (privacy_of(request) != PRIVACY_PUBLIC)
        return CACHING_PRIVATE;
    /* A follower must never get an old end of the feed from a proxy. */
    if (route->handle == api_change_list || reply->is_secret)
        return CACHING_NO_STORE;
    /* Numbers that change with each view; two seconds keep a crowd away. */
    if (route->handle == api_stats_show || route->handle == api_article_stats ||
        route->handle == api_stats_daily || route->handle == api_stats_machines)
        return CACHING_STATS;
    /* Everything else is asked again each time and mostly answered 304. */
    return reply->status >= 300 ? CACHING_NO_STORE : CACHING_REVALIDATE;
}

/* What chose an answer of the API, beside its encoding. */
static const char *json_vary(const struct reply *reply)
{
    return reply->by_accept ? "Accept, Authorization" : "Authorization";
}

/* A version is its own validator; lists are known by their bytes. What changes without a version is hashed
 * behind it, where If-Match of a write does not look. */
static void json_etag(const struct request *request, const struct reply *reply, const struct buf *out,
                      char etag[static RESPONSE_ETAG_SIZE])
{
    char hash[RESPONSE_ETAG_SIZE];
    /* Other bytes of the same version are another representation. */
    const char *pretty = request_is_pretty(request) ? "-p" : "";
    const char *widened = !reply->widened ? "" : reply->stale ? "-ts" : "-t";
    if (reply->version > 0 && !reply->is_computed) {
        snprintf(etag, RESPONSE_ETAG_SIZE, "%lld%s%s", (long long)reply->version, widened, pretty);
        return;
    }
    response_hash_etag(buf_str(out), out->length, hash);
    if (reply->version > 0) {
        snprintf(etag, RESPONSE_ETAG_SIZE, "%lld%s-%.32s%s", (long long)reply->version, widened, hash,
                 pretty);
        return;
    }
    snprintf(etag, RESPONSE_ETAG_SIZE, "%.*s%s", RESPONSE_ETAG_SIZE - 4, hash, pretty);
}

/* In one line, or as a person reads it who asked for that. */
enum err show_write(const struct request *request, const json_t *json, struct buf *out)
{
    return request_is_pretty(request) ? view_write_pretty(json, out) : view_write(json, out);
}

/* The view as it is, or nothing where there is no view or 204 says so. */
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
    show_headers(&parts, request, reply);
    /* It changes with a commit alone, which the cache's generation sees to. */
    if (!parts.until_ms)
        parts.until_ms = INT64_MAX;
    /* Headers are all there is. */
    if (parts.status == 204 || !reply->view)
        return response_new(&parts, ret_response);
    enum err err = show_write(request, reply->view, &out);
    if (err)
        return err;
    /* UTF-8 by RFC 8259, so there is no charset to be named. */
    parts.type = "application/json";
    if (parts.caching != CACHING_NO_STORE) { /* what nobody keeps is not compared */
        json_etag(request, reply, &out, etag);
        parts.etag = etag;
    }
    choose_compressing(&parts, request, reply, route);
    return show_finish(&parts, &out, ret_response);
}

/* A text that is JSON already, written anew for a person; its tag says so. */
static enum err show_text_pretty(struct reply *reply, struct buf *out)
{
    const char *text = reply->text ? reply->text : buf_str(&reply->body);
    json_auto_t *document = json_text_read(text, strlen(text), JSON_DECODE_ANY, NULL);
    if (reply->etag)
        reply->etag = arena_printf(reply->arena, "%s-p", reply->etag);
    return document ? view_write_pretty(document, out) : ERR_MEMORY;
}

/* One that the handler compressed already. It is tagged as JSON is. */
static enum err show_packed(const struct request *request, struct reply *reply, const struct route *route,
                            struct response_parts *parts, struct response **ret_response)
{
    char etag[RESPONSE_ETAG_SIZE];
    choose_compressing(parts, request, reply, route);
    if (parts->caching != CACHING_NO_STORE) {
        json_etag(request, reply, &reply->body, etag);
        parts->etag = etag;
    }
    parts->size = reply->body.length;
    parts->gzip_size = reply->packed.length;
    parts->gzip = TAKE(reply->packed.bytes);
    enum err err = response_new(parts, ret_response);
    parts->etag = NULL;
    return err;
}

static void add_ready_text(const struct reply *reply, struct buf *out)
{
    if (reply->text)
        buf_add(out, reply->text, reply->text_size ? reply->text_size : strlen(reply->text));
    else
        buf_text(out, buf_str(&reply->body));
}

/* A body that the handler wrote: texts of services, CSV, the reader's style, answers that were kept. */
static enum err show_text(struct request *request, struct reply *reply, const struct route *route,
                          struct response **ret_response)
{
    char etag[RESPONSE_ETAG_SIZE];
    auto_buf struct buf out = BUF(PAGE_MAX);
    /* Made from a cookie: private, and compared by its bytes. */
    bool is_style = route->handle == file_options_style, is_api = route->answer == ANSWER_JSON;
    struct response_parts parts = {.status = reply->status ? reply->status : 200,
                                   .kind = reply->text_size ? RESPONSE_MEDIA
                                           : is_api         ? RESPONSE_API
                                                            : RESPONSE_ASSET,
                                   .caching = request->is_staff     ? CACHING_PRIVATE
                                              : is_style            ? CACHING_READER
                                              : reply->is_immutable ? CACHING_IMMUTABLE
                                              : is_api              ? json_caching(request, reply, route)
                                              /* With a tag it may be compared, as an icon. */
                                              : reply->etag ? CACHING_REVALIDATE
                                                            : CACHING_NO_STORE,
                                   .type = reply->text_type,
                                   .vary = is_api ? json_vary(reply) : NULL,
                                   .strict_transport = request->tls};
    bool is_pretty =
        is_api && request_is_pretty(request) && strcmp(reply->text_type, "application/json") == 0;
    show_headers(&parts, request, reply);
    if (reply->packed.length && !is_pretty)
        return show_packed(request, reply, route, &parts, ret_response);
    if (is_pretty && show_text_pretty(reply, &out))
        return ERR_MEMORY;
    if (!is_pretty)
        add_ready_text(reply, &out);
    /* Of an answer that was kept from an earlier request. */
    parts.etag = reply->etag;
    /* The others are a few bytes, or made for one reader. */
    if ((is_api && !reply->text_size) || reply->is_immutable)
        choose_compressing(&parts, request, reply, route);
    if (reply->is_immutable && parts.compressing == COMPRESSING_ALL)
        parts.compressing = COMPRESSING_BEST;
    /* Compared by their bytes, since no version stands for them. */
    if (is_style || parts.caching == CACHING_STATS) {
        response_hash_etag(buf_str(&out), out.length, etag);
        parts.etag = etag;
    }
    return show_finish(&parts, &out, ret_response);
}

/* What goes on is made for one request and never kept; with a token it is the reader's own. */
static enum caching stream_caching(const struct request *request, const struct reply *reply)
{
    if (privacy_of(request) != PRIVACY_PUBLIC)
        return CACHING_PRIVATE;
    /* With a tag it is a document that is made while it is sent, and may be compared. */
    return reply->etag ? CACHING_REVALIDATE : CACHING_NO_STORE;
}

/* The response takes the stream over, also when it fails. */
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
    show_headers(&parts, request, reply);
    parts.stream_coding = reply->stream_coding;
    parts.stream = TAKE(reply->stream);
    return response_new(&parts, ret_response);
}

/* An answer that is all in its headers: a redirect. */
static enum err show_bare(struct request *request, struct reply *reply, struct response **ret_response)
{
    /* A cookie is set for one reader; a redirect of an old slug may be kept and asked again. */
    struct response_parts parts = {.status = reply->status,
                                   .kind = RESPONSE_ASSET,
                                   .caching = request->is_staff   ? CACHING_PRIVATE
                                              : reply->set_cookie ? CACHING_NO_STORE
                                                                  : CACHING_PAGE,
                                   .strict_transport = request->tls};
    /* Location, or a cookie, or both. */
    show_headers(&parts, request, reply);
    return response_new(&parts, ret_response);
}

/* A document for machines: through its template, or the view as JSON; of reply->text_type. */
static enum err show_document(struct app *app, struct request *request, struct reply *reply,
                              const struct route *route, struct response **ret_response)
{
    char etag[RESPONSE_ETAG_SIZE];
    auto_buf struct buf out = BUF(PAGE_MAX);
    /* No frame: machines read it. */
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
    show_headers(&parts, request, reply);
    /* As for JSON. */
    if (!parts.until_ms)
        parts.until_ms = INT64_MAX;
    choose_compressing(&parts, request, reply, route);
    return show_finish(&parts, &out, ret_response);
}

/* What the handler left decides; the row only where a view could be shown in more than one way. */
enum err show_reply(struct app *app, struct request *request, struct reply *reply, const struct route *route,
                    struct response **ret_response)
{
    /* By what the handler left; at most one of these is set. */
    if (reply->stream)
        return show_stream(request, reply, ret_response);
    if (reply->media_name)
        return show_media_file(app, request, reply, ret_response);
    if (reply->asset)
        return show_asset(app, request, reply, route, ret_response);
    if (reply->text || reply->body.length)
        return show_text(request, reply, route, ret_response);
    if (route->answer == ANSWER_DOCUMENT && reply->view)
        return show_document(app, request, reply, route, ret_response);
    if (reply->page)
        return show_page(app, request, reply, route, ret_response);
    if (route->answer == ANSWER_JSON)
        return show_json(request, reply, route, ret_response);
    /* A page's route whose handler left nothing to show. */
    return show_bare(request, reply, ret_response);
}
