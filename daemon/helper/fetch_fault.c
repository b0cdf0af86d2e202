/* Reads the frames that say why there is no answer. Knows nothing of what was asked. */
#include "fetch_fault.h"

#include "base/log.h"
#include "child_answer.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

enum fetch_fault fetch_fault_of(const struct frame *frame)
{
    /* The number comes from the child and is checked before it becomes a fault. */
    if (frame->kind == FRAME_UNFETCHED)
        return frame->status > FETCH_OK && frame->status < FETCH_FAULTS ? (enum fetch_fault)frame->status
                                                                        : FETCH_GARBLED;
    if (WIFSIGNALED(frame->status) && WTERMSIG(frame->status) == SIGALRM)
        return FETCH_TIMEOUT;
    /* What it read was too much for it, and the log says how it ended. */
    log_warning("fetch", LOG_SAYS("what another site sent was too much for the process that read it"),
                LOG_NUMBER("ended_with", frame->status));
    return FETCH_GARBLED;
}

enum err fetch_of_surrender(int32_t why)
{
    static const char *const words[] = {[SURRENDER_MEMORY] = "no memory or no process for it",
                                        [SURRENDER_CONFINEMENT] = "a child could not be confined",
                                        [SURRENDER_OUT] = "nobody answers at out_socket",
                                        [SURRENDER_ORDER] = "congd out refused the order"};
    bool is_known = why > 0 && why < (int32_t)(sizeof words / sizeof *words) && words[why];
    log_error("fetch", LOG_SAYS("nothing can be fetched from other sites"),
              LOG_TEXT("error", is_known ? words[why] : "a child gave up"));
    return why == SURRENDER_MEMORY || why == SURRENDER_OUT ? ERR_UNAVAILABLE : ERR_INTERNAL;
}
