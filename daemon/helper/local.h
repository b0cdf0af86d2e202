/* Local sockets: from one process of this program to another. Private to this floor. */
#ifndef HELPER_LOCAL_H
#define HELPER_LOCAL_H

#include <stdbool.h>

/* A socket connected to whoever listens at `path`, which does not block; -1 when nobody does, or too many
 * wait there already. */
int local_connect(const char *path);

/* Whether the process at the other end runs as the user that this one does; the kernel says so. */
bool local_peer_is_own(int socket);

#endif
