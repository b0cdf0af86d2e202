/* Sockets to listen on. */
#ifndef SERVER_LISTEN_H
#define SERVER_LISTEN_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* Opens a TCP socket bound to "ADDR:PORT" or "[ADDR]:PORT"; nobody can connect yet. */
enum err listen_open(const char *address, struct buf *fault, int *ret_fd);

/* Opens the Unix socket of the control commands, for the owner alone; an old one is replaced. */
enum err listen_open_control(const char *path, struct buf *fault, int *ret_fd);

/* From now on those who connect wait until they are accepted. */
enum err listen_begin(int fd, const char *address, struct buf *fault);

/* Writes "SCHEME://ADDR:PORT" of a socket. */
void listen_address(int fd, const char *scheme, char *text, size_t size);

/* Gives a socket that was handed over all that one of ours has, but for what only counts before bind(2). */
void listen_adopt(int fd);

/* How many sockets systemd handed over (sd_listen_fds(3)); they begin at descriptor 3. */
int listen_inherited(void);

/* Whether the one of that index, from 0, has this name: FileDescriptorName= of its unit. */
bool listen_is_named(int index, const char *name);

#endif
