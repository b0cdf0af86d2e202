#include "privilege.h"

#include <errno.h>
#include <grp.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum err privilege_drop(const char *directory, struct buf *fault)
{
    struct stat st;
    if (geteuid() != 0 || stat(directory, &st) || st.st_uid == 0)
        return ERR_OK;
    if (setgroups(0, NULL) || setresgid(st.st_gid, st.st_gid, st.st_gid) ||
        setresuid(st.st_uid, st.st_uid, st.st_uid)) {
        buf_printf(fault, "cannot become the owner of %s: %s", directory, strerror(errno));
        return ERR_INTERNAL;
    }
    return ERR_OK;
}
