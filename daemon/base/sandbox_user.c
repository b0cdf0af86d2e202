/* Becoming another user. Knows nothing of who that should be. */
#include "base/sandbox.h"

#include <errno.h>
#include <grp.h>
#include <unistd.h>

bool sandbox_become(const struct sandbox_user *user)
{
    if (!user->is_other)
        return true;
    if (setgroups(0, NULL) || setresgid(user->gid, user->gid, user->gid) ||
        setresuid(user->uid, user->uid, user->uid))
        return false;
    /* Whoever can go back has given up nothing. */
    if (user->uid != 0 && setuid(0) == 0) {
        errno = EPERM;
        return false;
    }
    return true;
}
