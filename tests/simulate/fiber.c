/* Fibers by ucontext, with what the address sanitizer wants to be told of their stacks. */
#include "fiber.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/common_interface_defs.h>
#endif

enum { STACK = 1024 * 1024 };

struct fiber {
    ucontext_t own, caller;
    void (*run)(void *argument);
    void *argument;
    char *stack;
    bool is_done, has_no_patience;
    void *own_fake, *caller_fake;
    const void *caller_stack;
    size_t caller_size;
};

static struct fiber *current;

static void switch_begins(void **save, const void *stack, size_t size)
{
#ifdef __SANITIZE_ADDRESS__
    __sanitizer_start_switch_fiber(save, stack, size);
#else
    (void)save, (void)stack, (void)size;
#endif
}

static void switch_ended(void *save, const void **stack, size_t *size)
{
#ifdef __SANITIZE_ADDRESS__
    __sanitizer_finish_switch_fiber(save, stack, size);
#else
    (void)save, (void)stack, (void)size;
#endif
}

static void fiber_main(void)
{
    struct fiber *fiber = current;
    switch_ended(NULL, &fiber->caller_stack, &fiber->caller_size);
    fiber->run(fiber->argument);
    fiber->is_done = true;
    switch_begins(NULL, fiber->caller_stack, fiber->caller_size);
    swapcontext(&fiber->own, &fiber->caller);
    abort();
}

struct fiber *fiber_new(void (*run)(void *argument), void *argument)
{
    struct fiber *fiber = calloc(1, sizeof *fiber);
    if (!fiber)
        abort();
    fiber->run = run;
    fiber->argument = argument;
    fiber->stack =
        mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (fiber->stack == MAP_FAILED || getcontext(&fiber->own))
        abort();
    fiber->own.uc_stack.ss_sp = fiber->stack;
    fiber->own.uc_stack.ss_size = STACK;
    makecontext(&fiber->own, fiber_main, 0);
    return fiber;
}

void fiber_resume(struct fiber *fiber)
{
    current = fiber;
    switch_begins(&fiber->caller_fake, fiber->stack, STACK);
    swapcontext(&fiber->caller, &fiber->own);
    switch_ended(fiber->caller_fake, NULL, NULL);
    current = NULL;
}

void fiber_yield(void)
{
    struct fiber *fiber = current;
    if (!fiber)
        return;
    switch_begins(&fiber->own_fake, fiber->caller_stack, fiber->caller_size);
    swapcontext(&fiber->own, &fiber->caller);
    switch_ended(fiber->own_fake, &fiber->caller_stack, &fiber->caller_size);
}

bool fiber_is_done(const struct fiber *fiber)
{
    return fiber->is_done;
}

void fiber_free(struct fiber *fiber)
{
    munmap(fiber->stack, STACK);
    free(fiber);
}

void fiber_lose_patience(struct fiber *fiber)
{
    fiber->has_no_patience = true;
}

int __real_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex);
int __real_pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                                  const struct timespec *until);
int __wrap_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex);
int __wrap_pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                                  const struct timespec *until);

/* Whoever is resumed looks again at what it waits for, as after any wake-up. */
static void wait_by_turns(pthread_mutex_t *mutex)
{
    pthread_mutex_unlock(mutex);
    fiber_yield();
    pthread_mutex_lock(mutex);
}

int __wrap_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex)
{
    if (!current)
        return __real_pthread_cond_wait(condition, mutex);
    wait_by_turns(mutex);
    return 0;
}

int __wrap_pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                                  const struct timespec *until)
{
    struct fiber *fiber = current;
    if (!fiber)
        return __real_pthread_cond_timedwait(condition, mutex, until);
    wait_by_turns(mutex);
    bool is_over = fiber->has_no_patience;
    fiber->has_no_patience = false;
    return is_over ? ETIMEDOUT : 0;
}
