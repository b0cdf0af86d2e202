/* Unix sockets with a path (unix(7)). Must not know what is said over them. */
#include "local.h"

#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int local_connect(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    /* A path that is cut would lead somewhere else. */
    if (snprintf(address.sun_path, sizeof address.sun_path, "%s", path) >= (int)sizeof address.sun_path)
        return -1;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address)) {
        close(fd);
        return -1;
    }
    return fd;
}

bool local_peer_is_own(int socket)
{
    /* As it was when the other end connected; it cannot be said by the other end itself. */
    struct ucred peer;
    socklen_t size = sizeof peer;
    return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == geteuid();
}
