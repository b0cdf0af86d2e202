/* Tokens that will soon be over, told once a day in the log: whoever holds one finds its program refused
 * else, and nobody knows why. */
#ifndef WORK_TOKEN_EXPIRY_H
#define WORK_TOKEN_EXPIRY_H

#include "base/clock.h"
#include "store/store.h"

struct token_expiry_job {
    struct store *store;
    const struct clock *clock;
    int32_t day; /* of which it was told; 0: none yet */
};

/* A warning in the log for each token that ends within TOKEN_SOON_DAYS, the first time on a day of the
 * portal. For a job, whose context is the struct. Errors: those of a read. */
enum err token_expiry_run(void *context);

/* For the worker, see struct job: 0 until the day was told of, then a minute, since clocks are set. */
int64_t token_expiry_rest_ms(void *context);

#endif
