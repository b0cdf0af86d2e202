/* What the last look at copies found, kept for those who may not wait for a disk. */
#include "base/log.h"
#include "base/memory.h"
#include "work/copies.h"

#include <pthread.h>
#include <string.h>

enum { LOOK_INTERVAL_MS = 60000, ARENA_MAX = 256 * 1024 * 1024 };

struct copies_job {
    struct copies_scope scope;
    pthread_mutex_t lock; /* a leaf; of what follows */
    struct arena *arena;  /* of the copies */
    struct copies copies;
    int64_t looked_ms;
    uint64_t begun, shown; /* looks are numbered as they begin; which of them it is */
};

struct copies_job *copies_job_new(const struct copies_scope *scope)
{
    struct copies_job *job = memory_new(1, sizeof *job);
    if (!job)
        return NULL;
    job->scope = *scope;
    pthread_mutex_init(&job->lock, NULL);
    return job;
}

void copies_job_free(struct copies_job *job)
{
    if (!job)
        return;
    arena_free(job->arena);
    pthread_mutex_destroy(&job->lock);
    free(job);
}

enum err copies_job_run(void *context)
{
    struct copies_job *job = context;
    struct arena *arena = arena_new(ARENA_MAX);
    struct copies copies;
    int64_t now_ms = clock_now_ms(job->scope.clock);
    pthread_mutex_lock(&job->lock);
    uint64_t number = ++job->begun;
    pthread_mutex_unlock(&job->lock);
    enum err err = arena ? copies_look(&job->scope, arena, &copies) : ERR_MEMORY;
    pthread_mutex_lock(&job->lock);
    /* Two threads look: one that began before another has ended may have seen less. */
    if (!err && number > job->shown) {
        struct arena *former = job->arena;
        job->arena = arena;
        job->copies = copies;
        job->looked_ms = now_ms;
        job->shown = number;
        arena = former;
    }
    pthread_mutex_unlock(&job->lock);
    arena_free(arena);
    return err;
}

int64_t copies_job_rest_ms(void *context)
{
    (void)context;
    return LOOK_INTERVAL_MS;
}

static bool is_asked(const struct copies *copies, const struct copy *copy, const struct copies_asked *asked)
{
    return (asked->is_anything && copy_held(copy)) ||
           (asked->redaction && copy_holds_redaction(copies, copy, asked->redaction)) ||
           (asked->erasure && copy_holds_erasure(copies, copy, asked->erasure));
}

enum err copies_job_of(struct copies_job *job, const struct copies_asked *asked, struct arena *arena,
                       struct copy **ret_items, size_t *ret_count, int64_t *ret_looked_ms)
{
    size_t count = 0;
    pthread_mutex_lock(&job->lock);
    struct copy *items = arena_zero(arena, job->copies.count + 1, sizeof *items);
    for (size_t i = 0; items && i < job->copies.count; i++) {
        if (!is_asked(&job->copies, &job->copies.items[i], asked))
            continue;
        items[count] = job->copies.items[i];
        /* Those are the look's. */
        items[count].redactions = items[count].erasures = NULL;
        count++;
    }
    *ret_looked_ms = job->looked_ms;
    pthread_mutex_unlock(&job->lock);
    if (!items)
        return ERR_MEMORY;
    *ret_items = items;
    *ret_count = count;
    return ERR_OK;
}
