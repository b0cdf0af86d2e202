#include "background.h"

#include "base/log.h"
#include "base/memory.h"
#include "running.h"
#include "store/miss.h"
#include "store/search.h"
#include "store/token.h"
#include "work/media_gc.h"
#include "work/schedule.h"

#include <unistd.h>

enum {
    SYNC_INTERVAL_MS = 200,
    USES_INTERVAL_MS = 60000,
    INDEX_INTERVAL_MS = 500,
    STREAM_NOTIFIER_INTERVAL_MS = 50, /* many commits in a row wake everybody once in this time */
    STREAM_NOTIFIER_PATIENCE_MS = 200,
    SCHEDULE_INTERVAL_MS = 100,
    CLEAR_INTERVAL_MS = 60000,
    MEMORY_INTERVAL_MS = 5000,
    MEDIA_GC_INTERVAL_MS = 3600000,
};

/* What the disk refused once it may have forgotten: the process ends, and the next one recovers. */
static enum err sync_visits(void *context)
{
    if (!visits_sync(context))
        return ERR_OK;
    log_error("visits_sync", "error", "the journal cannot be written; ending");
    _exit(1);
}

static enum err fold_visits(void *context)
{
    return visits_fold(context);
}

static enum err flush_uses(void *context)
{
    return token_flush_uses(context);
}

static enum err flush_misses(void *context)
{
    return miss_flush(context);
}

static enum err trim_memory(void *context)
{
    (void)context;
    memory_trim();
    return ERR_OK;
}

/* Those who follow the feed are told as soon as something was committed, and otherwise looked after often
 * enough for their heartbeats. */
static enum err stream_notifier(void *context)
{
    struct background *background = context;
    struct running *running = background->running;
    uint64_t generation =
        store_wait(running->store, background->stream_notified, STREAM_NOTIFIER_PATIENCE_MS);
    if (generation != background->stream_notified)
        streams_wake(running->app.streams);
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
    while (!err && !done && !atomic_load(&running->app.stopping))
        err = search_rebuild(running->store, &done);
    return err;
}

enum err background_start(struct background *background, struct running *running)
{
    static const size_t counts[BACKGROUND_THREADS] = {4, 3, 1, 1, 1};
    const struct job jobs[BACKGROUND_JOBS] = {
        {"visits_sync", SYNC_INTERVAL_MS, sync_visits, running->visits},
        {"visits_fold", running->settings->fold_interval, fold_visits, running->visits},
        {"token_uses", USES_INTERVAL_MS, flush_uses, running->store},
        {"search_misses", USES_INTERVAL_MS, flush_misses, running->store},
        {"schedule", SCHEDULE_INTERVAL_MS, schedule_tick, running->store},
        {"clear", CLEAR_INTERVAL_MS, schedule_clear, running->store},
        {"memory", MEMORY_INTERVAL_MS, trim_memory, NULL},
        {"stream_notifier", STREAM_NOTIFIER_INTERVAL_MS, stream_notifier, background},
        {"search_index", INDEX_INTERVAL_MS, index_articles, running},
        {"media_gc", MEDIA_GC_INTERVAL_MS, media_gc_run, running->store},
    };
    background->running = running;
    enum err err = ERR_OK;
    for (size_t i = 0, first = 0; !err && i < BACKGROUND_THREADS; first += counts[i++]) {
        for (size_t j = first; j < first + counts[i]; j++)
            background->jobs[j] = jobs[j];
        err = worker_start(&background->jobs[first], counts[i], &background->workers[i]);
    }
    return err;
}

void background_stop(struct background *background)
{
    for (size_t i = 0; i < BACKGROUND_THREADS; i++)
        worker_stop(background->workers[i]);
}
