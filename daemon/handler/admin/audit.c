/* GET /api/audit/verify: whether the chain of the audit is unbroken. The chain is checked whole at each
 * request, in time that grows with it, which is why the route leaves it to a thread that may wait. */
#include "store/audit.h"
#include "handler/handler.h"
#include "view/view.h"

enum err api_audit_verify(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct audit_report report;
    (void)request;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = audit_verify(conn, &report);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    view_integer(view, "lines", report.lines);
    /* null and not 0, so that no client takes the number of a line for good news. */
    if (report.first_bad)
        view_integer(view, "first_bad", report.first_bad);
    else
        view_null(view, "first_bad");
    view_integer(view, "notes_removed", report.notes_removed);
    return ERR_OK;
}
