/* /api/history: what categories, tags, boxes and abbreviations were before. Each change of theirs leaves its
 * state here (resource.c); bringing one back is a change like any other. */
#include "store/thing_state.h"

#include "access.h"
#include "base/json_text.h"
#include "handler/handler.h"
#include "list.h"
#include "text/number.h"

#include <string.h>

/* Whose history the address names: "box:3". */
static enum err history_of(const struct request *request, struct reply *reply, const char **ret_kind,
                           int64_t *ret_id)
{
    const char *named = request->args[0], *mark = strchr(named, ':');
    const char *kind = arena_copy(reply->arena, named, mark ? (size_t)(mark - named) : 0);
    if (!mark || !thing_kind_valid(kind) || number_parse(mark + 1, 1, INT64_MAX, ret_id))
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_HISTORY_UNKNOWN, MESSAGE_ARGS(named));
    *ret_kind = kind;
    return ERR_OK;
}

static void view_thing_state(struct view view, const struct thing_state *state)
{
    view_integer(view, "version", state->version);
    view_time(view, "at", state->at_ms);
    view_text(view, "actor", state->actor);
    view_flag(view, "taken_back", state->is_taken_back);
}

enum err api_thing_history(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct thing_state *items;
    size_t count;
    const char *kind = NULL;
    int64_t id = 0;
    enum err err = history_of(request, reply, &kind, &id);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = thing_state_list(conn, kind, id, &items, &count);
    if (err)
        return err;
    struct view view, list = list_begin(reply, &view);
    for (size_t i = 0; i < count; i++)
        view_thing_state(view_append(list), &items[i]);
    view_null(view, "next");
    return ERR_OK;
}

enum err api_thing_state(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct thing_state state;
    const char *kind = NULL;
    int64_t id = 0, version = 0;
    enum err err = history_of(request, reply, &kind, &id);
    if (!err && number_parse(request->args[1], 1, INT64_MAX, &version))
        err = ERR_NOT_FOUND;
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = thing_state_by_version(conn, kind, id, version, &state);
    if (err)
        return err == ERR_NOT_FOUND && !reply->detail
                   ? reply_problem(reply, err, MESSAGE_HISTORY_UNKNOWN, MESSAGE_ARGS(request->args[0]))
                   : err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    view_thing_state(view, &state);
    view_json(view, "state",
              state.state ? json_text_read(state.state, strlen(state.state), 0, NULL) : json_null());
    return ERR_OK;
}
