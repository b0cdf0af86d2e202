/* congd import --all DIR: a folder of congd export --all, through the daemon. */
#ifndef MAIN_COMING_ALL_H
#define MAIN_COMING_ALL_H

#include "base/buf.h"
#include "invocation.h"

/* Brings the folder that is the invocation's word; what could not come is a line each in `report` (NULL:
 * standard output). `fault` receives one line. Errors: INPUT (it is no such folder, articles were refused, a
 * trial was asked for), and those of the conversation. */
enum err coming_all(const struct invocation *invocation, const char *report, bool is_trial, bool overwrites,
                    struct buf *fault);

#endif
