/* Fills a scratch portal by the same requests an editor would send, so that what it shows cannot differ
 * from what the API makes. Knows no article: what is sent stands in assets/demo. */
#include "base/said.h"
#include "demo.h"
#include "demo_text.h"

#include "base/json_text.h"
#include "http/response.h"
#include "route/dispatch.h"
#include "store/media.h"
#include "store/proof.h"
#include "store/token.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

/* Memory of one request, as in server. */
enum { ARENA_LIMIT = 64 * 1024 * 1024, NAME_MAX_SIZE = 60 };

/* What stands between the articles of one file. */
static const char between[] = "=====\n";

/* One request, before it is dispatched. */
struct demo_request {
    const char *method, *path;
    const char *type; /* NULL without a body */
    const char *body;
    size_t size;
};

/* Runs one request through admission and handling on this thread, where nobody waits for anybody. */
static enum err demo_send(const struct demo_text *from, const struct demo_request *sent, struct arena *arena,
                          struct buf *fault)
{
    struct app *app = &from->running->app;
    if (!sent->method || !sent->path)
        return ERR_INPUT;
    struct admission admission;
    struct request request = {.arena = arena,
                              .method = method_from_name(sent->method),
                              .target = sent->path,
                              .path = sent->path,
                              .own = sent->path,
                              .console = true,
                              .accept = "application/json",
                              .accept_language = "en",
                              .content_type = sent->type,
                              .body = sent->body,
                              .body_size = sent->size,
                              .now_ms = clock_now_ms(app->clock)};
    /* The file would have to know every version otherwise. */
    if (request.method == METHOD_PATCH || request.method == METHOD_PUT)
        request.if_match = "*";
    /* dispatch_admit() checks the length as declared. */
    request.content_length = arena_printf(arena, "%zu", sent->size);
    if (arena_failed(arena))
        return ERR_MEMORY;
    /* A refusal, or the answer. */
    auto_response struct response *response = dispatch_admit(app, &request, &admission);
    if (!response)
        response = dispatch_answer(app, &request, &admission);
    if (response_status(response) < 300)
        return ERR_OK;
    buf_printf(fault,
               SAID("yêu cầu %s %s của cổng dùng thử nhận trả lời %d",
                    "the demonstration's %s %s was answered with %d"),
               sent->method, sent->path, response_status(response));
    return ERR_INPUT;
}

/* A file as a form, which alone says what it is called. */
static enum err demo_fill_form(struct arena *arena, const struct asset *asset, const unsigned char *bytes,
                               const char *file_name, struct demo_request *sent)
{
    static const char mark[] = "cong-demo";
    auto_buf struct buf out = BUF(ARENA_LIMIT);
    buf_printf(&out, "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n\r\n", mark,
               file_name);
    buf_add(&out, bytes, asset->size);
    buf_printf(&out, "\r\n--%s--\r\n", mark);
    sent->type = arena_printf(arena, "multipart/form-data; boundary=%s", mark);
    sent->body = arena_copy(arena, buf_str(&out), out.length);
    sent->size = out.length;
    if (buf_failed(&out))
        return ERR_MEMORY;
    return ERR_OK;
}

/* Notes the id of what was uploaded last below the name of its file without the ending. */
static enum err demo_note_medium(const struct demo_text *from, struct arena *arena, const char *asset_name)
{
    auto_conn struct conn *conn = NULL;
    struct media *newest;
    size_t count = 0;
    char name[NAME_MAX_SIZE];
    const char *slash = strrchr(asset_name, '/');
    snprintf(name, sizeof name, "%s", slash ? slash + 1 : asset_name);
    name[strcspn(name, ".")] = '\0';
    enum err err = store_lease(from->running->store, arena, &conn);
    if (!err)
        err = media_list(conn, 0, 1, &newest, &count);
    if (err || !count)
        return err ? err : ERR_NOT_FOUND;
    return json_object_set_new(from->media, name, json_integer(newest->id)) ? ERR_MEMORY : ERR_OK;
}

/* Sends a file: a medium as it is, or as a form when it has a name for people. */
static enum err demo_send_asset(const struct demo_text *from, const json_t *item, struct demo_request *sent,
                                struct arena *arena, struct buf *fault)
{
    const char *name = json_string_value(json_object_get(item, "asset"));
    const char *file_name = json_string_value(json_object_get(item, "file_name"));
    const struct asset *asset = assets_find(from->running->assets, name);
    const unsigned char *bytes = asset ? asset_bytes(asset, arena) : NULL;
    if (!bytes)
        return asset ? ERR_MEMORY : ERR_NOT_FOUND;
    sent->type = json_string_value(json_object_get(item, "type"));
    sent->body = (const char *)bytes;
    sent->size = asset->size;
    enum err err = file_name ? demo_fill_form(arena, asset, bytes, file_name, sent) : ERR_OK;
    if (!err)
        err = demo_send(from, sent, arena, fault);
    return err ? err : demo_note_medium(from, arena, name);
}

/* Sends each part of a file of texts as a request of its own. */
static enum err demo_send_each(const struct demo_text *from, const json_t *item,
                               const struct demo_request *pattern, struct arena *arena, struct buf *fault)
{
    const struct asset *asset =
        assets_find(from->running->assets, json_string_value(json_object_get(item, "each")));
    const unsigned char *bytes = asset ? asset_bytes(asset, arena) : NULL;
    if (!bytes)
        return asset ? ERR_MEMORY : ERR_NOT_FOUND;
    for (const char *at = (const char *)bytes; at;) {
        auto_arena struct arena *own = arena_new(ARENA_LIMIT);
        const char *end = strstr(at, between);
        struct demo_request sent = *pattern;
        if (!own)
            return ERR_MEMORY;
        sent.type = json_string_value(json_object_get(item, "type"));
        enum err err =
            demo_text_fill(from, own, at, end ? (size_t)(end - at) : strlen(at), &sent.body, &sent.size);
        if (!err)
            err = demo_send(from, &sent, own, fault);
        if (err) {
            /* Its first line behind the three hyphens. */
            buf_printf(fault, "%s%s: %.*s", fault->length ? ": " : "", asset->name,
                       (int)strcspn(at + 4, "\n"), at + 4);
            return err;
        }
        at = end ? end + sizeof between - 1 : NULL;
    }
    return ERR_OK;
}

/* One row of the list: `asset` is a file that is uploaded, `each` a file of texts, `body` JSON. */
static enum err demo_send_row(const struct demo_text *from, const json_t *item, struct buf *fault)
{
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    const json_t *body = json_object_get(item, "body");
    struct demo_request sent = {.method = json_string_value(json_object_get(item, "method")),
                                .path = json_string_value(json_object_get(item, "path"))};
    if (!arena)
        return ERR_MEMORY;
    if (json_object_get(item, "asset"))
        return demo_send_asset(from, item, &sent, arena, fault);
    if (json_object_get(item, "each"))
        return demo_send_each(from, item, &sent, arena, fault);
    auto_free char *text = body ? json_text_write(body, JSON_COMPACT) : NULL;
    enum err err = text ? demo_text_fill(from, arena, text, strlen(text), &sent.body, &sent.size) : ERR_OK;
    sent.type = text ? "application/json" : NULL;
    return err ? err : demo_send(from, &sent, arena, fault);
}

/* A token of an admin, so that whoever tries the portal can write. */
static enum err make_token(struct running *running, const char **ret_token)
{
    /* The audit names the owner's own commands so. */
    static const struct actor console = {.role = ROLE_ADMIN, .name = "console"};
    const struct token token = {.name = "demo", .role = ROLE_ADMIN};
    auto_conn struct conn *conn = NULL;
    auto_secret struct token_secret secret;
    int64_t id;
    token_secret_draw(&secret);
    enum err err = store_begin_alone(running->store, running->arena, &console, &conn);
    if (!err)
        err = token_create(conn, &token, &secret, &id, ret_token);
    /* The secret text lies in the portal's arena; what it is made of is wiped. */
    return err ? err : store_commit(&conn);
}

/* Somebody of the staff, and a link that signs in once. */
static enum err make_person(struct running *running, const char **ret_path)
{
    static const struct actor console = {.role = ROLE_ADMIN, .name = "console"};
    static const int64_t day_ms = INT64_C(86400000);
    const struct account account = {
        .name = "quan-tri", .display_name = "Quản trị viên thử", .role = ROLE_ADMIN};
    auto_conn struct conn *conn = NULL;
    auto_secret struct token_secret secret;
    int64_t id;
    token_secret_draw(&secret);
    enum err err = store_begin_alone(running->store, running->arena, &console, &conn);
    if (!err)
        err = account_create(conn, &account, &id);
    if (!err)
        err = link_once_add(conn, LINK_SIGN_IN, id, &secret, day_ms);
    if (!err)
        *ret_path = arena_printf(running->arena, "/quan-tri/vao/%s", secret.written);
    return err ? err : store_commit(&conn);
}

/* Whether a signal that ends the daemon waits already, for nobody takes it before it serves. */
static bool demo_is_ended(void)
{
    sigset_t waiting;
    return sigpending(&waiting) == 0 &&
           (sigismember(&waiting, SIGINT) == 1 || sigismember(&waiting, SIGTERM) == 1);
}

/* Stops at the first request that is refused, for those behind it build on it. */
enum err demo_fill(struct running *running, struct buf *fault, const char **ret_token, const char **ret_path)
{
    /* A list of requests, so that a demonstration can be changed without a compiler. */
    const struct asset *asset = assets_find(running->assets, "demo/requests.json");
    const unsigned char *bytes = asset ? asset_bytes(asset, running->arena) : NULL;
    json_error_t error = {.line = 0};
    const size_t size = asset ? asset->size : 0;
    json_auto_t *list = bytes ? json_text_read((const char *)bytes, size, 0, &error) : NULL;
    json_auto_t *media = json_object();
    const struct demo_text from = {running, media, clock_now_ms(running->app.clock)};
    json_t *item;
    size_t index;
    /* Part of the program, but --assets may bring another. */
    if (!json_is_array(list) || !media) {
        buf_printf(fault, "demo/requests.json:%d: %s", error.line,
                   asset ? error.text : SAID("không có", "missing"));
        return ERR_JSON;
    }
    enum err err = ERR_OK;
    json_array_foreach(list, index, item)
    {
        err = demo_is_ended() ? ERR_UNAVAILABLE : demo_send_row(&from, item, fault);
        if (err)
            break;
    }
    if (err && demo_is_ended())
        buf_text(fault, SAID("đã dừng theo yêu cầu, trước khi cổng dùng thử chuẩn bị xong",
                             "stopped as asked, before the demonstration was ready"));
    /* The number counts from 1, for people. */
    if (err && !fault->length)
        buf_printf(fault,
                   SAID("demo/requests.json: yêu cầu thứ %zu không đúng",
                        "demo/requests.json: request %zu is wrong"),
                   index + 1);
    if (!err)
        err = make_token(running, ret_token);
    return err ? err : make_person(running, ret_path);
}
