/* Memory that ends when a test says so: what the program itself asks of malloc(), calloc() and realloc(), not
 * what its libraries do. Who includes this is linked with --wrap of the three (cmake/tests.cmake), in one
 * file of a program. */
#ifndef TEST_FAILING_MEMORY_H
#define TEST_FAILING_MEMORY_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

static struct {
    atomic_int left; /* the allocation that fails, counted down; 0: none */
    atomic_bool happened;
    atomic_bool goes_on; /* and each behind it */
} failing_memory;

/* The `step`-th allocation from here on fails, and it alone. */
static inline void failing_memory_arm(int step)
{
    atomic_store(&failing_memory.happened, false);
    atomic_store(&failing_memory.left, step);
}

/* The `step`-th allocation from here on fails, and each behind it. */
static inline void failing_memory_arm_from(int step)
{
    failing_memory_arm(step);
    atomic_store(&failing_memory.goes_on, true);
}

/* From here on none fails. Whether one did. */
static inline bool failing_memory_disarm(void)
{
    atomic_store(&failing_memory.goes_on, false);
    atomic_store(&failing_memory.left, 0);
    return atomic_load(&failing_memory.happened);
}

static inline bool failing_memory_is_now(void)
{
    if (atomic_load(&failing_memory.goes_on) && atomic_load(&failing_memory.happened))
        return true;
    if (atomic_load(&failing_memory.left) <= 0 || atomic_fetch_sub(&failing_memory.left, 1) != 1)
        return false;
    atomic_store(&failing_memory.happened, true);
    return true;
}

void *__wrap_malloc(size_t size)
{
    return failing_memory_is_now() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return failing_memory_is_now() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return failing_memory_is_now() ? NULL : __real_realloc(old, size);
}

#endif
