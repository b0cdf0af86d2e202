/* Media that come back behind the database, brought by the keeper while the portal serves: rows and lines of
 * the manifest side by side, each file under another name until it is whole and on the disk. A process that
 * is ended goes on with the next start, at the first that is not there. */
#include "restore_inner.h"

#include "base/log.h"
#include "base/memory.h"
#include "store/media.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

/* How long a backup that cannot be reached is waited for; rows read at once; files whose bytes are on their
 * way to the disk; how many that are missing are named. */
enum {
    RETRY_MS = 60000,
    ROWS_AT_ONCE = 500,
    BATCH = 64,
    NAMED_MOST = 100,
    FILE_MODE = 0640,
    NAME_SIZE = 128
};

struct restore_job {
    struct store *store;
    const struct clock *clock;
    const char *data;
    const atomic_bool *stopping;
    atomic_bool is_pending;
    int64_t next_ms;     /* monotonic; not before */
    bool has_complained; /* of a backup that cannot be reached */
    char source[RESTORE_PATH_SIZE];
};

/* One run over all rows. */
struct bringing {
    struct restore_job *job;
    struct backup_looker looker;
    int source, media; /* descriptors of folders */
    struct manifest_reader reader;
    struct backup_line line; /* the next that was not passed */
    enum err line_state;
    int64_t brought, missing;
    size_t count;
    struct {
        char name[NAME_SIZE];
        int fd;
    } batch[BATCH];
};

struct restore_job *restore_job_new(struct store *store, const struct clock *clock, const char *data,
                                    const atomic_bool *stopping)
{
    struct restore_job *job = memory_new(1, sizeof *job);
    if (!job)
        return NULL;
    job->store = store;
    job->clock = clock;
    job->data = data;
    job->stopping = stopping;
    atomic_init(&job->is_pending, restore_source(data, job->source));
    return job;
}

void restore_job_free(struct restore_job *job)
{
    free(job);
}

bool restore_job_is_pending(const struct restore_job *job)
{
    return job && atomic_load(&job->is_pending);
}

static bool restore_is_stopping(void *context)
{
    const struct restore_job *job = context;
    return atomic_load(job->stopping);
}

static void bring_miss(struct bringing *bringing, const char *name, const char *why)
{
    if (bringing->missing++ < NAMED_MOST)
        log_warning("restore", LOG_SAYS("a file of the restored portal is missing"), LOG_TEXT("name", name),
                    LOG_TEXT("why", why));
}

/* What a file is called until it is whole; the collector of strays knows the beginning. */
static void bring_name_new(const char *name, char to[static NAME_SIZE])
{
    snprintf(to, NAME_SIZE, ".new-restore-%s", name);
}

/* All of the batch are on the disk, and get their names; but for those that were taken back meanwhile. */
static enum err bring_settle(struct bringing *bringing)
{
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < bringing->count; i++)
        err = fsync(bringing->batch[i].fd) ? ERR_INTERNAL : ERR_OK;
    for (size_t i = 0; i < bringing->count; i++) {
        const char *name = bringing->batch[i].name;
        char temporary[NAME_SIZE];
        bool is_needed = false;
        bring_name_new(name, temporary);
        close(bringing->batch[i].fd);
        if (!err && renameat(bringing->media, temporary, bringing->media, name))
            err = ERR_INTERNAL;
        if (!err)
            err = backup_store_needs(bringing->job->store, name, &is_needed);
        if (!err && !is_needed)
            unlinkat(bringing->media, name, 0);
        bringing->brought += !err && is_needed;
    }
    bringing->count = 0;
    return err ? err : fsync(bringing->media) ? ERR_INTERNAL : ERR_OK;
}

/* One file, to the batch. A file that is not what the manifest says is none. */
static enum err bring_file(struct bringing *bringing, const char *name)
{
    char temporary[NAME_SIZE], hash[BACKUP_HASH_SIZE];
    int64_t size = 0;
    auto_close int from = openat(bringing->source, bringing->line.name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (from < 0 && errno == ENOENT) {
        bring_miss(bringing, name, "the backup has it not");
        return ERR_OK;
    }
    bring_name_new(name, temporary);
    auto_close int to = from < 0 ? -1
                                 : openat(bringing->media, temporary,
                                          O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
    if (to < 0)
        return errno == ENOSPC || errno == EDQUOT ? ERR_STORAGE_FULL : ERR_INTERNAL;
    enum err err = backup_copy_fd(from, to, &bringing->looker, hash, &size);
    bool is_right = !err && size == bringing->line.size && strcmp(hash, bringing->line.hash) == 0;
    if (!is_right)
        unlinkat(bringing->media, temporary, 0);
    if (!err && !is_right)
        bring_miss(bringing, name, "damaged in the backup");
    if (err || !is_right)
        return err;
    sync_file_range(to, 0, 0, SYNC_FILE_RANGE_WRITE);
    snprintf(bringing->batch[bringing->count].name, NAME_SIZE, "%s", name);
    bringing->batch[bringing->count++].fd = to;
    to = -1;
    return bringing->count == BATCH ? bring_settle(bringing) : ERR_OK;
}

/* A file that a row needs: there already, or the backup's. */
static enum err bring_row(struct bringing *bringing, const struct backup_file_row *row)
{
    struct stat st;
    char wanted[NAME_SIZE];
    if (restore_is_stopping(bringing->job))
        return ERR_TIMEOUT;
    if (fstatat(bringing->media, row->name, &st, AT_SYMLINK_NOFOLLOW) == 0 && st.st_size == row->size)
        return ERR_OK;
    snprintf(wanted, sizeof wanted, "media/%s", row->name);
    while (!bringing->line_state && strcmp(bringing->line.name, wanted) < 0)
        bringing->line_state = manifest_next(&bringing->reader, &bringing->line);
    if (!bringing->line_state && strcmp(bringing->line.name, wanted) == 0)
        return bring_file(bringing, row->name);
    bring_miss(bringing, row->name, "the backup has it not");
    return ERR_OK;
}

static enum err bring_rows(struct bringing *bringing)
{
    char after[NAME_SIZE] = "";
    size_t count = ROWS_AT_ONCE;
    enum err err = ERR_OK;
    while (!err && count == ROWS_AT_ONCE) {
        auto_arena struct arena *arena = arena_new(4 * 1024 * 1024);
        struct backup_file_row *rows = NULL;
        err = arena ? backup_store_files(bringing->job->store, after, ROWS_AT_ONCE, arena, &rows, &count)
                    : ERR_MEMORY;
        for (size_t i = 0; !err && i < count; i++) {
            err = bring_row(bringing, &rows[i]);
            snprintf(after, sizeof after, "%s", rows[i].name);
        }
    }
    return err ? err : bring_settle(bringing);
}

/* Nobody waits for media any more. */
static enum err bring_end(const struct bringing *bringing)
{
    char path[RESTORE_PATH_SIZE];
    struct restore_job *job = bringing->job;
    snprintf(path, sizeof path, "%s/%s", job->data, RESTORE_PENDING);
    if (unlink(path))
        return ERR_INTERNAL;
    atomic_store(&job->is_pending, false);
    if (bringing->missing)
        log_warning("restore",
                    LOG_SAYS("the restored media are in their place, but not all; congd media check names "
                             "what is missing"),
                    LOG_NUMBER("media", bringing->brought), LOG_NUMBER("missing", bringing->missing));
    else
        log_info("restore", LOG_SAYS("the restored media are in their place"),
                 LOG_NUMBER("media", bringing->brought), LOG_NUMBER("missing", bringing->missing));
    return ERR_OK;
}

static enum err bring_all(struct bringing *bringing)
{
    bringing->line_state = manifest_open(&bringing->reader, bringing->source);
    if (bringing->line_state)
        return bringing->line_state;
    bringing->line_state = manifest_next(&bringing->reader, &bringing->line);
    enum err err = bring_rows(bringing);
    for (size_t i = 0; i < bringing->count; i++)
        close(bringing->batch[i].fd);
    /* Lines behind a damaged one were never looked at. */
    if (!err && bringing->line_state && bringing->line_state != ERR_NOT_FOUND)
        err = bringing->line_state;
    return err ? err : bring_end(bringing);
}

/* A backup on a disk that is not there is waited for. */
static enum err bring(struct restore_job *job)
{
    struct bringing bringing = {.job = job, .looker = {.watch = {restore_is_stopping, job}}};
    char media[RESTORE_PATH_SIZE];
    snprintf(media, sizeof media, "%s/media", job->data);
    auto_close int source = open(job->source, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    auto_close int folder = open(media, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bringing.source = source;
    bringing.media = folder;
    errno = source < 0 ? errno : 0;
    enum err err = source < 0 || folder < 0 ? ERR_NOT_FOUND : bring_all(&bringing);
    manifest_close(&bringing.reader);
    return err;
}

enum err restore_job_run(void *context)
{
    struct restore_job *job = context;
    if (!restore_job_is_pending(job) || clock_monotonic_ms(job->clock) < job->next_ms)
        return ERR_OK;
    enum err err = bring(job);
    /* Once: it is tried again all the time. */
    if (err && err != ERR_TIMEOUT && !job->has_complained) {
        log_error(
            "restore",
            LOG_SAYS("the media of the restored backup cannot be brought; this is tried again every minute"),
            LOG_TEXT("backup", job->source), LOG_TEXT("error", err_title(err, LANG_EN)));
        job->has_complained = true;
    }
    job->next_ms = clock_monotonic_ms(job->clock) + RETRY_MS;
    return ERR_OK;
}

int64_t restore_job_rest_ms(void *context)
{
    const struct restore_job *job = context;
    if (!restore_job_is_pending(job))
        return INT64_MAX;
    int64_t left_ms = job->next_ms - clock_monotonic_ms(job->clock);
    return left_ms > 0 ? left_ms : 0;
}
