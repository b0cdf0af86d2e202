/* Fills a scratch portal by the same requests an editor would send, so that what it shows cannot differ
 * from what the API makes. Knows no article. */
#include "demo.h"
#include "base/said.h"

#include "base/log.h"
#include "http/response.h"
#include "route/dispatch.h"
#include "store/token.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>

/* Memory of one request, as in server. DEPTH_MAX is how many folders nftw() holds open at once. */
enum { ARENA_LIMIT = 64 * 1024 * 1024, DEPTH_MAX = 16, LOG_MODE = 0640 };

/* In TMPDIR, or /tmp; for the owner alone, as mkdtemp(3) makes it. */
enum err demo_folder(char *ret_folder, size_t size, struct buf *fault)
{
    /* As mktemp(1) chooses. */
    const char *top = getenv("TMPDIR");
    snprintf(ret_folder, size, "%s/cong-demo-XXXXXX", top && *top ? top : "/tmp");
    if (mkdtemp(ret_folder))
        return ERR_OK;
    buf_printf(fault, "%s: %s", ret_folder, said_errno(errno));
    return ERR_INTERNAL;
}

/* Beside the data, so that it goes with them. */
enum { PATH_SIZE = 300 };
static const char *demo_log_path(const char *folder, char path[static PATH_SIZE])
{
    snprintf(path, PATH_SIZE, "%s/congd.log", folder);
    return path;
}

enum err demo_log_open(const char *folder, struct buf *fault, int *ret_fd)
{
    char path[PATH_SIZE];
    int fd = open(demo_log_path(folder, path), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, LOG_MODE);
    if (fd < 0) {
        buf_printf(fault, "%s: %s", path, said_errno(errno));
        return ERR_INTERNAL;
    }
    log_to(fd);
    *ret_fd = fd;
    return ERR_OK;
}

void demo_tell(const char *address, const char *token, const char *folder)
{
    char path[PATH_SIZE];
    printf("admin token: %s\n", token);
    printf(SAID("thử đọc: curl '%s/api/articles?limit=3&pretty=true'\n",
                "try to read: curl '%s/api/articles?limit=3&pretty=true'\n"),
           address);
    printf(SAID("thử viết: curl -H 'Authorization: Bearer %s' --json '{\"title\":\"Bài đầu "
                "tiên\",\"body\":\"Xin chào!\",\"status\":\"published\"}' %s/api/articles\n",
                "try to write: curl -H 'Authorization: Bearer %s' --json '{\"title\":\"Bài đầu "
                "tiên\",\"body\":\"Xin chào!\",\"status\":\"published\"}' %s/api/articles\n"),
           token, address);
    printf(SAID("nhật ký: %s\n", "log: %s\n"), demo_log_path(folder, path));
}

/* nftw()'s function; FTW_DP is a folder whose content is gone already. */
static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *place)
{
    (void)st, (void)place;
    return kind == FTW_DP ? rmdir(path) : unlink(path); /* remove(3) tries both, and may only do one */
}

/* What cannot be removed is told and left. */
void demo_remove(const char *folder)
{
    /* Links are removed and not followed, and nothing of another file system is touched. */
    if (nftw(folder, remove_one, DEPTH_MAX, FTW_DEPTH | FTW_PHYS | FTW_MOUNT))
        log_warning("demo_remove", LOG_SAYS("the folder of the demonstration cannot be removed"),
                    LOG_TEXT("folder", folder), LOG_TEXT("error", said_errno(errno)));
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
        request->body = (const char *)asset_bytes(asset, request->arena);
        request->body_size = asset->size;
    } else if (body) {
        auto_free char *text = json_dumps(body, JSON_COMPACT);
        request->content_type = "application/json";
        request->body_size = text ? strlen(text) : 0;
        request->body = text ? arena_copy(request->arena, text, request->body_size) : NULL;
    }
    /* dispatch_admit() checks the length as declared. */
    request->content_length = arena_printf(request->arena, "%zu", request->body_size);
    return arena_failed(request->arena) ? ERR_MEMORY : ERR_OK;
}

/* Runs one request through admission and handling on this thread, where nobody waits for anybody. */
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
    /* The file would have to know every version otherwise. */
    if (request.method == METHOD_PATCH || request.method == METHOD_PUT)
        request.if_match = "*";
    enum err err = fill_body(app, item, &request);
    if (err)
        return err;
    /* A refusal, or the answer. */
    auto_response struct response *response = dispatch_admit(app, &request, &admission);
    if (!response)
        response = dispatch_answer(app, &request, &admission);
    if (response_status(response) < 300)
        return ERR_OK;
    buf_printf(fault,
               SAID("yêu cầu %s %s của cổng dùng thử nhận trả lời %d",
                    "the demonstration's %s %s was answered with %d"),
               method, path, response_status(response));
    return ERR_INPUT;
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

/* Stops at the first request that is refused, for those behind it build on it. */
enum err demo_fill(struct running *running, struct buf *fault, const char **ret_token)
{
    /* A list of requests, so that a demonstration can be changed without a compiler. */
    const struct asset *asset = assets_find(running->assets, "demo/requests.json");
    json_error_t error = {.line = 0};
    const unsigned char *bytes = asset ? asset_bytes(asset, running->arena) : NULL;
    json_auto_t *list = bytes ? json_loadb((const char *)bytes, asset->size, 0, &error) : NULL;
    json_t *item;
    size_t index;
    /* Part of the program, but --assets may bring another. */
    if (!json_is_array(list)) {
        buf_printf(fault, "demo/requests.json:%d: %s", error.line,
                   asset ? error.text : SAID("không có", "missing"));
        return ERR_JSON;
    }
    enum err err = ERR_OK;
    json_array_foreach(list, index, item)
    {
        err = send_one(&running->app, item, fault);
        if (err)
            break;
    }
    /* The number counts from 1, for people. */
    if (err && !fault->length)
        buf_printf(fault,
                   SAID("demo/requests.json: yêu cầu thứ %zu không đúng",
                        "demo/requests.json: request %zu is wrong"),
                   index + 1);
    return err ? err : make_token(running, ret_token);
}
