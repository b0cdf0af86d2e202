/* Finds a file below a folder. The kernel sees to it that no path leads out (openat2); where it cannot, no
 * link is followed and no part may be "..". */
#include "media_file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PARTS_MOST = 12, PATH_MOST = 1024 };

static bool media_file_climbs(const char *path)
{
    for (const char *at = path; at; at = strchr(at, '/') ? strchr(at, '/') + 1 : NULL)
        if (strncmp(at, "..", 2) == 0 && (at[2] == '/' || !at[2]))
            return true;
    return false;
}

static int media_file_beneath(int folder, const char *path)
{
    struct open_how how = {.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
                           .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
    int fd = (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
    if (fd >= 0 || (errno != ENOSYS && errno != EPERM))
        return fd;
    return openat(folder, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
}

/* Folders and devices are none. */
static int media_file_regular(int folder, const char *path)
{
    struct stat file;
    int fd = media_file_beneath(folder, path);
    if (fd >= 0 && (fstat(fd, &file) || !S_ISREG(file.st_mode) || !file.st_size)) {
        close(fd);
        errno = ENOENT;
        fd = -1;
    }
    return fd;
}

int media_file_open(int folder, const char *path, struct arena *arena, const char **ret_path)
{
    path += strspn(path, "/");
    errno = ENOENT;
    if (folder < 0 || !*path || strlen(path) > PATH_MOST || media_file_climbs(path))
        return -1;
    bool has_folder = strchr(path, '/'), is_denied = false;
    for (int i = 0; i < PARTS_MOST; i++) {
        const char *slash = strchr(path, '/');
        /* The bare name alone could be that of any file. */
        if (has_folder && !slash)
            break;
        int fd = media_file_regular(folder, path);
        if (fd >= 0) {
            *ret_path = arena_text(arena, path);
            return fd;
        }
        is_denied |= errno == EACCES;
        if (!slash)
            break;
        path = slash + strspn(slash, "/");
    }
    errno = is_denied ? EACCES : ENOENT;
    return -1;
}

size_t coming_size_mark(const char *name, size_t length)
{
    static const char *const words[] = {"-scaled", "-rotated"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t size = strlen(words[i]);
        if (length > size && memcmp(name + length - size, words[i], size) == 0)
            return size;
    }
    size_t at = length, digits = 0;
    while (at && name[at - 1] >= '0' && name[at - 1] <= '9')
        at--, digits++;
    if (!digits || !at || name[at - 1] != 'x')
        return 0;
    for (at--, digits = 0; at && name[at - 1] >= '0' && name[at - 1] <= '9'; at--)
        digits++;
    return digits && at > 1 && name[at - 1] == '-' ? length - at + 1 : 0;
}
