/* A secret that is given to the daemon in a file: one that a setting names, or the supervisor's. */
#ifndef MAIN_CREDENTIAL_H
#define MAIN_CREDENTIAL_H

#include <stdbool.h>
#include <stddef.h>

/* Its first line. `path` is the setting's, "" where it is not set; then `name` is looked for in
 * $CREDENTIALS_DIRECTORY. False with errno when there is none (ENOENT), it cannot be read or is empty. */
bool credential_read(const char *path, const char *name, char *ret_secret, size_t size);

#endif
