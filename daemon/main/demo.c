#include "demo.h"

#include "base/log.h"
#include "http/response.h"
#include "route/dispatch.h"
#include "store/token.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>

enum { ARENA_LIMIT = 64 * 1024 * 1024, DEPTH_MAX = 16 };

enum err demo_folder(char *ret_folder, size_t size, struct buf *fault)
{
    const char *top = getenv("TMPDIR");
    snprintf(ret_folder, size, "%s/cong-demo-XXXXXX", top && *top ? top : "/tmp");
    if (mkdtemp(ret_folder))
        return ERR_OK;
    buf_printf(fault, "%s: %s", ret_folder, strerror(errno));
    return ERR_INTERNAL;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *place)
{
    (void)st, (void)place;
    return kind == FTW_DP ? rmdir(path) : unlink(path); /* remove(3) tries both, and may only do one */
}

void demo_remove(const char *folder)
{
    if (nftw(folder, remove_one, DEPTH_MAX, FTW_DEPTH | FTW_PHYS | FTW_MOUNT))
        log_warning("demo_remove", "folder", folder, "message", strerror(errno));
}

/* The body: an asset's bytes, or JSON in the request's arena. */
static enum err fill_body(const struct app *app, const json_t *item, struct request *request)
{
    const char *name = json_string_value(json_object_get(item, "asset"));
    const json_t *body = json_object_get(item, "body");
    if (name) {
        const struct asset *asset = assets_find(app->assets, name);
        if (!asset)
            return ERR_NOT_FOUND;
        request->content_type = json_string_value(json_object_get(item, "type"));
        request->body = (const char *)asset->bytes;
        request->body_size = asset->size;
    } else if (body) {
        auto_free char *text = json_dumps(body, JSON_COMPACT);
        request->content_type = "application/json";
        request->body_size = text ? strlen(text) : 0;
        request->body = text ? arena_copy(request->arena, text, request->body_size) : NULL;
    }
    request->content_length = arena_printf(request->arena, "%zu", request->body_size);
    return arena_failed(request->arena) ? ERR_MEMORY : ERR_OK;
}

static enum err send_one(struct app *app, const json_t *item, struct buf *fault)
{
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    const char *method = json_string_value(json_object_get(item, "method"));
    const char *path = json_string_value(json_object_get(item, "path"));
    if (!arena)
        return ERR_MEMORY;
    if (!method || !path)
        return ERR_INPUT;
    struct admission admission;
    struct request request = {.arena = arena,
                              .method = method_from_name(method),
                              .target = path,
                              .path = path,
                              .own = path,
                              .console = true,
                              .accept = "application/json",
                              .accept_language = "en",
                              .now_ms = clock_now_ms(app->clock)};
    if (request.method == METHOD_PATCH || request.method == METHOD_PUT)
        request.if_match = "*";
    enum err err = fill_body(app, item, &request);
    if (err)
        return err;
    auto_response struct response *response = dispatch_admit(app, &request, &admission);
    if (!response)
        response = dispatch_answer(app, &request, &admission);
    if (response_status(response) < 300)
        return ERR_OK;
    buf_printf(fault, "the demonstration's %s %s was answered with %d", method, path,
               response_status(response));
    return ERR_INPUT;
}

static enum err make_token(struct running *running, const char **ret_token)
{
    static const struct actor console = {.role = ROLE_ADMIN, .name = "console"};
    const struct token token = {.name = "demo", .role = ROLE_ADMIN};
    auto_conn struct conn *conn = NULL;
    auto_secret struct token_secret secret;
    int64_t id;
    token_secret_draw(&secret);
    enum err err = store_begin_alone(running->store, running->arena, &console, &conn);
    if (!err)
        err = token_create(conn, &token, &secret, &id, ret_token);
    return err ? err : store_commit(&conn);
}

enum err demo_fill(struct running *running, struct buf *fault, const char **ret_token)
{
    const struct asset *asset = assets_find(running->assets, "demo/requests.json");
    json_error_t error = {.line = 0};
    json_auto_t *list = asset ? json_loadb((const char *)asset->bytes, asset->size, 0, &error) : NULL;
    json_t *item;
    size_t index;
    if (!json_is_array(list)) {
        buf_printf(fault, "demo/requests.json:%d: %s", error.line, asset ? error.text : "missing");
        return ERR_JSON;
    }
    enum err err = ERR_OK;
    json_array_foreach(list, index, item)
    {
        err = send_one(&running->app, item, fault);
        if (err)
            break;
    }
    if (err && !fault->length)
        buf_printf(fault, "demo/requests.json: request %zu is wrong", index + 1);
    return err ? err : make_token(running, ret_token);
}
