/* What the process that goes out keeps, and what a program that it starts to send mail keeps: the same, so
 * that neither can do more than the other. Private to this floor. */
#ifndef HELPER_OUT_LIMIT_H
#define HELPER_OUT_LIMIT_H

#include <stdbool.h>

/* Files to be read: what any child may, and where `authorities` lie ("" none). With `program` ("" none) it
 * alone may be executed, and files without a name be made. False with errno when the kernel refuses. */
bool out_limit_files(const char *authorities, const char *program, int *ret_version);

/* System calls; `executes`: another program may be become, of those that out_limit_files() leaves. */
bool out_limit_calls(bool executes);

#endif
