/* /api/backups/{name}/verify and /archive: one of them looked through, or taken away as one file. Which there
 * are and how one is made stands in backup.c. */
#include "core/access.h"
#include "core/write.h"
#include "handler/handler.h"
#include "store/audit.h"
#include "view/backup.h"
#include "work/backup_archive.h"

#include <string.h>

/* The name that the address says, when there is such a backup. */
static enum err backup_named(struct app *app, const struct request *request, struct reply *reply,
                             const char **ret_name)
{
    struct backup_entry *entries;
    size_t count = 0;
    const char *name = request->args[0];
    enum err err = backup_list(backup_job_folder(app->backups), reply->arena, &entries, &count);
    for (size_t i = 0; !err && i < count; i++)
        if (strcmp(entries[i].name, name) == 0) {
            *ret_name = entries[i].name;
            return ERR_OK;
        }
    return err ? err : thing_unknown(reply, ERR_NOT_FOUND, MESSAGE_THING_BACKUP, "/api/backups");
}

/* 202: what comes of it is in the list. */
enum err api_backup_verify(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct actor actor = actor_of(request);
    struct backup_run run;
    const char *name;
    int64_t number = 0;
    enum err err = backup_named(app, request, reply, &name);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (!err)
        err = audit_add(conn, "backup.verify", "backup", 0, 0, 0, name);
    if (!err && !write_is_trial(request))
        err = backup_job_start_verify(app->backups, &actor, name, reply->lang, &number);
    if (err == ERR_CONFLICT)
        return reply_problem(reply, err, MESSAGE_BACKUP_RUNNING, NULL);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->status = 202;
    reply->location = "/api/backups";
    backup_job_look(app->backups, &run);
    if (number)
        view_backup_run(view_object(view, "run"), &run);
    else
        view_null(view, "run");
    return write_commit(&conn, request, reply);
}

/* One that is cut short by a fault is no whole archive, which whoever unpacks it sees. */
static enum stream_state archive_next(void *context, int64_t now_ms, struct buf *out, int64_t *ret_due_ms)
{
    bool is_done;
    (void)now_ms, (void)ret_due_ms;
    if (backup_archive_next(context, out, &is_done))
        return STREAM_BROKEN;
    return is_done ? STREAM_END : STREAM_MORE;
}

static void archive_end(void *context)
{
    backup_archive_close(context);
}

/* Who took all of the portal away, and when, is on record before the first byte goes. */
static enum err archive_record(struct app *app, const struct request *request, struct reply *reply,
                               const char *name)
{
    auto_conn struct conn *conn = NULL;
    const struct actor actor = actor_of(request);
    enum err err = store_begin(app->portal->store, reply->arena, &actor, &conn);
    if (!err)
        err = audit_add(conn, "backup.download", "backup", 0, 0, 0, name);
    return err ? err : store_commit(&conn);
}

enum err api_backup_archive(struct app *app, const struct request *request, struct reply *reply)
{
    struct backup_archive *archive = NULL;
    const char *name = NULL;
    enum err err = backup_named(app, request, reply, &name);
    if (!err)
        err = backup_archive_open(backup_job_folder(app->backups), name, &archive);
    if (err)
        return err;
    const struct stream_source source = {archive_next, archive_end, archive, .may_end = false,
                                         .is_slow = true};
    /* Who only asks what it would be takes nothing. */
    err = request->method == METHOD_HEAD ? ERR_OK : archive_record(app, request, reply, name);
    if (err) {
        backup_archive_close(archive);
        return err;
    }
    /* Takes the archive over even when it gives NULL. */
    reply->stream = stream_new(app->streams, &source, STREAM_PLAIN);
    reply->stream_coding = STREAM_PLAIN;
    reply->text_type = "application/x-tar";
    reply->disposition = arena_printf(reply->arena, "attachment; filename=\"%s.tar\"", name);
    return reply->stream ? ERR_OK : reply_problem(reply, ERR_UNAVAILABLE, MESSAGE_TRY_AGAIN, NULL);
}
