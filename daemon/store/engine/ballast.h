/* DIR/ballast: room that is held so that it can be let go. Its file is as long as the reserve; on a full disk
 * it shrinks to what a start needs, and grows again when there is room.
 *
 * Thread: one at a time (the job that looks at the disk), but for ballast_state(). */
#ifndef STORE_BALLAST_H
#define STORE_BALLAST_H

#include "store/health.h"

#include <stdatomic.h>

struct ballast {
    bool is_tended; /* by this process; else the file is left as it is */
    int64_t wanted; /* bytes; 0: there shall be none */
    atomic_int state;
    atomic_llong held; /* bytes of the disk, as its file took them last */
};

/* Before anything of the folder is written: gives the last of the reserve to a start on a full disk. */
void ballast_begin(struct ballast *ballast, const char *directory);

/* Lets go all but what the next start needs. */
void ballast_release(struct ballast *ballast, const char *directory);

/* Makes it whole where `free_bytes` (-1: unknown) are more than enough; whether it then is, or need not be.
 */
bool ballast_restore(struct ballast *ballast, const char *directory, int64_t free_bytes);

/* Thread: any. */
enum ballast_state ballast_state(const struct ballast *ballast);

#endif
