/* Which jobs there are, how often each runs, and which share a thread. What they do is work's, the
 * store's or visits'. */
#include "background.h"

#include "base/log.h"
#include "base/memory.h"
#include "broken_disk.h"
#include "handler/ratings.h"
#include "replication_settings.h"
#include "running.h"
#include "store/document.h"
#include "store/health.h"
#include "store/media_text.h"
#include "store/miss.h"
#include "store/redaction.h"
#include "store/seal.h"
#include "store/search.h"
#include "store/token.h"
#include "work/backup_job.h"
#include "work/copies.h"
#include "work/link_check.h"
#include "work/media_gc.h"
#include "work/restore.h"
#include "work/schedule.h"

#include <string.h>

/* Times between two beginnings of a job. A view that is counted is on the disk within a fifth of a second,
 * also on one that takes 50 ms for it. */
enum {
    SYNC_INTERVAL_MS = 150,
    RATINGS_INTERVAL_MS = 1000,
    USES_INTERVAL_MS = 60000,
    EXPIRY_INTERVAL_MS = 1000,
    INDEX_INTERVAL_MS = 500,
    REDACTION_INTERVAL_MS = 100,
    REGISTER_INTERVAL_MS = 1000,
    STREAM_NOTIFIER_INTERVAL_MS = 50, /* many commits in a row wake everybody once in this time */
    STREAM_NOTIFIER_PATIENCE_MS = 200,
    STREAM_NOTIFIER_IDLE_MS = 1000,
    SCHEDULE_INTERVAL_MS = 100,
    CLEAR_INTERVAL_MS = 60000,
    MEMORY_INTERVAL_MS = 5000,
    DISK_INTERVAL_MS = 500,
    DISK_REST_MS = 5000,
    MEDIA_GC_INTERVAL_MS = 3600000,
    BACKUP_INTERVAL_MS = 100,
    RESTORE_INTERVAL_MS = 100,
    INTEGRITY_INTERVAL_MS = 500,
    LINKS_INTERVAL_MS = 500,
    MAIL_INTERVAL_MS = 500,
    PUSH_INTERVAL_MS = 100,
    CROPS_INTERVAL_MS = 500,
    SITE_FILES_INTERVAL_MS = 60 * 1000,
    TEXTS_INTERVAL_MS = 200,
    FOLLOW_INTERVAL_MS = 10,
};

/* Places among the workers of those that are woken. */
enum {
    SYNC_THREAD = 0,
    SCHEDULE_THREAD = 2,
    INDEX_THREAD = 4,
    KEEPER_THREAD = 5,
    LINKS_THREAD = 7,
    PUSH_THREAD = 8
};

/* What the disk refused once it may have forgotten. */
static enum err sync_visits(void *context)
{
    return broken_disk_judge(visits_sync(context));
}

static int64_t sync_rest_ms(void *context)
{
    return visits_are_synced(context) ? INT64_MAX : 0;
}

/* The functions of visits and store have types of their own; a job has but a pointer. */
static enum err fold_visits(void *context)
{
    return visits_fold(context);
}

/* When each token was used last: in one transaction a minute, and not one for each request. */
static enum err flush_uses(void *context)
{
    return token_flush_uses(context);
}

/* Likewise the queries that found nothing. */
static enum err flush_misses(void *context)
{
    return miss_flush(context);
}

/* malloc() keeps what a large request gave back; see base/memory.h. */
static enum err trim_memory(void *context)
{
    (void)context;
    memory_trim();
    return ERR_OK;
}

static enum err look_at_disk(void *context)
{
    store_look_at_disk(context);
    return ERR_OK;
}

/* A full disk that has room again shall be noticed soon. */
static int64_t disk_rest_ms(void *context)
{
    struct store_health health;
    store_health(context, &health);
    return health.is_full ? 0 : DISK_REST_MS;
}

/* Those who follow the feed are told as soon as something was committed, and otherwise looked after often
 * enough for their heartbeats. The first of them nudges. */
static enum err stream_notifier(void *context)
{
    struct background *background = context;
    struct running *running = background->running;
    bool is_idle = !streams_count(running->app.streams) && !atomic_load(&running->app.stopping);
    int64_t patience_ms = is_idle ? STREAM_NOTIFIER_IDLE_MS : STREAM_NOTIFIER_PATIENCE_MS;
    /* Returns at once when something was committed, so that followers hear of it within the job's
     * interval; otherwise after its patience. */
    uint64_t generation = store_wait(running->store, background->stream_notified, patience_ms);
    if (generation != background->stream_notified)
        streams_wake(running->app.streams);
    /* What was committed after store_wait() is seen in the next round. */
    streams_tick(running->app.streams);
    background->stream_notified = generation;
    return ERR_OK;
}

/* Until nothing waits to be indexed; each step is a transaction of its own, so that others come between. */
static enum err index_articles(void *context)
{
    struct running *running = context;
    bool done = false;
    enum err err = ERR_OK;
    /* Ends with the daemon, however much is left; the next start goes on. */
    while (!err && !done && !atomic_load(&running->app.stopping))
        err = search_rebuild(running->store, &done);
    return err;
}

/* Once all is indexed, what changes is indexed by who changes it. */
static int64_t index_rest_ms(void *context)
{
    struct running *running = context;
    return search_is_complete(running->store) ? INT64_MAX : 0;
}

static enum err save_ratings(void *context)
{
    struct running *running = context;
    return ratings_save(running->app.ratings, running->store);
}

/* Until each version of before has its seal; readers and writers come between. */
static enum err seal_former(void *context)
{
    struct background *background = context;
    enum err err = ERR_OK;
    while (!err && !background->is_sealed && !atomic_load(&background->running->app.stopping))
        err = seal_fill(background->running->store, &background->is_sealed);
    return err;
}

/* What is published from here on is sealed by who publishes it. */
static int64_t seal_rest_ms(void *context)
{
    const struct background *background = context;
    return background->is_sealed ? INT64_MAX : 0;
}

/* So that no reader waits until the register of documents is read. */
static enum err keep_register(void *context)
{
    return register_refresh(context);
}

/* Until something is committed. */
static int64_t register_rest_ms(void *context)
{
    (void)context;
    return INT64_MAX;
}

static void tell_schedule(void *context)
{
    struct background *background = context;
    schedule_note_commit(&background->schedule);
    worker_wake(background->workers[SCHEDULE_THREAD]);
    worker_wake(background->workers[INDEX_THREAD]);
    if (background->links.is_wanted || *background->mail.options.from ||
        media_text_is_due(background->running->store))
        worker_wake(background->workers[LINKS_THREAD]);
    if (background->push.options.rules)
        worker_wake(background->workers[PUSH_THREAD]);
    if (atomic_load(&background->running->app.pictures_due))
        worker_wake(background->workers[KEEPER_THREAD]);
}

static void tell_sync(void *context)
{
    struct background *background = context;
    worker_wake(background->workers[SYNC_THREAD]);
}

static void tell_keeper(void *context)
{
    struct background *background = context;
    worker_wake(background->workers[KEEPER_THREAD]);
}

/* Who rests is woken from here on; what was missed before is made up for. */
static void background_listen(struct background *background)
{
    struct running *running = background->running;
    background->listener = (struct visits_listener){tell_sync, background};
    visits_listen(running->visits, &background->listener);
    store_on_commit(running->store, tell_schedule, background);
    backup_job_listen(running->app.backups, tell_keeper, background);
    tell_sync(background);
    tell_schedule(background);
}

/* Where several machines share a log: before any other job, as these may need what it brings. */
static enum err start_follower(struct background *background)
{
    struct running *running = background->running;
    if (!running->ordered)
        return ERR_OK;
    background->follow = (struct follow_log){.store = running->store, .ordered = running->ordered};
    replication_node(running->settings, background->follow.node);
    background->follow_job =
        (struct job){"replication", FOLLOW_INTERVAL_MS, follow_log_run, &background->follow, NULL};
    return worker_start(&background->follow_job, 1, &background->follower);
}

/* Copies the jobs into *background and starts a thread for each group of them; those that were started
 * stay so when a later one fails. */
enum err background_start(struct background *background, struct running *running)
{
    background->running = running;
    enum err err = background_begin(background);
    if (!err)
        err = start_follower(background);
    /* How many of the jobs below, in their order, each thread has. The journal is synchronised by one of its
     * own: a fold waits for the writer, which an import may have for seconds. */
    static const size_t counts[BACKGROUND_THREADS] = {
        [SYNC_THREAD] = 1,   5, [SCHEDULE_THREAD] = 5, 1, [INDEX_THREAD] = 4,
        [KEEPER_THREAD] = 7, 1, [LINKS_THREAD] = 4,    1};
    /* The order is that of the groups in counts. */
    const struct job jobs[BACKGROUND_JOBS] = {
        {"visits_sync", SYNC_INTERVAL_MS, sync_visits, running->visits, sync_rest_ms},
        {"visits_fold", running->settings->fold_interval, fold_visits, running->visits, NULL},
        {"ratings", RATINGS_INTERVAL_MS, save_ratings, running, NULL},
        {"token_uses", USES_INTERVAL_MS, flush_uses, running->store, NULL},
        {"search_misses", USES_INTERVAL_MS, flush_misses, running->store, NULL},
        {"token_expiry", EXPIRY_INTERVAL_MS, token_expiry_run, &background->token_expiry,
         token_expiry_rest_ms},
        {"schedule", SCHEDULE_INTERVAL_MS, schedule_tick, &background->schedule, schedule_rest_ms},
        {"clear", CLEAR_INTERVAL_MS, schedule_clear, running->store, NULL},
        {"petitions", EXPIRY_INTERVAL_MS, petition_clock_run, &background->petition_clock,
         petition_clock_rest_ms},
        {"memory", MEMORY_INTERVAL_MS, trim_memory, NULL, NULL},
        {"disk", DISK_INTERVAL_MS, look_at_disk, running->store, disk_rest_ms},
        {"stream_notifier", STREAM_NOTIFIER_INTERVAL_MS, stream_notifier, background, NULL},
        {"search_index", INDEX_INTERVAL_MS, index_articles, running, index_rest_ms},
        {"redaction", REDACTION_INTERVAL_MS, redaction_job_run, &background->redaction,
         redaction_job_rest_ms},
        {"seals", INDEX_INTERVAL_MS, seal_former, background, seal_rest_ms},
        {"register", REGISTER_INTERVAL_MS, keep_register, running->store, register_rest_ms},
        /* On one thread: nothing is collected while a backup is made, nor one made of media on their way. */
        {"copies", BACKUP_INTERVAL_MS, copies_job_run, running->app.copies, copies_job_rest_ms},
        {"restore", RESTORE_INTERVAL_MS, restore_job_run, running->app.restore, restore_job_rest_ms},
        {"media_gc", MEDIA_GC_INTERVAL_MS, media_gc_run, running->store, NULL},
        {"renditions", CROPS_INTERVAL_MS, rendition_job_run, &background->renditions, rendition_job_rest_ms},
        {"crops", CROPS_INTERVAL_MS, crop_job_run, &background->crops, crop_job_rest_ms},
        {"site_files", SITE_FILES_INTERVAL_MS, site_files_run, &background->site_files, NULL},
        {"backup", BACKUP_INTERVAL_MS, backup_job_run, running->app.backups, backup_job_rest_ms},
        {"integrity", INTEGRITY_INTERVAL_MS, integrity_job_run, &background->integrity,
         integrity_job_rest_ms},
        {"links", LINKS_INTERVAL_MS, link_check_run, background->link_check, link_check_rest_ms},
        {"mail", MAIL_INTERVAL_MS, daily_mail_run, &background->mail, daily_mail_rest_ms},
        {"digests", MAIL_INTERVAL_MS, digest_job_run, &background->digest, digest_job_rest_ms},
        {"texts", TEXTS_INTERVAL_MS, text_job_run, &background->texts, text_job_rest_ms},
        {"pushes", PUSH_INTERVAL_MS, push_job_run, &background->push, push_job_rest_ms},
    };
    background->integrity = (struct integrity_job){running->store, &clock_system, &running->app.stopping, 0};
    for (size_t i = 0, first = 0; !err && i < BACKGROUND_THREADS; first += counts[i++]) {
        /* Into the struct, since a worker borrows its jobs. */
        for (size_t j = first; j < first + counts[i]; j++)
            background->jobs[j] = jobs[j];
        err = worker_start(&background->jobs[first], counts[i], &background->workers[i]);
    }
    if (!err)
        background_listen(background);
    return err;
}

/* One after the other: each waits for the job it is at. Workers that were never started are NULL. */
void background_stop(struct background *background)
{
    struct running *running = background->running;
    if (running) {
        visits_listen(running->visits, NULL);
        store_on_commit(running->store, NULL, NULL);
        backup_job_listen(running->app.backups, NULL, NULL);
        store_nudge(running->store); /* the stream_notifier may be waiting */
        if (running->ordered)
            ordered_hang_up(running->ordered);
    }
    for (size_t i = 0; i < BACKGROUND_THREADS; i++)
        worker_stop(background->workers[i]);
    worker_stop(TAKE(background->follower));
    link_check_free(TAKE(background->link_check));
}
