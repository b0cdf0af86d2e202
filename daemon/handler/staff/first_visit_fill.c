/* Filling a new portal, request by request of assets/setup/commune.json. Looks first, and changes nothing
 * that somebody set. */
#include "first_visit.h"

#include "base/json_text.h"

#include <string.h>

/* Which handler a request of the list is for. */
static const struct {
    const char *path;
    enum method method;
    handler *handle;
} operations[] = {
    {"/api/categories", METHOD_POST, api_category_create}, {"/api/boxes", METHOD_POST, api_box_create},
    {"/api/articles", METHOD_POST, api_article_create},    {"/api/home", METHOD_PUT, api_home_replace},
    {"/api/site", METHOD_PATCH, api_site_change},
};

/* The list, with the words of another kind of authority. A new reference, NULL when it cannot be read. */
static json_t *setup_requests(const struct app *app, struct arena *arena, const char *kind)
{
    static const char commune[] = " xã";
    const char *other = kind && strcmp(kind, "ward") == 0         ? " phường"
                        : kind && strcmp(kind, "department") == 0 ? " cơ quan"
                                                                  : commune;
    const struct asset *asset = assets_find(app->assets, "setup/commune.json");
    const char *text = asset ? (const char *)asset_bytes(asset, arena) : NULL;
    auto_buf struct buf out = BUF(1024 * 1024);
    if (!text)
        return NULL;
    for (const char *found; (found = strstr(text, commune)); text = found + sizeof commune - 1) {
        buf_add(&out, text, (size_t)(found - text));
        buf_text(&out, other);
    }
    buf_text(&out, text);
    return json_text_read(buf_str(&out), out.length, 0, NULL);
}

/* Whether the portal has something of its own there already. */
static enum err is_set(struct app *app, const struct request *request, handler *show, const char *member,
                       bool *ret_is_set, int64_t *ret_version)
{
    auto_answer struct staff_answer answer = {0};
    enum err err = staff_read(app, request, show, NULL, &answer);
    *ret_is_set = json_array_size(json_object_get(answer.view, member)) > 0;
    *ret_version = answer.version;
    return err;
}

/* One request of the list. */
static enum err fill_one(struct app *app, const struct request *request, const json_t *item)
{
    auto_answer struct staff_answer answer = {0};
    const char *path = json_string_value(json_object_get(item, "path"));
    struct staff_question question = {.body = json_object_get(item, "body")};
    bool is_there = false;
    enum err err = ERR_OK;
    for (size_t i = 0; path && i < sizeof operations / sizeof *operations; i++)
        if (strcmp(operations[i].path, path) == 0) {
            question.handle = operations[i].handle;
            question.method = operations[i].method;
        }
    if (!question.handle)
        return ERR_INTERNAL;
    if (question.method == METHOD_PUT)
        err = is_set(app, request, api_home_show, "blocks", &is_there, &question.version);
    else if (question.method == METHOD_PATCH)
        err = is_set(app, request, api_site_show, "nav", &is_there, &question.version);
    if (err || is_there)
        return err;
    err = staff_ask(app, request, &question, &answer);
    /* A slug that is taken: it is there. */
    return err == ERR_CONFLICT || err == ERR_INPUT ? ERR_OK : err;
}

enum err first_visit_fill(struct app *app, const struct request *request, const struct account *account,
                          const char *name, const char *kind)
{
    /* As the administrator who was made a moment ago. */
    struct request own = *request;
    json_auto_t *list = setup_requests(app, request->arena, kind);
    const json_t *item;
    size_t index;
    own.actor = staff_actor(request, account);
    enum err err = json_is_array(list) ? ERR_OK : ERR_INTERNAL;
    if (!err && name && *name) {
        auto_answer struct staff_answer answer = {0};
        json_auto_t *body = json_pack("{s:s}", "name", name);
        const struct staff_question question = {
            .handle = api_site_change, .method = METHOD_PATCH, .body = body};
        err = staff_ask(app, &own, &question, &answer);
    }
    json_array_foreach(list, index, item) if (!err) err = fill_one(app, &own, item);
    return err;
}
