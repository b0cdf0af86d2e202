/* Root works as the owner of the data folder, so that no file there ever belongs to root by mistake. */
#ifndef MAIN_PRIVILEGE_H
#define MAIN_PRIVILEGE_H

#include "base/buf.h"
#include "base/err.h"

/* Gives up root's rights for those of the owner of `directory`, for good. Nothing happens when the process
 * is not root's, the folder does not exist, or root owns it. Errors: INTERNAL. */
enum err privilege_drop(const char *directory, struct buf *fault);

#endif
