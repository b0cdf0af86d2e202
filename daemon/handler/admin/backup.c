/* /api/backups: which there are, another one, and those that are no longer kept or that hold what was taken
 * back. A backup is made, and written anew, by the keeper's thread; who asked looks after it in the list. */
#include "view/backup.h"
#include "core/access.h"
#include "core/held.h"
#include "core/input.h"
#include "core/write.h"
#include "handler/handler.h"
#include "store/redaction.h"

#include <string.h>

static const char *const members[] = {"name", NULL};

static void show_run(struct view view, struct backup_job *job)
{
    struct backup_run run;
    backup_job_look(job, &run);
    if (run.state == BACKUP_RUN_NONE)
        view_null(view, "run");
    else
        view_backup_run(view_object(view, "run"), &run);
}

/* The newest of what was taken back: a copy may be of before it that was looked at before it. */
static enum err read_newest(struct app *app, struct reply *reply, struct copies_asked *asked)
{
    auto_conn struct conn *conn = NULL;
    struct redaction *redactions;
    struct person_erasure *erasures;
    size_t count = 0;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = redaction_list(conn, 0, 1, &redactions, &count);
    if (!err && count)
        asked->redaction = redactions->id;
    if (!err)
        err = person_erasure_list(conn, 0, 1, &erasures, &count);
    if (!err && count)
        asked->erasure = erasures->id;
    return err;
}

/* Without a cursor: retention bounds how many there are. */
enum err api_backup_list(struct app *app, const struct request *request, struct reply *reply)
{
    struct backup_job *job = app->backups;
    struct backup_entry *entries;
    struct copies_asked asked = {.is_anything = true};
    size_t count = 0;
    enum err err = read_newest(app, reply, &asked);
    if (!err)
        err = backup_list(backup_job_folder(job), reply->arena, &entries, &count);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    view_text(view, "folder", backup_job_folder(job));
    /* On one device with the data a backup helps against mistakes, and not against a broken disk. */
    view_flag(view, "elsewhere", backup_job_is_elsewhere(job));
    show_run(view, job);
    struct view items = view_list(view, "items");
    for (size_t i = 0; i < count; i++)
        view_backup(view_append(items), &entries[i], request->now_ms);
    view_null(view, "next");
    /* Of whatever was taken back: other data too. */
    held_show(app, reply, view, &asked);
    return ERR_OK;
}

/* A name, or none. */
static enum err read_backup(const struct request *request, struct reply *reply, const char **ret_name)
{
    auto_submission struct submission submission = {0};
    *ret_name = NULL;
    /* Most come without a body. */
    if (!request->body_size)
        return ERR_OK;
    enum err err = submission_read(request, reply, &submission);
    if (err)
        return err;
    struct input input = input_of(&submission, reply);
    input_only(&input, members);
    input_text(&input, "name", TEXT_LINE, BACKUP_NAME_SIZE - 1, ret_name);
    if (*ret_name && !backup_name_is_sound(*ret_name))
        input_fault(&input, "name", MESSAGE_BACKUP_NAME, MESSAGE_ARGS(*ret_name));
    return input_end(&input);
}

/* 202: what comes of it is in the list. */
enum err api_backup_create(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct actor actor = actor_of(request);
    const char *name;
    int64_t number = 0;
    enum err err = read_backup(request, reply, &name);
    /* For the answer under its key alone; what is written is no database. */
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (!err && !write_is_trial(request)) {
        err = backup_job_start(app->backups, &actor, name, reply->lang, &number);
        if (err == ERR_CONFLICT)
            err = reply_problem(reply, err, MESSAGE_BACKUP_RUNNING, NULL);
    }
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->status = 202;
    reply->location = "/api/backups";
    show_run(view, app->backups);
    return write_commit(&conn, request, reply);
}

static void show_forgotten(struct reply *reply, const char *names)
{
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    struct view list = view_list(view, "forgotten");
    for (size_t length; (length = strcspn(names, "\n")); names += length + 1)
        view_append_text(list, arena_copy(reply->arena, names, length));
}

/* Whether a name is a line of its own. */
static bool is_among(const char *names, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = names; (at = strstr(at, name)); at += length)
        if ((at == names || at[-1] == '\n') && at[length] == '\n')
            return true;
    return false;
}

/* Which copies are made to forget, or would be, but for those that go; whether there are any. */
static bool show_forgetting(struct reply *reply, const struct copies *copies, const char *going)
{
    struct view list = view_list((struct view){reply->arena, reply->view}, "rewritten");
    bool has_any = false;
    for (size_t i = copies->count; i-- > 0;) {
        const struct copy *copy = &copies->items[i];
        if (!copy_held(copy) || (copy->kind == COPY_BACKUP && is_among(going, copy->name)))
            continue;
        view_append_text(list, copy->name);
        has_any = true;
    }
    return has_any;
}

/* By the settings; the files go behind the answer's commit. */
static enum err forget_held(struct app *app, const struct request *request, struct reply *reply,
                            bool *ret_forgets)
{
    auto_buf struct buf names = BUF(1024 * 1024), fault = BUF(4096);
    auto_conn struct conn *conn = NULL;
    bool tries = write_is_trial(request);
    struct copies copies = {NULL};
    /* Before the writer is taken: it reads all manifests. */
    enum err err = copies_look(backup_job_scope(app->backups), reply->arena, &copies);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (!err)
        err = backup_forget(backup_job_folder(app->backups), backup_job_retention(app->backups), tries,
                            &names, &fault);
    if (!err && names.length && !tries)
        err = backup_note_forgotten(conn, buf_str(&names));
    if (err)
        return err;
    show_forgotten(reply, buf_str(&names));
    *ret_forgets = show_forgetting(reply, &copies, buf_str(&names)) && !tries;
    err = write_commit(&conn, request, reply);
    backup_clear(backup_job_folder(app->backups));
    return err;
}

/* What retention lets go goes at once; copies that hold what was taken back are a run of the keeper's. */
enum err api_backup_forget(struct app *app, const struct request *request, struct reply *reply)
{
    struct actor actor = actor_of(request);
    bool forgets = false;
    int64_t number;
    if (!backup_job_hold(app->backups))
        return reply_problem(reply, ERR_CONFLICT, MESSAGE_BACKUP_RUNNING, NULL);
    enum err err = forget_held(app, request, reply, &forgets);
    if (!err && forgets) {
        backup_job_start_forget(app->backups, &actor, reply->lang, &number);
        return ERR_OK;
    }
    /* What is told of copies is what is there now, as behind a run; at the latest in a minute, should this
     * fail. */
    if (app->copies)
        copies_job_run(app->copies);
    backup_job_release(app->backups);
    return err;
}
