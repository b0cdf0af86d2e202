/* Whom the process runs as. Root serves nobody: it opens what only root may, and becomes the user of the
 * settings, or else the owner of the data folder, so that no file there ever belongs to root by mistake. */
#ifndef MAIN_PRIVILEGE_H
#define MAIN_PRIVILEGE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/sandbox.h"

struct privilege_wish {
    const char *user;     /* the setting; "" none */
    const char *data;     /* the data folder */
    bool is_new;          /* this very start has made the folder */
    bool root_may_stay;   /* where no other user is known */
    bool root_may_create; /* a missing folder stays root's, if root_may_stay */
};

/* Decides. When root finds the folder missing, or has just made it, it becomes the property of the user of
 * the settings, or of `congd`, or of `nobody` where there is none, and a line of the log says so. Errors:
 * INPUT (no such user; one that cannot be become or cannot work in the folder; root, which may not stay),
 * INTERNAL. `fault` receives one line. */
enum err privilege_choose(const struct privilege_wish *wish, struct buf *fault,
                          struct sandbox_user *ret_user);

/* The same user, for a process beside the daemon that does not touch the data folder: it is neither made nor
 * tried. Errors: as above. */
enum err privilege_choose_beside(const struct privilege_wish *wish, struct buf *fault,
                                 struct sandbox_user *ret_user);

/* Becomes that user, for good. Errors: INTERNAL. */
enum err privilege_drop(const struct sandbox_user *user, struct buf *fault);

/* Both, for a command that works on the data folder and then ends. Root stays root where the folder is
 * root's. Errors: as above. */
enum err privilege_take_owner(const char *user, const char *data, struct buf *fault);

#endif
