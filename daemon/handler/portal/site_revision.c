/* /api/site/revisions: what the portal said of itself before, by whom it was changed, and bringing it back.
 */
#include "base/json_text.h"
#include "core/access.h"
#include "core/list.h"
#include "core/operation_body.h"
#include "core/write.h"
#include "handler/handler.h"
#include "site_save.h"
#include "store/idempotency.h"
#include "store/site.h"
#include "text/number.h"
#include "view/portal.h"

#include <string.h>

/* A state without words, for what was taken back. */
static const char no_state[] = "null";

/* The revision that the address names; a version that is no number is unknown. */
static enum err site_revision_named(struct conn *conn, const struct request *request, struct reply *reply,
                                    struct site_revision *ret_revision)
{
    int64_t version = 0;
    enum err err = number_parse(request->args[0], 1, INT64_MAX, &version)
                       ? ERR_NOT_FOUND
                       : site_revision_by_version(conn, version, ret_revision);
    return err == ERR_NOT_FOUND ? reply_problem(reply, err, MESSAGE_SITE_REVISION_UNKNOWN, NULL) : err;
}

enum err api_site_revision_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct site_revision *items;
    size_t count;
    struct number_list list;
    enum err err = number_list_begin(app, request, reply, &conn, &list);
    if (!err)
        err = site_revision_list(conn, list.after, (int)list.limit, &items, &count);
    if (err)
        return err;
    for (size_t i = 0; i < count; i++)
        view_site_revision(number_list_add(&list, items[i].version), &items[i]);
    return number_list_end(&list);
}

enum err api_site_revision_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct site_revision revision = {.version = 0};
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = site_revision_named(conn, request, reply, &revision);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    view_site_revision(view, &revision);
    const char *state = revision.state ? revision.state : no_state;
    view_json(view, "site", json_text_read(state, strlen(state), JSON_DECODE_ANY, NULL));
    return ERR_OK;
}

/* What is kept of it is read like a change that somebody sends, by the rules of today: so what its pictures
 * need is there, and members that the site got later stay as they are. */
enum err api_site_revert(struct app *app, const struct request *request, struct reply *reply)
{
    static const char *const members[] = {NULL};
    auto_submission struct submission state = {0};
    auto_conn struct conn *conn = NULL;
    struct operation_body body;
    struct site_revision revision = {.version = 0};
    struct site present;
    enum err err = operation_body_read(request, reply, members, &body);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (!err)
        err = site_revision_named(conn, request, reply, &revision);
    if (!err && !revision.state)
        return reply_problem(reply, ERR_CONFLICT, MESSAGE_REVISION_REDACTED, NULL);
    if (!err)
        err = site_get(conn, &present);
    if (!err)
        err = version_check(request, reply, present.version, 0, PRECONDITION_OPTIONAL);
    if (!err)
        err = submission_read_json(revision.state, strlen(revision.state), reply, &state);
    if (!err)
        err = site_save(conn, &state, reply, &present, revision.version);
    /* Of persons, perhaps; so the kept answer goes with whatever is taken back. */
    reply->words_of = WORDS_OF_SEVERAL;
    return err ? err : site_commit(app, &conn, request, reply);
}
