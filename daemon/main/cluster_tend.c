/* congd cluster tend: what has to be done from time to time beside the log, by a timer on each machine; one
 * does it, the others find it done. A snapshot when the last is a day old, the log has grown, or something
 * was taken back; what stands in front of it goes; media that no row names any more are swept. */
#include "cluster.h"

#include "base/cleanup.h"
#include "base/said.h"
#include "command.h"
#include "offline.h"
#include "ordered/files.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* Nodes that were seen so lately are waited for before anything of the log goes: ordinarily, and when
 * something was taken back. A file is put minutes before its row at most. */
enum {
    SNAPSHOT_EVERY_MS = 24 * 3600 * 1000,
    LOG_BYTES_MOST = 256 * 1024 * 1024,
    WAITED_S = 3 * 24 * 3600,
    WAITED_FORGETTING_S = 3600,
    FILE_AGE_S = 3600,
    TEND_ASK_MS = 60 * 1000
};

struct tend_arguments {
    struct invocation invocation;
    bool is_now; /* --now */
};

struct tending {
    struct cluster_work work;
    struct beside_facts own;
    struct cluster_row cluster;
    struct snapshot_row newest;
    bool is_now;
    int64_t swept;
};

/* The integer of a statement without values; 0 where it has no row. */
static enum err tend_integer(struct tending *tending, enum database_sql sql, int column, int64_t *ret_integer)
{
    auto_rows struct database_rows *rows = NULL;
    enum err err =
        database_run(tending->work.database, sql, NULL, 0, TEND_ASK_MS, tending->work.fault, &rows);
    *ret_integer = !err && database_count(rows) ? database_integer(rows, 0, column) : 0;
    return err;
}

/* Whether a snapshot is due. */
static enum err tend_judge(struct tending *tending, bool *ret_is_due)
{
    int64_t bytes = 0;
    enum err err = snapshot_newest(tending->work.database, tending->work.fault, &tending->newest);
    bool is_first = err == ERR_NOT_FOUND;
    err = is_first ? ERR_OK : err;
    if (!err)
        err = tend_integer(tending, DATABASE_LOG_LOOK, 3, &bytes);
    /* What is not erased here yet would be in the snapshot too: the next time. */
    bool is_taken_back =
        !is_first && !tending->own.unerased && tending->own.taken_back > tending->newest.taken_back;
    bool is_behind = tending->own.membership.applied < tending->newest.seq;
    *ret_is_due = !is_behind && (is_first || tending->is_now || is_taken_back || bytes > LOG_BYTES_MOST ||
                                 tending->newest.age_ms > SNAPSHOT_EVERY_MS);
    return err;
}

/* Media that nobody put or kept lately and that no row of the copy names. */
static enum err sweep_some(struct tending *tending, struct backup_copy *copy, char after[CLUSTER_TEXT_SIZE],
                           bool *ret_is_more)
{
    auto_rows struct database_rows *rows = NULL;
    char age[24];
    snprintf(age, sizeof age, "%d", FILE_AGE_S);
    const struct database_value values[] = {DATABASE_TEXT(after), DATABASE_TEXT(age)};
    struct cluster_work *work = &tending->work;
    enum err err =
        database_run(work->database, DATABASE_FILES_OLD, values, 2, TEND_ASK_MS, work->fault, &rows);
    *ret_is_more = !err && database_count(rows) > 0;
    for (int i = 0; !err && i < database_count(rows); i++) {
        const char *name = database_text(rows, i, 0);
        bool needs = true;
        err = backup_copy_needs(copy, name, &needs);
        if (!err && !needs) {
            err = database_drop_file(work->database, name, FILE_AGE_S, work->fault);
            tending->swept++;
        }
        snprintf(after, CLUSTER_TEXT_SIZE, "%s", name);
    }
    return err;
}

/* By the rows of this moment: a copy, for the folder may be another process's. */
static enum err tend_sweep(struct tending *tending)
{
    char path[CLUSTER_PATH_SIZE], after[CLUSTER_TEXT_SIZE] = "";
    struct beside_facts facts;
    auto_backup_copy struct backup_copy *copy = NULL;
    struct cluster_work *work = &tending->work;
    bool is_more = true;
    snprintf(path, sizeof path, "%s/.cluster-sweep.db", work->settings->data);
    unlink(path);
    enum err err = beside_copy(work->settings->data, path, work->fault, &facts);
    if (!err)
        err = backup_copy_open(path, work->fault, &copy);
    while (!err && is_more)
        err = sweep_some(tending, copy, after, &is_more);
    unlink(path);
    return err ? err : database_run(work->database, DATABASE_SWEPT, NULL, 0, TEND_ASK_MS, work->fault, NULL);
}

/* What was taken back leaves PostgreSQL's own files: the log's as soon as it is trimmed behind a snapshot
 * without it, the media's when they were swept, which is an hour later. */
static enum err tend_forget(struct tending *tending, bool has_swept)
{
    struct cluster_work *work = &tending->work;
    int64_t first = 0;
    enum err err = snapshot_newest(work->database, work->fault, &tending->newest);
    if (!err)
        err = tend_integer(tending, DATABASE_LOG_LOOK, 0, &first);
    bool is_trimmed = !first || first >= tending->newest.seq;
    if (err || !is_trimmed || tending->newest.taken_back <= tending->cluster.forgotten)
        return err;
    bool is_old = has_swept && tending->newest.age_ms > (int64_t)FILE_AGE_S * 1000;
    return snapshot_shrink(work->database, is_old, tending->newest.taken_back, work->fault);
}

/* With the lock of who tends. Media are swept by a database that has all of the log, or its rows would be of
 * yesterday. */
static enum err tend_all(struct tending *tending)
{
    struct cluster_work *work = &tending->work;
    struct snapshot_row made;
    int64_t sweep_due = 0, last = 0;
    bool is_due = false, forgets = tending->own.taken_back > tending->cluster.forgotten;
    enum err err = tend_judge(tending, &is_due);
    if (!err && is_due)
        err = cluster_snapshot(work, &made);
    if (!err)
        err = tend_integer(tending, DATABASE_SWEEP_DUE, 0, &sweep_due);
    if (!err)
        err = tend_integer(tending, DATABASE_LOG_LOOK, 1, &last);
    bool sweeps = (sweep_due || is_due) && tending->own.membership.applied >= last;
    if (!err && sweeps)
        err = tend_sweep(tending);
    if (!err)
        err = snapshot_trim(work->database, forgets ? WAITED_FORGETTING_S : WAITED_S, work->fault);
    if (!err)
        err = tend_forget(tending, sweeps);
    if (!err && is_due)
        printf(SAID("đã chụp đến mục %" PRId64 " và cắt nhật ký chung phía trước; %" PRId64
                    " ảnh và tệp thừa đã bỏ\n",
                    "a snapshot up to entry %" PRId64
                    " was made, and the log trimmed in front of it; %" PRId64
                    " media that nothing names went\n"),
               made.seq, tending->swept);
    return err;
}

static enum err tend_work(struct tending *tending)
{
    struct cluster_work *work = &tending->work;
    int64_t is_ours = 0;
    enum err err = beside_look(work->settings->data, work->fault, &tending->own);
    if (!err)
        err = cluster_connect(work);
    if (!err)
        err = cluster_there(work, &tending->cluster);
    if (!err && strcmp(tending->cluster.name, tending->own.membership.cluster) != 0) {
        buf_text(work->fault,
                 SAID("thư mục này không thuộc cụm của thiết lập replication",
                      "this folder is not part of the cluster that the setting replication names"));
        err = ERR_CONFLICT;
    }
    if (!err)
        err = cluster_note_node(work->database, work->node, tending->own.membership.applied,
                                tending->own.schema, work->fault);
    if (!err)
        err = tend_integer(tending, DATABASE_TEND, 0, &is_ours);
    return err || !is_ours ? err : tend_all(tending);
}

static enum err tend_run(void *input, struct buf *fault)
{
    const struct tend_arguments *arguments = input;
    auto_settings struct settings *settings = NULL;
    struct tending tending = {.work.fault = fault, .is_now = arguments->is_now};
    enum err err =
        sodium_init() >= 0 ? invocation_settings(&arguments->invocation, fault, &settings) : ERR_MEMORY;
    tending.work.settings = settings;
    /* The timer runs on every machine; on one that is alone there is nothing to do. */
    if (!err && !*settings->replication && !arguments->is_now)
        return ERR_OK;
    if (!err)
        err = cluster_settings(&tending.work);
    if (!err)
        err = portal_enter_folder(settings, PORTAL_IS_THERE, fault);
    if (!err)
        err = tend_work(&tending);
    cluster_end(&tending.work);
    return err;
}

static void tend_take(struct command_use *use, void *input, int key, char *text)
{
    struct tend_arguments *arguments = input;
    (void)use, (void)text;
    arguments->is_now |= key == 'n';
}

static const struct option_row tend_options[] = {
    {"now", 'n', {NULL}, {"chụp ngay, dù chưa đến lúc", "make a snapshot now, whether one is due or not"}},
    {0},
};

const struct command cluster_tend_command = {
    .name = "cluster tend",
    .breadth = BREADTH_DATA,
    .help = {"Việc định kỳ của cụm, do hẹn giờ gọi trên mọi máy: báo máy này còn đó, chụp cơ sở dữ liệu khi "
             "đến lúc, cắt "
             "nhật ký chung phía trước bản chụp, bỏ những gì đã gỡ và ảnh, tệp thừa.",
             "What a cluster needs from time to time, called by a timer on every machine: notes that this "
             "one is there, "
             "makes a snapshot when one is due, trims the log in front of it, removes what was taken back "
             "and media that "
             "nothing names."},
    .options = tend_options,
    .size = sizeof(struct tend_arguments),
    .take = tend_take,
    .run = tend_run,
};
