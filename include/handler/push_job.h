/* What other machines are told: webhooks (store/webhook.h) of what becomes of articles, a hub (WebSub) of
 * feeds that changed (store/feed_ping.h). One after the other, by the helper that goes out (helper/post.h);
 * what is told is made when it is told.
 *
 * A message that fails is tried again after five seconds, half a minute … six hours, under the same id, and
 * given up after PUSH_DAYS; a target that fails is left alone meanwhile, so that it keeps nobody waiting. A
 * feed is told once a minute at most.
 * Must not know: HTTP. Thread: a job (work/worker.h), which waits for other machines. */
#ifndef HANDLER_PUSH_JOB_H
#define HANDLER_PUSH_JOB_H

#include "base/clock.h"
#include "helper/post.h"
#include "store/store.h"

/* All borrowed. */
struct push_job_options {
    struct store *store;
    struct helper *helper;
    const struct fetch_rules *rules; /* NULL: nobody is told anything */
    bool sends_webhooks;
    const char *hub; /* its address; "" : there is none */
    const char *base_url;
    const char *agent;
    const struct clock *clock;
    const atomic_bool *stopping;
};

struct push_job {
    struct push_job_options options;
    bool is_begun;
    int64_t quiet_ms;  /* monotonic: nobody is told anything before */
    int64_t next_ms;   /* when something is to be told */
    int64_t forget_ms; /* when what is long over is forgotten */
};

enum err push_job_run(void *context);
int64_t push_job_rest_ms(void *context);

#endif
