/* serve --demo: a scratch portal filled with what an editor would have sent. */
#ifndef MAIN_DEMO_H
#define MAIN_DEMO_H

#include "running.h"

/* A new empty folder for it. Errors: INTERNAL. */
enum err demo_folder(char *ret_folder, size_t size, struct buf *fault);

/* The log goes to a file in the folder from now on; *ret_fd stays open as long as anybody may log. Errors:
 * INTERNAL, with one line in `fault`. */
enum err demo_log_open(const char *folder, struct buf *fault, int *ret_fd);

/* On stdout, a line each: the token, the staff's address, a command that reads, one that writes, where the
 * log is. `address` is the scheme, host and port that were taken. */
void demo_tell(const char *address, const char *token, const char *path, const char *folder);

/* Dispatches each request of the asset demo/requests.json as the console, before any socket is open: a
 * list of objects with method, path, and a body, an asset with its type, or a file of texts that are sent
 * each. *ret_path is where somebody of the staff signs in by one press, *ret_token a new token of an admin,
 * in the portal's arena. `fault` names the request that was refused. */
enum err demo_fill(struct running *running, struct buf *fault, const char **ret_token, const char **ret_path);

/* Removes the folder and all that is in it. */
void demo_remove(const char *folder);

#endif
