#include "aside.h"

#include "base/memory.h"

#include <pthread.h>
#include <stdlib.h>

enum { THREADS_MAX = 16 };

struct aside {
    pthread_mutex_t lock; /* a leaf: no task runs under it */
    pthread_cond_t added;
    struct task *first, **end;
    size_t waiting, most;
    bool is_stopping;
    pthread_t threads[THREADS_MAX];
    unsigned thread_count;
};

/* The next task, waiting for one; NULL when it is over and none waits. */
static struct task *take(struct aside *aside, bool *ret_stopping)
{
    pthread_mutex_lock(&aside->lock);
    while (!aside->first && !aside->is_stopping)
        pthread_cond_wait(&aside->added, &aside->lock);
    struct task *task = aside->first;
    if (task) {
        aside->first = task->next;
        aside->waiting--;
        if (!aside->first)
            aside->end = &aside->first;
    }
    *ret_stopping = aside->is_stopping;
    pthread_mutex_unlock(&aside->lock);
    return task;
}

static void *work(void *context)
{
    struct task *task;
    bool is_stopping;
    while ((task = take(context, &is_stopping)))
        task->run(task, is_stopping);
    return NULL;
}

enum err aside_start(unsigned threads, size_t most, struct aside **ret_aside)
{
    struct aside *aside = memory_new(1, sizeof *aside);
    if (!aside)
        return ERR_MEMORY;
    pthread_mutex_init(&aside->lock, NULL);
    pthread_cond_init(&aside->added, NULL);
    aside->end = &aside->first;
    aside->most = most;
    while (aside->thread_count < threads && aside->thread_count < THREADS_MAX) {
        if (pthread_create(&aside->threads[aside->thread_count], NULL, work, aside)) {
            aside_stop(aside);
            return ERR_MEMORY;
        }
        aside->thread_count++;
    }
    *ret_aside = aside;
    return ERR_OK;
}

bool aside_add(struct aside *aside, struct task *task)
{
    pthread_mutex_lock(&aside->lock);
    bool has_room = aside->waiting < aside->most && !aside->is_stopping;
    if (has_room) {
        task->next = NULL;
        *aside->end = task;
        aside->end = &task->next;
        aside->waiting++;
        pthread_cond_signal(&aside->added);
    }
    pthread_mutex_unlock(&aside->lock);
    return has_room;
}

void aside_stop(struct aside *aside)
{
    if (!aside)
        return;
    pthread_mutex_lock(&aside->lock);
    aside->is_stopping = true;
    pthread_cond_broadcast(&aside->added);
    pthread_mutex_unlock(&aside->lock);
    for (unsigned i = 0; i < aside->thread_count; i++)
        pthread_join(aside->threads[i], NULL);
    pthread_cond_destroy(&aside->added);
    pthread_mutex_destroy(&aside->lock);
    free(aside);
}
