/* The job that looks where links lead (store/link.h): gathers them when something public changed, looks up
 * those inside, and asks for those outward, one request a host and second. What it asks with is the helper's;
 * what an answer means is the store's.
 *
 * What fails because this machine has no way out is no fault of a link: when links of several hosts that
 * answered before fail in a row and nobody answers in between, the job rests and counts nothing.
 *
 * Thread: the job's own; new and free where no job runs. */
#ifndef WORK_LINK_CHECK_H
#define WORK_LINK_CHECK_H

#include "base/cleanup.h"
#include "base/clock.h"
#include "helper/probe.h"
#include "store/link.h"

#include <stdatomic.h>

struct link_check_options {
    struct store *store;
    struct helper *helper;
    const struct fetch_rules *fetch_rules;
    const struct link_rules *rules;
    const char *agent; /* who asks */
    const struct clock *clock;
    const atomic_bool *stopping;
    bool is_wanted; /* false: nobody is asked, and what the list has goes */
};

struct link_check;

/* The options and what they point to must outlive it. NULL when out of memory. */
struct link_check *link_check_new(const struct link_check_options *options);

/* NULL is fine. */
void link_check_free(struct link_check *check);

/* A job (work/worker.h); `context` is the struct. A run lasts about a second, or as long as one request. */
enum err link_check_run(void *context);
int64_t link_check_rest_ms(void *context);

#endif
