/* Why a file cannot be read: its own rights, those of a folder above, or the confinement. */
#include "unreadable.h"
#include "base/said.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RIGHTS = 07777 };

/* Rights are missing. access(2) knows users and groups alone, and nothing of the confinement. */
static void tell_rights(const char *path, struct buf *fault)
{
    struct stat st;
    unsigned uid = (unsigned)geteuid(), gid = (unsigned)getegid();
    if (stat(path, &st))
        buf_printf(
            fault,
            SAID("; một thư mục ở trên không cho uid %u, gid %u vào, mà tiến trình này chạy bằng người ấy",
                 "; a folder above it is closed to uid %u, gid %u, as which this process runs"),
            uid, gid);
    else if (access(path, R_OK) == 0)
        buf_text(fault, SAID("; thư mục của nó không còn là thư mục lúc khởi động: hãy khởi động lại congd",
                             "; its folder is another one than at the start: restart congd"));
    else
        buf_printf(
            fault,
            SAID("; tệp thuộc uid %u, gid %u, quyền %04o, còn tiến trình này chạy bằng uid %u, gid %u: hãy "
                 "giao tệp cho nhóm ấy (chgrp) và đặt quyền 0640",
                 "; it belongs to uid %u, gid %u with mode %04o, and this process runs as uid %u, gid %u: "
                 "give it that group (chgrp) and mode 0640"),
            (unsigned)st.st_uid, (unsigned)st.st_gid, (unsigned)st.st_mode & RIGHTS, uid, gid);
}

void unreadable_tell(const char *path, int number, struct buf *fault)
{
    buf_printf(fault, "%s: %s", path, said_errno(number));
    if (number == EACCES)
        tell_rights(path, fault);
}
