/* GET /api/media/check: files against their hashes, some media at a time. */
#include "core/query.h"
#include "handler/handler.h"
#include "store/media_gc.h"
#include "view/view.h"

/* Media for one answer: some tens of megabytes to read. */
enum { MEDIA_AT_ONCE = 50 };

enum err api_media_check(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct media_report report;
    int64_t after_id = 0;
    query_number(request, reply, "after", 0, INT64_MAX, &after_id);
    enum err err = query_check(reply);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = media_check(conn, after_id, MEDIA_AT_ONCE, &report);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    /* What was read for this answer, so that a client sees how far it has come. */
    view_integer(view, "files", report.files);
    view_integer(view, "bytes", report.bytes);
    struct view faults = view_list(view, "faults");
    for (size_t i = 0; i < report.fault_count; i++) {
        struct view fault = view_append(faults);
        view_integer(fault, "id", report.faults[i].media_id);
        view_text(fault, "name", report.faults[i].name);
        view_text(fault, "fault", report.faults[i].what);
    }
    /* null when all media were looked at. */
    if (report.next_id)
        view_integer(view, "next", report.next_id);
    else
        view_null(view, "next");
    return ERR_OK;
}
