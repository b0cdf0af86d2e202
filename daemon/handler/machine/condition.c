/* /readyz?verbose and /api/condition: how everything is, told to administrators. What is looked at is
 * check_portal()'s; this adds what only this floor knows. */
#include "condition.h"

#include "handler/live_assets.h"
#include "view/check.h"

/* Of the interface, which no floor below knows. */
static void check_templates(struct app *app, struct check_list *list)
{
    const char *fault = live_assets_fault(app);
    if (fault)
        check_add(list, CHECK_FAILURE, "templates", "%s", "%s", fault);
    else if (app->live_assets)
        check_add(list, CHECK_OK, "templates", "từ một thư mục, đúng cả", "from a folder, all right");
    else
        check_add(list, CHECK_OK, "templates", "có sẵn trong chương trình", "built in");
}

static void condition_gather(struct app *app, struct check_list *list)
{
    if (atomic_load(&app->stopping))
        check_add(list, CHECK_FAILURE, "daemon", "đang dừng", "is stopping");
    check_portal(app->condition, list);
    check_templates(app, list);
}

enum err api_condition_show(struct app *app, const struct request *request, struct reply *reply)
{
    struct check_list list = {.arena = reply->arena, .lang = reply->lang};
    (void)request;
    condition_gather(app, &list);
    reply->view = view_check(&list);
    return reply->view ? ERR_OK : ERR_MEMORY;
}

enum err tell_condition(struct app *app, const struct request *request, struct reply *reply)
{
    enum { LIST_MAX = 256 * 1024 };
    struct check_list list = {.arena = reply->arena, .lang = reply->lang};
    auto_buf struct buf out = BUF(LIST_MAX);
    if (request->actor.role == ROLE_NONE)
        return reply_problem(reply, ERR_UNAUTHORIZED, MESSAGE_TOKEN_INVALID, NULL);
    if (request->actor.role < ROLE_ADMIN)
        return reply_problem(reply, ERR_FORBIDDEN, MESSAGE_ROLE_NEEDED,
                             MESSAGE_ARGS(role_name(ROLE_ADMIN), role_name(request->actor.role)));
    condition_gather(app, &list);
    json_auto_t *json = view_check(&list);
    enum err err = request_is_pretty(request) ? view_write_pretty(json, &out) : view_write(json, &out);
    reply->status = check_worst(&list) == CHECK_FAILURE ? err_status(ERR_UNAVAILABLE) : 0;
    reply->text = arena_copy(reply->arena, buf_str(&out), out.length);
    reply->text_type = "application/json";
    return err;
}
