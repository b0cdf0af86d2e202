/* Listening sockets that are not made for the network by this program: local ones, and those that systemd
 * hands over. */
#ifndef SERVER_HANDED_OVER_H
#define SERVER_HANDED_OVER_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>

/* As systemd numbers those that it hands over. */
enum { LISTEN_FIRST_INHERITED = 3 };

/* How many sockets systemd handed over (sd_listen_fds(3)). */
int listen_inherited(void);

/* Whether the socket of that index among them bears the name (sd_listen_fds_with_names(3)). */
bool listen_inherited_is(int index, const char *name);

/* Opens a listening local socket at `path`, for its owner alone; an old one is replaced. Before the first
 * thread. Errors: INPUT (the path is too long), UNAVAILABLE; `fault` receives one line. */
enum err listen_open_control(const char *path, struct buf *fault, int *ret_fd);

#endif
