/* Sockets to listen on. */
#ifndef SERVER_LISTEN_H
#define SERVER_LISTEN_H

#include "base/buf.h"
#include "base/err.h"
#include "exchange.h"

#include <stdbool.h>
#include <stddef.h>

/* Opens a TCP socket bound to "ADDR:PORT" or "[ADDR]:PORT"; nobody can connect yet. */
enum err listen_open(const char *address, struct buf *fault, int *ret_fd);

/* From now on those who connect wait until they are accepted. */
enum err listen_begin(int fd, const char *address, struct buf *fault);

/* Writes "SCHEME://ADDR:PORT" of a socket. */
void listen_address(int fd, const char *scheme, char *text, size_t size);

/* Whether one of the sockets that were handed over bears the name. */
bool listen_inherits(const char *name);

/* What such a socket is for, by its name: `metrics` is for monitoring, `https` speaks TLS, `redirect` sends
 * everybody there, and so does any other beside one that is named https. Else it is `usual`, like those of
 * the setting listen. */
enum listener_kind listen_inherited_kind(int index, enum listener_kind usual);

/* Gives a socket that was handed over all that one of ours has, but for what only counts before bind(2). */
void listen_adopt(int fd);

#endif
