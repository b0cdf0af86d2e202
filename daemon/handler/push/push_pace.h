/* When a message that was not taken is tried again, and what an answer means. Private to this floor. Thread:
 * any. */
#ifndef HANDLER_PUSH_PACE_H
#define HANDLER_PUSH_PACE_H

#include "helper/probe.h"

enum push_verdict {
    PUSH_IS_TAKEN,
    PUSH_IS_GONE,    /* 410: for good */
    PUSH_IS_REFUSED, /* by a target that is there: only this message is tried later */
    PUSH_IS_AWAY,    /* nobody answers, or one in trouble or in a hurry: the target is left alone */
};

enum push_verdict push_judge(const struct probed *probed);

/* After so many attempts (from 0): five seconds, half a minute … six hours. */
int64_t push_backoff_ms(int64_t attempts);

/* How long a target that failed so often in a row is asked nothing: five minutes at most, so that one that
 * is back is found soon. */
int64_t push_quiet_ms(int64_t failures);

#endif
