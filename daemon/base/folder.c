/* Folders. Knows nothing of what lies in them. */
#include "base/folder.h"

#include "base/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>

int folder_sync(const char *path)
{
    auto_close int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd < 0 ? -1 : fsync(fd);
}

/* To the end of the file, which may grow meanwhile. */
static int read_to_end(int fd, char *bytes, size_t room, size_t *ret_size)
{
    size_t size = 0;
    char beyond;
    for (;;) {
        bool is_full = size == room;
        ssize_t got = is_full ? read(fd, &beyond, 1) : read(fd, bytes + size, room - size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        if (is_full) {
            errno = EFBIG;
            return -1;
        }
        size += (size_t)got;
    }
    *ret_size = size;
    return 0;
}

int folder_read(const char *root, const char *const *names, size_t count, char *bytes, size_t room,
                size_t *ret_size)
{
    struct stat st;
    /* The root itself may be a link: it is named by the owner, what is below it by whoever writes there. */
    auto_close int at = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (size_t i = 0; at >= 0 && i < count; i++) {
        int flags = i + 1 < count ? O_DIRECTORY : O_NONBLOCK | O_NOCTTY;
        int below = openat(at, names[i], O_RDONLY | O_NOFOLLOW | O_CLOEXEC | flags);
        int number = errno;
        close(at);
        at = below;
        errno = number;
    }
    if (at < 0 || fstat(at, &st))
        return -1;
    if (!S_ISREG(st.st_mode)) {
        errno = EINVAL;
        return -1;
    }
    return read_to_end(at, bytes, room, ret_size);
}
