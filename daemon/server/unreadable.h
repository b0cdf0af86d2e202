/* Why a file cannot be read, in words by which a technician can mend it. Knows nothing of what is in it. */
#ifndef SERVER_UNREADABLE_H
#define SERVER_UNREADABLE_H

#include "base/buf.h"

/* Adds one line to `fault`: the path, the system's reason for `number` (errno of open), and for missing
 * rights whose they are and who asks. Thread: any. */
void unreadable_tell(const char *path, int number, struct buf *fault);

#endif
