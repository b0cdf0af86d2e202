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
    STREAM_NOTIFIER_IDLE_MS = 1000,
    SCHEDULE_INTERVAL_MS = 100,
    CLEAR_INTERVAL_MS = 60000,
    MEMORY_INTERVAL_MS = 5000,
    MEDIA_GC_INTERVAL_MS = 3600000,
};

/* Places among the workers of those that are woken. */
enum { SYNC_THREAD = 0, SCHEDULE_THREAD = 1 };

/* What the disk refused once it may have forgotten: the process ends, and the next one recovers. */
static enum err sync_visits(void *context)
{
    if (!visits_sync(context))
        return ERR_OK;
    log_error("visits_sync", "error", "the journal cannot be written; ending");
    _exit(1);
}

static int64_t sync_rest_ms(void *context)
{
    return visits_are_synced(context) ? INT64_MAX : 0;
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
 * enough for their heartbeats. The first of them nudges. */
static enum err stream_notifier(void *context)
{
    struct background *background = context;
    struct running *running = background->running;
    bool is_idle = !streams_count(running->app.streams) && !atomic_load(&running->app.stopping);
    int64_t patience_ms = is_idle ? STREAM_NOTIFIER_IDLE_MS : STREAM_NOTIFIER_PATIENCE_MS;
    uint64_t generation = store_wait(running->store, background->stream_notified, patience_ms);
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

/* Once all is indexed, what changes is indexed by who changes it. */
static int64_t index_rest_ms(void *context)
{
    struct running *running = context;
    return search_is_complete(running->store) ? INT64_MAX : 0;
}

static void tell_schedule(void *context)
{
    struct background *background = context;
    schedule_note_commit(&background->schedule);
    worker_wake(background->workers[SCHEDULE_THREAD]);
}

static void tell_sync(void *context)
{
    struct background *background = context;
    worker_wake(background->workers[SYNC_THREAD]);
}

/* Who rests is woken from here on; what was missed before is made up for. */
static void background_listen(struct background *background)
{
    struct running *running = background->running;
    background->listener = (struct visits_listener){tell_sync, background};
    visits_listen(running->visits, &background->listener);
    store_on_commit(running->store, tell_schedule, background);
    tell_sync(background);
    tell_schedule(background);
}

enum err background_start(struct background *background, struct running *running)
{
    static const size_t counts[BACKGROUND_THREADS] = {[SYNC_THREAD] = 4, [SCHEDULE_THREAD] = 3, 1, 1, 1};
    const struct job jobs[BACKGROUND_JOBS] = {
        {"visits_sync", SYNC_INTERVAL_MS, sync_visits, running->visits, sync_rest_ms},
        {"visits_fold", running->settings->fold_interval, fold_visits, running->visits, NULL},
        {"token_uses", USES_INTERVAL_MS, flush_uses, running->store, NULL},
        {"search_misses", USES_INTERVAL_MS, flush_misses, running->store, NULL},
        {"schedule", SCHEDULE_INTERVAL_MS, schedule_tick, &background->schedule, schedule_rest_ms},
        {"clear", CLEAR_INTERVAL_MS, schedule_clear, running->store, NULL},
        {"memory", MEMORY_INTERVAL_MS, trim_memory, NULL, NULL},
        {"stream_notifier", STREAM_NOTIFIER_INTERVAL_MS, stream_notifier, background, NULL},
        {"search_index", INDEX_INTERVAL_MS, index_articles, running, index_rest_ms},
        {"media_gc", MEDIA_GC_INTERVAL_MS, media_gc_run, running->store, NULL},
    };
    schedule_begin(&background->schedule, running->store);
    background->running = running;
    enum err err = ERR_OK;
    for (size_t i = 0, first = 0; !err && i < BACKGROUND_THREADS; first += counts[i++]) {
        for (size_t j = first; j < first + counts[i]; j++)
            background->jobs[j] = jobs[j];
        err = worker_start(&background->jobs[first], counts[i], &background->workers[i]);
    }
    if (!err)
        background_listen(background);
    return err;
}

void background_stop(struct background *background)
{
    struct running *running = background->running;
    if (running) {
        visits_listen(running->visits, NULL);
        store_on_commit(running->store, NULL, NULL);
        store_nudge(running->store); /* the stream_notifier may be waiting */
    }
    for (size_t i = 0; i < BACKGROUND_THREADS; i++)
        worker_stop(background->workers[i]);
}
