/* /api/site. One row, always there, so it can only be read and changed. */
#include "store/site.h"
#include "core/access.h"
#include "core/write.h"
#include "handler/handler.h"
#include "site_input.h"
#include "view/portal.h"

/* Also the answer to a change, read back in its transaction. */
static enum err site_api_show(struct conn *conn, struct reply *reply)
{
    struct site site;
    enum err err = site_get(conn, &site);
    if (!err)
        err = site_read_images(conn, &site);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    /* Raised by every change, so a plain ETag. */
    reply->version = site.version;
    view_site(view, &site);
    return ERR_OK;
}

/* Public; it is what every page says at its foot. */
enum err api_site_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    (void)request;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    return err ? err : site_api_show(conn, reply);
}

static enum err site_api_apply(struct conn *conn, const struct submission *submission, struct reply *reply,
                               struct site *site)
{
    struct input input = input_of(submission, reply);
    enum err err = site_input(conn, &input, site);
    return err ? err : input_end(&input);
}

/* PATCH over the row as it stands. Public addresses and settings are not here, as they belong to the
 * machine. */
enum err api_site_change(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    auto_conn struct conn *conn = NULL;
    struct site site;
    enum err err = submission_read(request, reply, &submission);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (!err)
        err = site_get(conn, &site);
    if (!err)
        err = version_check(request, reply, site.version, 0, PRECONDITION_OPTIONAL);
    if (!err)
        err = site_api_apply(conn, &submission, reply, &site);
    if (!err)
        err = site_update(conn, &site);
    if (!err)
        err = site_api_show(conn, reply);
    return err ? err : write_commit(&conn, request, reply);
}
