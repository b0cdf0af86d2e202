#include "slow_pool.h"

#include "base/memory.h"

#include <pthread.h>
#include <stdlib.h>

enum { THREADS_MAX = 16 };

struct slow_pool {
    pthread_mutex_t lock; /* a leaf: no task runs under it */
    pthread_cond_t added;
    struct task *first, **end;
    size_t waiting, most;
    bool is_stopping;
    pthread_t threads[THREADS_MAX];
    unsigned thread_count;
};

/* The next task, waiting for one; NULL when it is over and none waits. */
static struct task *slow_pool_take(struct slow_pool *slow_pool, bool *ret_stopping)
{
    pthread_mutex_lock(&slow_pool->lock);
    while (!slow_pool->first && !slow_pool->is_stopping)
        pthread_cond_wait(&slow_pool->added, &slow_pool->lock);
    struct task *task = slow_pool->first;
    if (task) {
        slow_pool->first = task->next;
        slow_pool->waiting--;
        if (!slow_pool->first)
            slow_pool->end = &slow_pool->first;
    }
    *ret_stopping = slow_pool->is_stopping;
    pthread_mutex_unlock(&slow_pool->lock);
    return task;
}

static void *slow_pool_work(void *context)
{
    struct task *task;
    bool is_stopping;
    while ((task = slow_pool_take(context, &is_stopping)))
        task->run(task, is_stopping);
    return NULL;
}

enum err slow_pool_start(unsigned threads, size_t most, struct slow_pool **ret_pool)
{
    struct slow_pool *slow_pool = memory_new(1, sizeof *slow_pool);
    if (!slow_pool)
        return ERR_MEMORY;
    pthread_mutex_init(&slow_pool->lock, NULL);
    pthread_cond_init(&slow_pool->added, NULL);
    slow_pool->end = &slow_pool->first;
    slow_pool->most = most;
    while (slow_pool->thread_count < threads && slow_pool->thread_count < THREADS_MAX) {
        if (pthread_create(&slow_pool->threads[slow_pool->thread_count], NULL, slow_pool_work, slow_pool)) {
            slow_pool_stop(slow_pool);
            return ERR_MEMORY;
        }
        slow_pool->thread_count++;
    }
    *ret_pool = slow_pool;
    return ERR_OK;
}

bool slow_pool_add(struct slow_pool *slow_pool, struct task *task)
{
    pthread_mutex_lock(&slow_pool->lock);
    bool has_room = slow_pool->waiting < slow_pool->most && !slow_pool->is_stopping;
    if (has_room) {
        task->next = NULL;
        *slow_pool->end = task;
        slow_pool->end = &task->next;
        slow_pool->waiting++;
        pthread_cond_signal(&slow_pool->added);
    }
    pthread_mutex_unlock(&slow_pool->lock);
    return has_room;
}

void slow_pool_stop(struct slow_pool *slow_pool)
{
    if (!slow_pool)
        return;
    pthread_mutex_lock(&slow_pool->lock);
    slow_pool->is_stopping = true;
    pthread_cond_broadcast(&slow_pool->added);
    pthread_mutex_unlock(&slow_pool->lock);
    for (unsigned i = 0; i < slow_pool->thread_count; i++)
        pthread_join(slow_pool->threads[i], NULL);
    pthread_cond_destroy(&slow_pool->added);
    pthread_mutex_destroy(&slow_pool->lock);
    free(slow_pool);
}
