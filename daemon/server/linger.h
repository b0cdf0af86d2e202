/* Connections that were ended before the client had sent all: closed at once, its next packet would be
 * answered with a reset, which throws away the answer on its way (RFC 9112 section 9.6). They are kept half
 * closed until the client has closed too, two seconds at most. Thread: any. */
#ifndef SERVER_LINGER_H
#define SERVER_LINGER_H

#include <stdbool.h>
#include <stdint.h>

/* Keeps a copy of the connection's descriptor; when there are too many already it is closed as usual. */
void linger_add(int fd, int64_t now_ms);

/* Closes those that are over; to be called about every half second. */
void linger_run(int64_t now_ms);

/* Whether none is kept. */
bool linger_is_empty(void);

/* Closes all. */
void linger_end(void);

#endif
