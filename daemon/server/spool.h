/* A request's body that may be too large for memory: it goes to a file of the data folder that has no name,
 * so nothing is left of it whatever ends the process. */
#ifndef SERVER_SPOOL_H
#define SERVER_SPOOL_H

#include "base/err.h"

#include <stddef.h>

/* Opens an empty file in the folder; the caller closes *ret_fd. Errors: STORAGE_FULL, INTERNAL. */
enum err spool_open(const char *directory, int *ret_fd);

/* Appends. Errors: STORAGE_FULL, INTERNAL. */
enum err spool_add(int fd, const char *bytes, size_t size);

#endif
