/* congd upgrade --rehearse: what this program would make of the data folder, tried on a copy of its database.
 * The migrations themselves run when this program opens the folder to serve it.
 *
 * The work is done by a process of its own, so that whatever comes of it, a crash or Ctrl-C, the copy goes.
 */
#include "command.h"

#include "base/log.h"
#include "base/said.h"
#include "invocation.h"
#include "privilege.h"
#include "store/migration.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>

enum { ARENA_LIMIT = 16 * 1024 * 1024, PATH_SIZE = 4096, FOLDER_MODE = 0700 };
enum { KEY_REHEARSE = 0x2200, KEY_IN = 0x2201, KEY_JSON = 0x2202 };

struct upgrade_arguments {
    struct invocation invocation;
    bool rehearses, is_json;
    const char *place; /* --in, or NULL */
};

struct upgrade_work {
    const struct upgrade_arguments *arguments;
    const struct settings *settings;
    struct arena *arena;
    char folder[PATH_SIZE]; /* of the copy */
    int folder_fd;          /* locked */
    struct buf *fault;
    sigset_t signals, before; /* held, and what was held before them */
};

/* ---- the folder of the copy */

/* What SQLite makes of a database's name. */
static void remove_copy(const struct upgrade_work *work)
{
    static const char *const names[] = {"cong.db", "cong.db-wal", "cong.db-shm", "cong.db-journal"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlinkat(work->folder_fd, names[i], 0);
}

/* The folder is whose lock it is; what a killed one left in it goes. */
static enum err begin_folder(struct upgrade_work *work)
{
    const char *place = work->arguments->place ? work->arguments->place : work->settings->data;
    snprintf(work->folder, sizeof work->folder, "%s/.rehearsal", place);
    if (mkdir(work->folder, FOLDER_MODE) == 0 || errno == EEXIST)
        work->folder_fd = open(work->folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (work->folder_fd < 0) {
        buf_printf(work->fault, "%s: %s", work->folder, said_errno(errno));
        return errno == ENOSPC ? ERR_STORAGE_FULL : ERR_INPUT;
    }
    if (flock(work->folder_fd, LOCK_EX | LOCK_NB)) {
        buf_printf(work->fault,
                   SAID("%s: một lần diễn tập khác đang chạy", "%s: another rehearsal is running"),
                   work->folder);
        close(work->folder_fd);
        work->folder_fd = -1;
        return ERR_CONFLICT;
    }
    remove_copy(work);
    return ERR_OK;
}

static void end_folder(struct upgrade_work *work)
{
    if (work->folder_fd < 0)
        return;
    remove_copy(work);
    rmdir(work->folder);
    close(work->folder_fd);
}

/* ---- what is said of it */

static json_t *steps_json(const struct rehearsal *rehearsal)
{
    json_t *steps = json_array();
    for (size_t i = 0; i < rehearsal->step_count; i++)
        json_array_append_new(steps, json_pack("{s:s, s:I}", "name", rehearsal->steps[i].name, "ms",
                                               (json_int_t)rehearsal->steps[i].took_ms));
    return steps;
}

static json_t *rows_or_null(int64_t rows)
{
    return rows < 0 ? json_null() : json_integer(rows);
}

static json_t *tables_json(const struct rehearsal *rehearsal)
{
    json_t *tables = json_array();
    for (size_t i = 0; i < rehearsal->table_count; i++)
        json_array_append_new(tables, json_pack("{s:s, s:o, s:o}", "name", rehearsal->tables[i].name,
                                                "before", rows_or_null(rehearsal->tables[i].before), "after",
                                                rows_or_null(rehearsal->tables[i].after)));
    return tables;
}

/* Whole, also of one that failed: then as far as it came, with the reason. */
static void print_rehearsal_json(const struct upgrade_work *work, const struct rehearsal *rehearsal,
                                 bool is_good)
{
    const char *reason = is_good ? NULL : buf_str(work->fault);
    json_auto_t *json =
        json_pack("{s:b, s:s, s:s, s:I, s:I, s:o, s:s?, s:s?, s:o, s:I, s:I, s:I, s:I}", "ok", is_good,
                  "program", CONG_VERSION, "data", work->settings->data, "from", (json_int_t)rehearsal->from,
                  "to", (json_int_t)rehearsal->to, "migrations", steps_json(rehearsal), "failed",
                  rehearsal->failed, "error", reason, "tables", tables_json(rehearsal), "bytes_before",
                  (json_int_t)rehearsal->bytes_before, "bytes_after", (json_int_t)rehearsal->bytes_after,
                  "copy_ms", (json_int_t)rehearsal->copy_ms, "check_ms", (json_int_t)rehearsal->check_ms);
    if (json)
        json_dumpf(json, stdout, JSON_COMPACT);
    putchar('\n');
}

/* Tables whose rows are not as many as before, and how many are. */
static void print_tables(const struct rehearsal *rehearsal)
{
    char before[24], after[24];
    size_t same = 0;
    int64_t rows = 0;
    for (size_t i = 0; i < rehearsal->table_count; i++) {
        const struct rehearsed_table *table = &rehearsal->tables[i];
        if (table->before == table->after) {
            same++;
            rows += table->after;
            continue;
        }
        snprintf(before, sizeof before, "%" PRId64, table->before);
        snprintf(after, sizeof after, "%" PRId64, table->after);
        printf(SAID("bảng %s\t%s → %s dòng\n", "table %s\t%s → %s rows\n"), table->name,
               table->before < 0 ? "–" : before, table->after < 0 ? "–" : after);
    }
    printf(SAID("%zu bảng giữ nguyên số dòng: %" PRId64 "\n",
                "%zu tables keep their number of rows: %" PRId64 "\n"),
           same, rows);
}

static void print_rehearsal_text(const struct rehearsal *rehearsal, bool is_good)
{
    if (rehearsal->from == rehearsal->to)
        printf(SAID("schema %" PRId64 ": không có gì phải nâng cấp\n",
                    "schema %" PRId64 ": nothing to migrate\n"),
               rehearsal->to);
    else
        printf("schema %" PRId64 " → %" PRId64 " (congd " CONG_VERSION ")\n", rehearsal->from, rehearsal->to);
    for (size_t i = 0; i < rehearsal->step_count; i++)
        printf("%s\t%" PRId64 " ms\n", rehearsal->steps[i].name, rehearsal->steps[i].took_ms);
    if (!is_good)
        return;
    print_tables(rehearsal);
    if (rehearsal->from == rehearsal->to)
        printf(SAID("cơ sở dữ liệu %lld KiB; kiểm tra %" PRId64 " ms\n",
                    "database %lld KiB; checked in %" PRId64 " ms\n"),
               (long long)(rehearsal->bytes_after >> 10), rehearsal->check_ms);
    else
        printf(SAID("cơ sở dữ liệu %lld → %lld KiB; chép %" PRId64 " ms, kiểm tra %" PRId64 " ms\n",
                    "database %lld → %lld KiB; copied in %" PRId64 " ms, checked in %" PRId64 " ms\n"),
               (long long)(rehearsal->bytes_before >> 10), (long long)(rehearsal->bytes_after >> 10),
               rehearsal->copy_ms, rehearsal->check_ms);
    puts(SAID("toàn vẹn và tham chiếu: tốt; dữ liệu gốc không bị động đến",
              "integrity and references: ok; the data itself was not touched"));
}

/* ---- the rehearsal */

/* What would make the start refuse, although all went well here. */
static enum err check_real_room(struct upgrade_work *work, const struct rehearsal *rehearsal)
{
    int64_t needed = 0, free = 0;
    enum err err = migration_room(work->settings->data, rehearsal->bytes_before, &needed, &free);
    bool is_optional = strcmp(work->settings->migration_snapshot, "optional") == 0;
    if (err != ERR_STORAGE_FULL || is_optional || rehearsal->from == rehearsal->to)
        return ERR_OK;
    buf_printf(work->fault,
               SAID("nâng cấp cần %" PRId64 " MiB trong %s để giữ bản trước nâng cấp, còn trống %" PRId64
                    " MiB",
                    "the upgrade needs %" PRId64 " MiB in %s, for a copy of before too, and %" PRId64
                    " MiB are free"),
               (needed >> 20) + 1, work->settings->data, free >> 20);
    return err;
}

/* In the process of its own; its exit status. */
static int rehearse_and_tell(struct upgrade_work *work)
{
    struct rehearsal rehearsal = {.from = 0};
    /* That something was migrated is true of the copy alone. */
    log_init(LOG_LEVEL_WARNING, LOG_FORMAT_TEXT);
    enum err err =
        migration_rehearse(work->settings->data, work->folder, work->arena, work->fault, &rehearsal);
    if (!err)
        err = check_real_room(work, &rehearsal);
    if (work->arguments->is_json)
        print_rehearsal_json(work, &rehearsal, !err);
    else if (rehearsal.from)
        print_rehearsal_text(&rehearsal, !err);
    int status = command_done();
    return err ? command_failed(err, work->fault) : status;
}

/* Until the process has ended; who wants this one to end ends that one. *ret_status is waitpid()'s. */
static bool wait_for_child(pid_t child, const sigset_t *signals, int *ret_status)
{
    int number = 0;
    bool was_stopped = false;
    while (waitpid(child, ret_status, WNOHANG) != child) {
        if (sigwait(signals, &number) || number == SIGCHLD)
            continue;
        was_stopped = true;
        kill(child, SIGKILL);
    }
    return was_stopped;
}

/* From before the folder is made until it is gone, for whoever ends this process wants that too. They are
 * never let through again: behind it there is nothing but the exit. */
static void hold_signals(struct upgrade_work *work)
{
    static const int held[] = {SIGINT, SIGTERM, SIGHUP, SIGCHLD};
    sigemptyset(&work->signals);
    for (size_t i = 0; i < sizeof held / sizeof *held; i++)
        sigaddset(&work->signals, held[i]);
    sigprocmask(SIG_BLOCK, &work->signals, &work->before);
}

/* *ret_status is that of the process apart, which has said why. */
static enum err run_apart(struct upgrade_work *work, int *ret_status)
{
    int status = 0;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        sigprocmask(SIG_SETMASK, &work->before, NULL);
        exit(rehearse_and_tell(work));
    }
    bool was_stopped = child > 0 && wait_for_child(child, &work->signals, &status);
    if (child > 0 && WIFEXITED(status) && !was_stopped) {
        *ret_status = WEXITSTATUS(status);
        return ERR_OK;
    }
    if (child < 0)
        buf_printf(work->fault, SAID("không tạo được tiến trình: %s", "fork: %s"), said_errno(errno));
    else if (was_stopped)
        buf_text(work->fault,
                 SAID("bị dừng giữa chừng; bản chép đã xóa", "it was stopped; the copy is gone"));
    else
        buf_printf(
            work->fault,
            SAID("các bước nâng cấp kết thúc bởi tín hiệu %d", "the migrations were ended by signal %d"),
            WTERMSIG(status));
    return ERR_INTERNAL;
}

/* Before the process becomes whose folder it is: a folder that is missing is nobody's. */
static enum err look_for_database(struct upgrade_work *work)
{
    char path[PATH_SIZE];
    struct stat st;
    snprintf(path, sizeof path, "%s/cong.db", work->settings->data);
    if (stat(path, &st) == 0)
        return ERR_OK;
    buf_printf(work->fault, "%s: %s", path, said_errno(errno));
    return ERR_NOT_FOUND;
}

/* What the process apart says of itself is the status. */
static enum err upgrade_run(void *input, struct buf *fault)
{
    struct upgrade_arguments *arguments = input;
    auto_settings struct settings *settings = NULL;
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    struct upgrade_work work = {.arguments = arguments, .arena = arena, .folder_fd = -1, .fault = fault};
    enum err err = arena ? invocation_settings(&arguments->invocation, fault, &settings) : ERR_MEMORY;
    work.settings = settings;
    if (!err)
        err = look_for_database(&work);
    if (!err)
        err = privilege_take_owner(settings->user, settings->data, fault);
    hold_signals(&work);
    if (!err)
        err = begin_folder(&work);
    if (!err)
        err = run_apart(&work, &arguments->invocation.status);
    end_folder(&work);
    return err;
}

static void upgrade_take(struct command_use *use, void *input, int key, char *text)
{
    struct upgrade_arguments *arguments = input;
    if (key == KEY_REHEARSE)
        arguments->rehearses = true;
    else if (key == KEY_IN)
        arguments->place = text;
    else if (key == KEY_JSON)
        arguments->is_json = true;
    else if (key == KEY_END && !arguments->rehearses)
        use_wrong(use, SAID("cần --rehearse: dữ liệu được nâng cấp khi chương trình mới phục vụ nó",
                            "--rehearse is wanted: the data is migrated when the newer program serves it"));
}

static const struct option_row upgrade_options[] = {
    {"rehearse",
     KEY_REHEARSE,
     {NULL},
     {"chạy thử các bước nâng cấp trên một bản chép", "run the migrations on a copy"}},
    {"in",
     KEY_IN,
     {"THƯ-MỤC", "DIR"},
     {"bản chép nằm trong thư mục này thay vì thư mục dữ liệu",
      "the copy lies in this folder instead of the data folder"}},
    {"json", KEY_JSON, {NULL}, {"dạng JSON", "as JSON"}},
    {0},
};

const struct command upgrade_command = {
    .name = "upgrade",
    .breadth = BREADTH_DATA,
    .help = {"Chạy thử việc nâng cấp cơ sở dữ liệu trên một bản chép, trong khi cổng vẫn phục vụ, và nói "
             "những gì sẽ "
             "đổi.",
             "Migrates a copy of the database, while the portal serves or not, and says what would change."},
    .options = upgrade_options,
    .size = sizeof(struct upgrade_arguments),
    .take = upgrade_take,
    .run = upgrade_run,
};
