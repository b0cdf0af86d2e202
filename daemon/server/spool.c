#include "spool.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static enum err spool_failed(const char *what)
{
    if (errno == ENOSPC || errno == EDQUOT)
        return ERR_STORAGE_FULL;
    if (errno == EMFILE || errno == ENFILE)
        return ERR_UNAVAILABLE; /* connections have taken all descriptors, and will give them back */
    log_error("spool", "what", what, "error", strerror(errno));
    return ERR_INTERNAL;
}

enum err spool_open(const char *directory, int *ret_fd)
{
    int fd = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0)
        return spool_failed("open");
    *ret_fd = fd;
    return ERR_OK;
}

enum err spool_add(int fd, const char *bytes, size_t size)
{
    while (size) {
        ssize_t written = write(fd, bytes, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return spool_failed("write");
        bytes += written;
        size -= (size_t)written;
    }
    return ERR_OK;
}
