/* The rhythm of looking at the database. How it is looked at is the store's to know. */
#include "work/integrity.h"

#include "text/date.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* At two in the morning fewest read. Somebody may set the clock, so it is asked often whether it is night. */
enum { NIGHT_HOUR = 2, REST_MOST_MS = 600000, NICENESS = 19 };

/* Nights are counted by the day in which they end. */
static int32_t night_of(int64_t now_ms)
{
    return day_of(now_ms - NIGHT_HOUR * INT64_C(3600000));
}

enum err integrity_job_run(void *context)
{
    struct integrity_job *job = context;
    int32_t night = night_of(clock_now_ms(job->clock));
    if (night == job->night)
        return ERR_OK;
    /* Readers come first. On Linux a niceness is a thread's, against what POSIX says. */
    setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), NICENESS);
    enum integrity_depth depth = job->night ? INTEGRITY_WHOLE : INTEGRITY_QUICK;
    enum err err = integrity_check(job->store, depth, job->stopping);
    if (!err)
        job->night = night;
    /* Ended early because everything ends. */
    return err == ERR_TIMEOUT ? ERR_OK : err;
}

int64_t integrity_job_rest_ms(void *context)
{
    const struct integrity_job *job = context;
    int64_t now_ms = clock_now_ms(job->clock);
    int64_t next_ms = day_start_ms(day_add(night_of(now_ms), 1)) + NIGHT_HOUR * INT64_C(3600000);
    if (!job->night)
        return 0;
    return next_ms - now_ms < REST_MOST_MS ? next_ms - now_ms : REST_MOST_MS;
}
