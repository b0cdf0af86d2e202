/* congd export --all DIR: everything the portal holds, through the daemon. */
#ifndef MAIN_LEAVE_H
#define MAIN_LEAVE_H

#include "base/buf.h"
#include "invocation.h"

/* Makes the folder, or takes one that is empty, and writes everything into it; says on stderr what could not
 * be had, and prints what was written. `fault` receives one line. Errors: INPUT (the folder is not empty or
 * none; something was missing), and those of the conversation. */
enum err leave_all(const struct invocation *invocation, const char *folder, struct buf *fault);

#endif
