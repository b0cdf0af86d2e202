/* After a failed synchronisation the kernel may drop what was not written and say nothing of it the next
 * time: what is in memory is not to be trusted any more, and a second attempt would lie. The process ends, is
 * started again by its supervisor and recovers from what is on the disk. It must not know what was being
 * written. */
#include "broken_disk.h"

#include "base/log.h"

#include <stdatomic.h>
#include <unistd.h>

enum { LOG_PATIENCE_MS = 5000 };

/* Some thread is ending the process. */
static atomic_flag is_ending = ATOMIC_FLAG_INIT;

_Noreturn void broken_disk_end(void)
{
    /* The writer and the journal of views meet the same disk: it is told once, by the first. */
    while (atomic_flag_test_and_set(&is_ending))
        pause();
    log_error("disk_broken",
              LOG_SAYS("the disk could not keep what was written; the daemon ends, and recovers from "
                       "what is on the disk when it starts again"),
              LOG_NUMBER("exit_status", BROKEN_DISK_STATUS));
    log_flush(LOG_PATIENCE_MS);
    _exit(BROKEN_DISK_STATUS);
}

enum err broken_disk_judge(enum err err)
{
    if (err && err != ERR_STORAGE_FULL)
        broken_disk_end();
    return err;
}
