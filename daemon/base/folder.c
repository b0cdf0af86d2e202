/* Folders. Knows nothing of what lies in them. */
#include "base/folder.h"

#include "base/cleanup.h"

#include <fcntl.h>

int folder_sync(const char *path)
{
    auto_close int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd < 0 ? -1 : fsync(fd);
}
