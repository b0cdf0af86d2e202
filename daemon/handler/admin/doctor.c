/* POST /api/doctor: mends what is safe to mend while the portal serves, or says what it would. The rights of
 * files are the command's own matter, which may be root. */
#include "work/doctor.h"
#include "core/write.h"
#include "handler/handler.h"
#include "store/audit.h"
#include "view/view.h"

static void view_finding(struct view list, const char *name, int64_t count, bool is_mended)
{
    struct view finding = view_append(list);
    view_text(finding, "name", name);
    view_integer(finding, "count", count);
    view_flag(finding, "mended", is_mended);
}

/* What was done is one line of the audit, with how much of each. */
static enum err doctor_record(struct conn *conn, const struct doctor_findings *findings, int64_t strays,
                              enum lang lang)
{
    const char *note = lang == LANG_VI
                           ? arena_printf(conn_arena(conn), "%lld tệp, chỉ mục %s", (long long)strays,
                                          findings->lost ? "dựng lại" : "giữ nguyên")
                           : arena_printf(conn_arena(conn), "files %lld, index %s", (long long)strays,
                                          findings->lost ? "rebuilt" : "kept");
    return audit_add(conn, "doctor.mend", "portal", 1, 0, 0, note);
}

enum err api_doctor_run(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct doctor_findings findings;
    int64_t strays = 0;
    bool is_trial = write_is_trial(request);
    enum err err = doctor_look(app->portal->store, &findings);
    bool is_ill = !err && (findings.strays || findings.lost);
    /* Before the transaction that tells of it: both parts have transactions of their own. */
    if (is_ill && !is_trial)
        err = doctor_mend(app->portal->store, &findings, &strays);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (!err && is_ill && !is_trial)
        err = doctor_record(conn, &findings, strays, reply->lang);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    struct view list = view_list(view, "findings");
    if (findings.strays)
        view_finding(list, "files", is_trial ? findings.strays : strays, !is_trial);
    if (findings.lost)
        view_finding(list, "index", findings.lost, !is_trial);
    return write_commit(&conn, request, reply);
}
