/* congd backup forget: what retention lets go, and copies that forget what was taken back; by the daemon that
 * runs, or on the store itself. */
#include "backup.h"

#include "base/said.h"
#include "control.h"
#include "offline.h"
#include "work/forget.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

enum { STATUS_OK = 200, FOUND_MAX = 256 * 1024, PAUSE_MS = 150 };

/* ---- what is said */

/* Names that are removed alone on their lines, as scripts read them; those that are written anew with a
 * word. */
static void print_rewrites(const char *name)
{
    printf(SAID("viết lại: %s\n", "to be rewritten: %s\n"), name);
}

/* What came of it: a line, and one for each that is left. CONFLICT when there are such, and not only such as
 * are to be ignored. */
static enum err tell_report(struct backup_work *work, const struct forget_report *report)
{
    if (report->rewritten)
        printf(SAID("%" PRId64 " bản không còn giữ những lời đã gỡ: bỏ %lld MiB, ghi %lld MiB\n",
                    "%" PRId64 " copies no longer hold what was taken back: %lld MiB removed, %lld MiB "
                    "written\n"),
               report->rewritten, backup_mebibytes(report->removed_bytes),
               backup_mebibytes(report->written_bytes));
    for (size_t i = 0; i < report->kept_count && i < FORGET_KEPT_MOST; i++)
        fprintf(stderr, SAID("%s vẫn giữ những lời đã gỡ: %s\n", "%s still holds what was taken back: %s\n"),
                report->kept[i].name, report->kept[i].why);
    if (!report->kept_count)
        return ERR_OK;
    if (report->unreadable_count == report->kept_count && work->arguments->ignores_unreadable) {
        fprintf(
            stderr,
            SAID(
                "congd: lần nào chạy cũng sẽ nhắc; hãy tự xóa thư mục của những bản đó trong %s khi không "
                "cần đến nữa\n",
                "congd: each run will say so; remove the folders of those copies in %s by hand when they are "
                "not needed any more\n"),
            work->folder);
        return ERR_OK;
    }
    buf_printf(work->fault,
               SAID("%zu bản vẫn giữ những lời đã gỡ", "%zu copies still hold what was taken back"),
               report->kept_count);
    if (report->unreadable_count)
        buf_printf(
            work->fault,
            SAID("; %zu bản trong đó không đọc được, lần sau cũng vậy: hãy tự xóa thư mục khi không cần "
                 "đến nữa (%s)",
                 "; %zu of them cannot be read, now or later: remove their folders by hand when they are "
                 "not needed any more (%s)"),
            report->unreadable_count, work->folder);
    return ERR_CONFLICT;
}

/* Which copy is worked at, on standard error; what is shown of each stands behind. */
struct forget_display {
    struct backup_display display; /* first: backup_show_progress() gets it */
    char name[COPY_NAME_SIZE];
};

static void show_copy(void *context, const char *name, size_t index, size_t count)
{
    struct forget_display *shown = context;
    if (strcmp(shown->name, name) == 0)
        return;
    backup_end_progress(&shown->display);
    snprintf(shown->name, sizeof shown->name, "%s", name);
    shown->display = (struct backup_display){.phase = -1};
    fprintf(stderr, "%s (%zu/%zu)\n", name, index + 1, count);
}

/* ---- by the daemon */

static void take_text_of(const json_t *object, const char *name, char *text, size_t room)
{
    const char *value = json_string_value(json_object_get(object, name));
    snprintf(text, room, "%s", value ? value : "");
}

static void read_report(const json_t *run, struct forget_report *report)
{
    const json_t *item;
    size_t index;
    *report = (struct forget_report){
        .rewritten = json_integer_value(json_object_get(run, "rewritten")),
        .removed_bytes = json_integer_value(json_object_get(run, "removed_bytes")),
        .written_bytes = json_integer_value(json_object_get(run, "written_bytes")),
        .kept_count = (size_t)json_integer_value(json_object_get(run, "kept_count")),
        .unreadable_count = (size_t)json_integer_value(json_object_get(run, "unreadable_count")),
    };
    json_array_foreach(json_object_get(run, "kept"), index, item)
    {
        if (index >= FORGET_KEPT_MOST)
            break;
        take_text_of(item, "name", report->kept[index].name, sizeof report->kept[index].name);
        take_text_of(item, "why", report->kept[index].why, sizeof report->kept[index].why);
    }
}

/* What the run says now. *ret_runs: it is not done. */
static enum err look_at_run(struct backup_work *work, struct forget_display *shown, const json_t *run,
                            bool *ret_runs)
{
    const char *kind = json_string_value(json_object_get(run, "kind"));
    const char *state = json_string_value(json_object_get(run, "state"));
    const char *error = json_string_value(json_object_get(run, "error"));
    if (!kind || !state || strcmp(kind, "forget") != 0) {
        buf_text(work->fault, SAID("không rõ việc đã xong chưa; xem: congd backup list",
                                   "it is not known what became of it; see congd backup list"));
        return ERR_UNAVAILABLE;
    }
    *ret_runs = strcmp(state, "running") == 0;
    const struct backup_progress progress = {
        backup_phase_named(json_string_value(json_object_get(run, "phase"))),
        json_integer_value(json_object_get(run, "bytes_done")),
        json_integer_value(json_object_get(run, "bytes_total")),
    };
    const char *name = json_string_value(json_object_get(run, "name"));
    if (*ret_runs && name && *name)
        show_copy(shown, name, (size_t)json_integer_value(json_object_get(run, "copies_done")),
                  (size_t)json_integer_value(json_object_get(run, "copies_total")));
    if (*ret_runs)
        backup_show_progress(&shown->display, &progress);
    if (strcmp(state, "failed") != 0)
        return ERR_OK;
    buf_text(work->fault, error ? error : "");
    return ERR_INTERNAL;
}

static enum err wait_for_forgetting(struct backup_work *work)
{
    static const struct timespec pause = {0, PAUSE_MS * 1000000L};
    struct forget_display shown = {.display.phase = -1};
    struct forget_report report = {.rewritten = 0};
    bool runs = true;
    enum err err = ERR_OK;
    while (!err && runs) {
        json_auto_t *answer = NULL;
        nanosleep(&pause, NULL);
        err = backup_ask(work, "GET", "/api/backups", NULL, STATUS_OK, &answer);
        if (!err)
            err = look_at_run(work, &shown, json_object_get(answer, "run"), &runs);
        if (!err && !runs)
            read_report(json_object_get(answer, "run"), &report);
    }
    backup_end_progress(&shown.display);
    if (err)
        /* It was there a moment ago. */
        return err == ERR_NOT_FOUND ? ERR_UNAVAILABLE : err;
    return tell_report(work, &report);
}

static enum err forget_by_daemon(struct backup_work *work)
{
    json_auto_t *answer = NULL;
    const json_t *name;
    size_t index;
    const char *path = work->arguments->tries ? "/api/backups/forget?dry_run=true" : "/api/backups/forget";
    enum err err = backup_ask(work, "POST", path, NULL, STATUS_OK, &answer);
    if (err)
        return err;
    json_array_foreach(json_object_get(answer, "forgotten"), index, name) puts(json_string_value(name));
    const json_t *rewritten = json_object_get(answer, "rewritten");
    if (work->arguments->tries)
        json_array_foreach(rewritten, index, name) print_rewrites(json_string_value(name));
    fflush(stdout);
    return work->arguments->tries || !json_array_size(rewritten) ? ERR_OK : wait_for_forgetting(work);
}

/* ---- without one */

/* What retention lets go, in a transaction of its own. */
static enum err forget_old(struct backup_work *work, struct conn **conn,
                           const struct backup_retention *retention, struct buf *names)
{
    enum err err = backup_forget(work->folder, retention, work->arguments->tries, names, work->fault);
    if (!err && names->length && !work->arguments->tries)
        err = backup_note_forgotten(*conn, buf_str(names));
    if (!err)
        err = work->arguments->tries ? store_abort(conn) : store_commit(conn);
    if (!err)
        backup_clear(work->folder);
    return err;
}

/* Which would be written anew. */
static enum err tell_rewrites(const struct copies_scope *scope, struct arena *arena)
{
    struct copies copies;
    enum err err = copies_look(scope, arena, &copies);
    for (size_t i = err ? 0 : copies.count; i-- > 0;)
        if (copy_held(&copies.items[i]))
            print_rewrites(copies.items[i].name);
    return err;
}

static enum err forget_by_store(struct backup_work *work)
{
    static const struct actor console = {.role = ROLE_ADMIN, .name = "console"};
    auto_store struct store *store = NULL;
    auto_conn struct conn *conn = NULL;
    auto_buf struct buf names = BUF(FOUND_MAX);
    struct forget_display shown = {.display.phase = -1};
    struct forget_report report = {.rewritten = 0};
    const struct settings *settings = work->settings;
    enum err err = offline_begin(settings->data, work->arena, work->fault, &store, &conn);
    const struct copies_scope scope = {
        .store = store,
        .data = settings->data,
        .backups = work->folder,
        .retention = {settings->backup_daily, settings->backup_weekly, settings->backup_monthly},
        .clock = &clock_system,
    };
    const struct forget_order order = {.scope = &scope,
                                       .actor = &console,
                                       .looker = {.tell = backup_show_progress, .context = &shown},
                                       .begin = show_copy};
    if (!err)
        err = forget_old(work, &conn, &scope.retention, &names);
    fputs(buf_str(&names), stdout);
    fflush(stdout);
    if (!err && work->arguments->tries)
        return tell_rewrites(&scope, work->arena);
    if (!err)
        err = forget_run(&order, work->fault, &report);
    backup_end_progress(&shown.display);
    enum err told = tell_report(work, &report);
    return err ? err : told;
}

enum err backup_action_forget(struct backup_work *work)
{
    enum err err = portal_enter_folder(work->settings, PORTAL_IS_THERE, work->fault);
    if (!err)
        err = forget_by_daemon(work);
    return err == ERR_NOT_FOUND ? forget_by_store(work) : err;
}
