/* Counting what the helper was asked and what came of it. */
#include "helper_inner.h"

#include "base/clock.h"

#include <sys/mman.h>

atomic_uint *helper_shared_count(void)
{
    void *map = mmap(NULL, sizeof(atomic_uint), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return map == MAP_FAILED ? NULL : map;
}

/* Whose fault it was: what cannot be read or fetched is nobody's here. */
static enum helper_result result_of(enum err err)
{
    if (!err)
        return HELPER_DONE;
    return err == ERR_INPUT || err == ERR_TOO_LARGE ? HELPER_REFUSED : HELPER_FAILED;
}

void helper_count(struct helper *helper, enum helper_work work, int64_t from_us, enum err err)
{
    if (!helper)
        return;
    struct helper_tally *tally = &helper->tally;
    atomic_fetch_add_explicit(&tally->orders[work][result_of(err)], 1, memory_order_relaxed);
    histogram_add(&tally->time[work], &histogram_times, (uint64_t)(clock_elapsed_us() - from_us));
}

void helper_figures(struct helper *helper, struct helper_figures *ret_figures)
{
    *ret_figures = (struct helper_figures){0};
    if (!helper)
        return;
    for (enum helper_work work = 0; work < HELPER_WORKS; work++) {
        for (enum helper_result result = 0; result < HELPER_RESULTS; result++)
            ret_figures->orders[work][result] =
                atomic_load_explicit(&helper->tally.orders[work][result], memory_order_relaxed);
        histogram_read(&helper->tally.time[work], &ret_figures->time[work]);
    }
    unsigned forks = atomic_load_explicit(helper->forks, memory_order_relaxed);
    ret_figures->restarts = forks ? forks - 1 : 0; /* the first was no restart */
    pthread_mutex_lock(&helper->lock);
    ret_figures->waiting = helper->waiting;
    ret_figures->turns_free = helper->turns;
    pthread_mutex_unlock(&helper->lock);
}
