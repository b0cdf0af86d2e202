/* congd backup: asks the daemon that runs for one and looks after it, or makes it on the store itself. */
#include "backup.h"
#include "base/json_text.h"
#include "base/log.h"
#include "base/said.h"
#include "control.h"
#include "replication_settings.h"
#include "text/date.h"
#include "work/backup_job.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>
#include <time.h>

enum { STATUS_OK = 200, STATUS_ACCEPTED = 202, PAUSE_MS = 150, READ_LIMIT_MS = 60000 };

long long backup_mebibytes(int64_t bytes)
{
    return (long long)((bytes + (1 << 20) - 1) >> 20);
}

static const char *phase_said(enum backup_phase phase)
{
    switch (phase) {
    case BACKUP_MEDIA:
        return SAID("ảnh và tệp", "media");
    case BACKUP_DATABASE:
        return SAID("cơ sở dữ liệu", "database");
    case BACKUP_CHECKING:
        return SAID("kiểm tra", "checking");
    case BACKUP_FORGETTING:
        return SAID("bỏ những lời đã gỡ", "forgetting");
    default:
        return SAID("chuẩn bị", "preparing");
    }
}

void backup_show_progress(void *context, const struct backup_progress *progress)
{
    struct backup_display *display = context;
    int percent = progress->total > 0 ? (int)(progress->done * 100 / progress->total) : 0;
    bool is_new = display->phase != (int)progress->phase;
    if (isatty(STDERR_FILENO) && (is_new || percent != display->percent))
        fprintf(stderr, "\r%-24s %3d %%", phase_said(progress->phase), percent);
    else if (is_new)
        fprintf(stderr, "%s…\n", phase_said(progress->phase));
    display->phase = (int)progress->phase;
    display->percent = percent;
}

void backup_end_progress(const struct backup_display *display)
{
    if (display->phase >= 0 && isatty(STDERR_FILENO))
        fputs("\n", stderr);
}

/* What was made, in one line; and what should be known of it, on standard error. */
static enum err tell_made(struct backup_work *work, const struct backup_entry *entry)
{
    struct backup_entry *entries;
    size_t count = 0;
    printf(SAID("bản sao lưu %s: %" PRId64 " bài viết, %" PRId64
                " tệp, %lld MiB, trong đó %lld MiB mới; đã kiểm tra\n",
                "backup %s: %" PRId64 " articles, %" PRId64
                " files, %lld MiB, of them %lld MiB new; verified\n"),
           entry->name, entry->articles, entry->files, backup_mebibytes(entry->bytes),
           backup_mebibytes(entry->new_bytes));
    /* Said with the first, and not every day. */
    bool is_first = !backup_list(work->folder, work->arena, &entries, &count) && count == 1;
    if (is_first && !work->arguments->with_key)
        fprintf(
            stderr,
            SAID("congd: secret.key không nằm trong bản sao lưu; hãy cất một bản ở nơi khác: congd backup "
                 "--with-key TỆP\n",
                 "congd: secret.key is not in the backup; keep a copy of it elsewhere: congd backup "
                 "--with-key "
                 "FILE\n"));
    if (!entry->missing)
        return ERR_OK;
    buf_printf(work->fault,
               SAID("bản sao lưu %s thiếu %" PRId64
                    " tệp mà thư mục dữ liệu cũng thiếu hoặc đã hỏng; xem: congd media "
                    "check",
                    "the backup %s lacks %" PRId64
                    " files that the data folder lacks itself, or has damaged; see "
                    "congd media check"),
               entry->name, entry->missing);
    return ERR_CONFLICT;
}

/* ---- by the daemon */

enum err backup_ask(struct backup_work *work, const char *method, const char *path, const char *body,
                    int wanted, json_t **ret_json)
{
    struct control_answer answer;
    enum err err = control_request(work->settings->data, method, path, body, work->fault, &answer);
    if (err)
        return err;
    *ret_json = json_text_read(buf_str(&answer.body), answer.body.length, 0, NULL);
    if (answer.status != wanted) {
        control_problem(&answer, work->fault);
        err = ERR_CONFLICT;
    }
    buf_done(&answer.body);
    return err;
}

enum backup_phase backup_phase_named(const char *name)
{
    enum backup_phase phase = 0;
    while (name && phase < BACKUP_PHASES - 1 && strcmp(backup_phase_name(phase), name) != 0)
        phase++;
    return phase;
}

/* *ret_runs: it is not done yet. */
static enum err read_run(struct backup_work *work, const json_t *answer, int64_t number,
                         struct backup_display *display, bool *ret_runs)
{
    const json_t *run = json_object_get(answer, "run");
    const char *state = json_string_value(json_object_get(run, "state"));
    const char *error = json_string_value(json_object_get(run, "error"));
    const struct backup_progress progress = {
        backup_phase_named(json_string_value(json_object_get(run, "phase"))),
        json_integer_value(json_object_get(run, "bytes_done")),
        json_integer_value(json_object_get(run, "bytes_total")),
    };
    *ret_runs = state && strcmp(state, "running") == 0;
    if (!state || json_integer_value(json_object_get(run, "number")) != number) {
        buf_text(work->fault, SAID("không rõ bản sao lưu đã xong chưa; xem: congd backup list",
                                   "it is not known what became of the backup; see congd backup list"));
        return ERR_UNAVAILABLE;
    }
    if (*ret_runs)
        backup_show_progress(display, &progress);
    if (strcmp(state, "failed") != 0)
        return ERR_OK;
    buf_text(work->fault, error ? error : "");
    return ERR_INTERNAL;
}

/* Until it is done; *ret_name is in the arena. */
static enum err wait_for_run(struct backup_work *work, int64_t number, const char **ret_name)
{
    static const struct timespec pause = {0, PAUSE_MS * 1000000L};
    struct backup_display display = {.phase = -1};
    bool runs = true;
    enum err err = ERR_OK;
    while (!err && runs) {
        json_auto_t *answer = NULL;
        nanosleep(&pause, NULL);
        err = backup_ask(work, "GET", "/api/backups", NULL, STATUS_OK, &answer);
        if (!err)
            err = read_run(work, answer, number, &display, &runs);
        if (!err && !runs)
            *ret_name = arena_text(
                work->arena, json_string_value(json_object_get(json_object_get(answer, "run"), "name")));
    }
    backup_end_progress(&display);
    /* It was there a moment ago. */
    return err == ERR_NOT_FOUND ? ERR_UNAVAILABLE : err;
}

static enum err make_by_daemon(struct backup_work *work, struct backup_entry *ret_entry)
{
    json_auto_t *input = json_object(), *answer = NULL;
    struct backup_entry *entries;
    size_t count = 0;
    const char *name = NULL;
    if (work->arguments->name)
        json_object_set_new(input, "name", json_string(work->arguments->name));
    auto_free char *json = json_text_write(input, JSON_COMPACT);
    if (!json)
        return ERR_INPUT;
    enum err err = backup_ask(work, "POST", "/api/backups", json, STATUS_ACCEPTED, &answer);
    if (!err)
        err = wait_for_run(
            work, json_integer_value(json_object_get(json_object_get(answer, "run"), "number")), &name);
    if (!err)
        err = backup_list(work->folder, work->arena, &entries, &count);
    for (size_t i = 0; !err && i < count; i++)
        if (name && strcmp(entries[i].name, name) == 0) {
            *ret_entry = entries[i];
            return ERR_OK;
        }
    return err ? err : ERR_UNAVAILABLE;
}

/* ---- without one */

static enum err make_by_store(struct backup_work *work, struct backup_entry *ret_entry)
{
    static const struct actor console = {.role = ROLE_ADMIN, .name = "console"};
    auto_store struct store *store = NULL;
    struct backup_display display = {.phase = -1};
    struct visits *visits = NULL;
    const struct store_options options = {.directory = work->settings->data,
                                          .clock = &clock_system,
                                          .readers = 2,
                                          .read_limit_ms = READ_LIMIT_MS};
    enum err err = store_open(&options, work->fault, &store);
    if (!err)
        err = replication_refuse_alone(store, work->fault);
    /* A process that was killed may have left counted views in the journal. */
    if (!err)
        err = visits_open(store, &clock_system, &visits);
    const struct backup_order order = {
        .store = store,
        .actor = &console,
        .visits = visits,
        .clock = &clock_system,
        .data = work->settings->data,
        .folder = work->folder,
        .name = work->arguments->name,
        .erases = true,
        .looker = {.tell = backup_show_progress, .context = &display},
    };
    if (!err)
        err = backup_make(&order, work->fault, ret_entry);
    backup_end_progress(&display);
    if (visits_close(visits))
        log_error("visits_sync", LOG_SAYS("the journal of views cannot be written"));
    return err;
}

enum err backup_action_make(struct backup_work *work)
{
    struct backup_entry entry;
    enum err err = make_by_daemon(work, &entry);
    if (err == ERR_NOT_FOUND)
        err = make_by_store(work, &entry);
    return err ? err : tell_made(work, &entry);
}
