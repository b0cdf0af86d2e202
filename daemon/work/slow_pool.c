/* The slow pool: classes of tasks with their queues and threads. It knows nothing of what the tasks do.
 * Queues and threads are under one lock, which is held for moments only. Threads of a class are never
 * ended before the pool stops: those that were needed once will be needed again. */
#include "slow_pool_inner.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Running ones are few, for they compete with readers for processors and disk. Accounts have many
 * threads, since writers mostly wait for a commit that they share; pictures wait for the helper, in
 * seconds. */
const struct class_row slow_pool_rows[SLOW_CLASSES] = {
    [SLOW_ANONYMOUS] = {"slow-anonymous", 2, 2, 64, 8, 30 * S},
    [SLOW_ACCOUNT] = {"slow-account", 2, 32, 256, 64, 30 * S},
    /* Half of the queue is for devices that signed in before, whatever strangers do. */
    [SLOW_SIGN_IN] = {"slow-sign-in", PROCESSORS, PROCESSORS, 16, 8, 30 * S},
    [SLOW_PICTURE] = {"slow-picture", 3, 6, 200, 64, 120 * S},
    [SLOW_ENCLOSED] = {"slow-enclosed", 1, 2, 16, 4, 60 * S},
    [SLOW_IMPORT] = {"slow-import", 1, 1, 0, 0, 0},
    [SLOW_BODY] = {"slow-body", 2, 2, 0, 0, 0},
    [SLOW_STREAM] = {"slow-stream", 2, 2, 0, 0, 0},
};

/* Whose work this thread does; NULL on threads that are no pool's. */
static _Thread_local struct slow_thread *current;

/* Without threads: they are made with the first task of their class. */
struct slow_pool *slow_pool_new(const struct clock *clock)
{
    struct slow_pool *pool = calloc(1, sizeof *pool);
    if (!pool)
        return NULL;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned most = processors < 1 ? 1 : processors > THREADS_MAX ? THREADS_MAX : (unsigned)processors;
    pool->clock = clock;
    pthread_mutex_init(&pool->lock, NULL);
    for (enum slow_class i = 0; i < SLOW_CLASSES; i++) {
        /* Otherwise next_place() would never let a task begin. */
        const struct class_row *row = &slow_pool_rows[i];
        struct class_state *class = &pool->classes[i];
        class->running_most = row->running == PROCESSORS ? most : row->running;
        class->threads_most = row->threads == PROCESSORS ? most : row->threads;
        assert(class->running_most >= 1 && class->running_most <= class->threads_most &&
               class->threads_most <= THREADS_MAX);
        pthread_cond_init(&pool->classes[i].added, NULL);
        /* Where the next task is linked in; an empty queue's end is its beginning. */
        pool->classes[i].end = &pool->classes[i].first;
    }
    return pool;
}

/* Tasks have all been called by then, and threads joined. */
void slow_pool_free(struct slow_pool *pool)
{
    if (!pool)
        return;
    assert(pool->is_stopping);
    for (enum slow_class i = 0; i < SLOW_CLASSES; i++)
        pthread_cond_destroy(&pool->classes[i].added);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}

/* Whether a task of this key runs; one that only waits takes nothing from others. */
static bool key_is_running(const struct class_state *class, uint64_t key)
{
    for (unsigned i = 0; i < class->thread_count; i++) {
        const struct slow_thread *thread = &class->threads[i];
        if (thread->has_task && !thread->is_waiting && thread->key == key)
            return true;
    }
    return false;
}

/* Where the task to be done next stands in the queue, or NULL when none may begin now: some threads stay free
 * of tasks that may wait, for the others. */
static struct task **next_place(struct slow_pool *pool, enum slow_class which)
{
    struct class_state *class = &pool->classes[which];
    const struct class_row *row = &slow_pool_rows[which];
    struct task **fitting = NULL;
    /* In order, without limits, since each is only told that it is over. */
    if (pool->is_stopping)
        return class->first ? &class->first : NULL;
    if (class->running >= class->running_most || class->busy >= class->threads_most)
        return NULL;
    /* With so many busy only the last threads are left, and those are for tasks that do not wait: they
     * may be what the waiting ones wait for. */
    bool is_short =
        class->threads_most > class->running_most && class->busy >= class->threads_most - class->running_most;
    for (struct task **place = &class->first; *place; place = &(*place)->next) {
        if (is_short && (*place)->may_wait)
            continue;
        /* Who has nothing running goes first; among equals who came first. */
        if (!row->waiting || !key_is_running(class, (*place)->key))
            return place;
        if (!fitting)
            fitting = place;
    }
    return fitting;
}

/* Takes the task out of the queue; `place` is the pointer to it, within the list. */
static struct task *take_from(struct class_state *class, struct task **place)
{
    struct task *task = *place;
    *place = task->next;
    /* It was the last, so the queue ends here now. */
    if (!*place)
        class->end = place;
    class->waiting--;
    return task;
}

static void *slow_thread_run(void *context);

/* Small, for many of them mostly wait; a sanitizer's frames need what is usual. */
static void set_stack(pthread_attr_t *attributes)
{
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    pthread_attr_setstacksize(attributes, STACK_SIZE);
#else
    (void)attributes;
#endif
}

/* One thread more of the class; without memory for it there are as many as before. Under the lock. */
static void add_thread(struct slow_pool *pool, enum slow_class which)
{
    struct class_state *class = &pool->classes[which];
    /* Places are filled in order and never moved: threads point to their own. */
    struct slow_thread *thread = &class->threads[class->thread_count];
    pthread_attr_t attributes;
    *thread = (struct slow_thread){.pool = pool, .class = which};
    pthread_attr_init(&attributes);
    set_stack(&attributes);
    if (!pthread_create(&thread->thread, &attributes, slow_thread_run, thread)) {
        class->thread_count++;
        /* Here and not by the thread, so that no second one is made before it has begun. */
        class->idle++;
    }
    pthread_attr_destroy(&attributes);
}

/* Sees to it that somebody takes what may begin now. Under the lock. */
static void rouse(struct slow_pool *pool, enum slow_class which)
{
    struct class_state *class = &pool->classes[which];
    if (!next_place(pool, which))
        return;
    /* Busy ones come back by themselves when all threads there may be exist. */
    if (!class->idle && class->thread_count < class->threads_most)
        add_thread(pool, which);
    pthread_cond_signal(&class->added);
}

/* The next task, waiting for one; NULL when it is over and none is left. Under the lock. */
static struct task *take(struct slow_thread *thread)
{
    struct slow_pool *pool = thread->pool;
    struct class_state *class = &pool->classes[thread->class];
    struct task **place;
    /* What may begin depends on others, so it is asked anew after each wake. */
    while (!(place = next_place(pool, thread->class)) && !pool->is_stopping)
        pthread_cond_wait(&class->added, &pool->lock);
    if (!place)
        return NULL;
    struct task *task = take_from(class, place);
    if (!pool->is_stopping) /* milliseconds are fine enough where half a minute may be spent */
        histogram_add(&class->wait, &histogram_times,
                      (uint64_t)(clock_monotonic_ms(pool->clock) - task->since_ms) * 1000);
    /* Noted here, for the task may be gone as soon as it runs. */
    thread->key = task->key;
    thread->has_task = true;
    class->idle--;
    class->busy++;
    class->running++;
    /* One signal wakes one thread; if there is more to do, that one wakes the next. */
    rouse(pool, thread->class);
    return task;
}

/* Under the lock. */
static void put_down(struct slow_thread *thread)
{
    struct class_state *class = &thread->pool->classes[thread->class];
    /* A task that ends must have ended its waiting, or the counts are wrong. */
    assert(!thread->is_waiting);
    thread->has_task = false;
    class->idle++;
    class->busy--;
    class->running--;
}

/* A thread's whole life: take, run, put down, until the pool stops and the queue is empty. */
static void *slow_thread_run(void *context)
{
    struct slow_thread *thread = context;
    struct slow_pool *pool = thread->pool;
    struct task *task;
    current = thread;
    pthread_setname_np(pthread_self(), slow_pool_rows[thread->class].name);
    /* On Linux a niceness is a thread's, against what POSIX says. */
    setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), NICENESS);
    pthread_mutex_lock(&pool->lock);
    while ((task = take(thread))) {
        enum task_call call = pool->is_stopping ? TASK_STOP : TASK_RUN;
        pthread_mutex_unlock(&pool->lock);
        /* Without the lock. The task is not touched behind it: it may be freed. */
        task->run(task, call);
        pthread_mutex_lock(&pool->lock);
        put_down(thread);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

/* Whether one more of this key may wait. Queues are short enough to be counted through. */
static bool has_room(const struct class_state *class, const struct class_row *row, uint64_t key)
{
    unsigned same = 0;
    if (!row->waiting)
        return true;
    for (const struct task *task = class->first; task; task = task->next)
        same += task->key == key;
    return class->waiting < row->waiting && same < row->waiting_key;
}

bool slow_pool_add(struct slow_pool *pool, struct task *task)
{
    assert(task->class < SLOW_CLASSES && task->run);
    struct class_state *class = &pool->classes[task->class];
    /* Outside of the lock, as everything that can be. */
    int64_t now_ms = clock_monotonic_ms(pool->clock);
    pthread_mutex_lock(&pool->lock);
    /* Should there be no memory for a thread later, there is at least this one. */
    if (!class->thread_count && !pool->is_stopping)
        add_thread(pool, task->class);
    bool is_added =
        !pool->is_stopping && class->thread_count && has_room(class, &slow_pool_rows[task->class], task->key);
    if (is_added) {
        task->since_ms = now_ms;
        task->next = NULL;
        *class->end = task;
        class->end = &task->next;
        class->waiting++;
        /* Behind the linking, for it looks at the queue. */
        rouse(pool, task->class);
    }
    class->refused += !is_added;
    pthread_mutex_unlock(&pool->lock);
    return is_added;
}

/* Takes out of the queue what is over before it began; the calls come later, without the lock. */
static void sift(struct slow_pool *pool, enum slow_class which, int64_t now_ms, struct task **late,
                 struct task **gone)
{
    struct class_state *class = &pool->classes[which];
    struct task **place = &class->first;
    while (*place) {
        struct task *task = *place;
        bool is_late = now_ms - task->since_ms >= slow_pool_rows[which].patience_ms;
        /* Asked under the lock, so it must be quick: one poll(2) without waiting. */
        bool is_gone = task->is_gone && task->is_gone(task);
        if (!is_late && !is_gone) {
            place = &task->next;
            continue;
        }
        take_from(class, place);
        class->late += !is_gone;
        class->gone += is_gone;
        /* Gone wins over late, for then nobody reads an answer. */
        task->next = is_gone ? *gone : *late;
        *(is_gone ? gone : late) = task;
    }
}

/* Each task may be gone as soon as it was called, so the next one is read before. */
static void call_all(struct task *first, enum task_call call)
{
    while (first) {
        struct task *task = first;
        first = task->next;
        task->run(task, call);
    }
}

void slow_pool_tick(struct slow_pool *pool)
{
    struct task *late = NULL, *gone = NULL;
    int64_t now_ms = clock_monotonic_ms(pool->clock);
    pthread_mutex_lock(&pool->lock);
    /* Classes without a limit have no patience either. */
    for (enum slow_class i = 0; i < SLOW_CLASSES; i++)
        if (slow_pool_rows[i].waiting)
            sift(pool, i, now_ms, &late, &gone);
    pthread_mutex_unlock(&pool->lock);
    /* On the caller's thread; each such call only makes a short refusal. */
    call_all(late, TASK_LATE);
    call_all(gone, TASK_GONE);
}

void slow_pool_stop(struct slow_pool *pool)
{
    if (!pool)
        return;
    pthread_mutex_lock(&pool->lock);
    /* Every thread is woken, those without anything to do included. */
    pool->is_stopping = true;
    for (enum slow_class i = 0; i < SLOW_CLASSES; i++)
        pthread_cond_broadcast(&pool->classes[i].added);
    pthread_mutex_unlock(&pool->lock);
    for (enum slow_class i = 0; i < SLOW_CLASSES; i++) {
        /* Threads run what is in the queue as TASK_STOP before they end. */
        for (unsigned j = 0; j < pool->classes[i].thread_count; j++)
            pthread_join(pool->classes[i].threads[j].thread, NULL);
        /* So that a second call finds nothing to join. */
        pool->classes[i].thread_count = 0;
    }
}

void slow_pool_wait(bool begins)
{
    struct slow_thread *thread = current;
    /* On serving threads and jobs; the store calls this wherever it waits. */
    if (!thread)
        return;
    struct slow_pool *pool = thread->pool;
    struct class_state *class = &pool->classes[thread->class];
    pthread_mutex_lock(&pool->lock);
    assert(thread->is_waiting != begins);
    thread->is_waiting = begins;
    /* Who ends to wait goes on at once, though more than the limit may run for a moment: it may hold what the
     * others wait for. */
    class->running += begins ? -1U : 1U;
    /* The place that became free may be somebody's; one who comes back takes his own again. */
    if (begins)
        rouse(pool, thread->class);
    pthread_mutex_unlock(&pool->lock);
}
