/* What the slow pool says of its classes. */
#include "slow_pool_inner.h"

#include <string.h>

void slow_pool_figures(struct slow_pool *pool, enum slow_class which, struct slow_figures *ret_figures)
{
    const struct class_row *row = &slow_pool_rows[which];
    const struct class_state *class = &pool->classes[which];
    pthread_mutex_lock(&pool->lock);
    *ret_figures = (struct slow_figures){.name = strchr(row->name, '-') + 1,
                                         .waiting = class->waiting,
                                         .waiting_most = row->waiting,
                                         .running = class->running,
                                         .running_most = class->running_most,
                                         .idling = class->busy - class->running,
                                         .refused = class->refused,
                                         .late = class->late,
                                         .gone = class->gone};
    pthread_mutex_unlock(&pool->lock);
    histogram_read(&class->wait, &ret_figures->wait);
}
