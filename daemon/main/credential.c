/* Reads secrets from files; keeps none. */
#include "credential.h"

#include "base/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_SIZE = 4096 };

bool credential_read(const char *path, const char *name, char *ret_secret, size_t size)
{
    char place[PATH_SIZE] = "";
    const char *credentials = getenv("CREDENTIALS_DIRECTORY");
    if (*path)
        snprintf(place, sizeof place, "%s", path);
    else if (credentials)
        snprintf(place, sizeof place, "%s/%s", credentials, name);
    errno = ENOENT;
    auto_close int fd = *place ? open(place, O_RDONLY | O_CLOEXEC) : -1;
    ssize_t got = fd < 0 ? -1 : read(fd, ret_secret, size - 1);
    if (got < 0)
        return false;
    ret_secret[got] = '\0';
    ret_secret[strcspn(ret_secret, "\r\n")] = '\0';
    errno = EINVAL;
    return *ret_secret != '\0';
}
