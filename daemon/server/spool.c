/* Files without names. Waits for the disk, so no thread that serves connections calls this. */
#include "spool.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* What the technician can mend is told to the client as such; all else goes to the log. */
static enum err spool_failed(const char *what)
{
    if (errno == ENOSPC || errno == EDQUOT)
        return ERR_STORAGE_FULL;
    if (errno == EMFILE || errno == ENFILE)
        return ERR_UNAVAILABLE; /* connections have taken all descriptors, and will give them back */
    log_error("spool", LOG_SAYS("a large body could not be put into a file"), LOG_TEXT("operation", what),
              LOG_TEXT("error", strerror(errno)));
    return ERR_INTERNAL;
}

/* In the data folder, which the confined daemon may write; /tmp is out of its reach. */
enum err spool_open(const char *directory, int *ret_fd)
{
    /* O_TMPFILE: the file is gone with its last descriptor, whatever ends the process. */
    int fd = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0)
        return spool_failed("open");
    *ret_fd = fd;
    return ERR_OK;
}

/* All of it, or the reason why not. */
enum err spool_add(int fd, const char *bytes, size_t size)
{
    while (size) {
        ssize_t written = write(fd, bytes, size);
        /* A large write may be short; the rest is written next. */
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return spool_failed("write");
        bytes += written;
        size -= (size_t)written;
    }
    return ERR_OK;
}
