/* What a supervisor such as systemd is told of this process, by the protocol of sd_notify(3): one datagram a
 * message. Knows the protocol, and nothing of what is told.
 *
 * Thread: opened and closed by the main thread; notify_send() from any. */
#ifndef MAIN_NOTIFY_H
#define MAIN_NOTIFY_H

#include "base/buf.h"
#include "base/err.h"

#include <stdint.h>

struct notify {
    int fd;              /* -1: nobody wants to know */
    int64_t watchdog_ms; /* within which "WATCHDOG=1" is expected again and again; 0: is not */
};

/* Connects to $NOTIFY_SOCKET, a path or, behind an `@`, an abstract name, and reads $WATCHDOG_USEC where it
 * is meant for this process. To be called before the confinement, which forbids new sockets. Without the
 * variables nothing is told, and that is no error. Errors: INPUT (the variable names no such socket),
 * UNAVAILABLE (it cannot be reached). `fault` receives one line. */
enum err notify_open(struct buf *fault, struct notify *ret_notify);

/* NAME=VALUE lines. What cannot be sent within seconds is logged and given up. */
void notify_send(const struct notify *notify, const char *message);

/* What `systemctl status` shows of it. */
void notify_status(const struct notify *notify, const char *status);

/* The start is given up no sooner than after so many seconds from now. */
void notify_more_time(const struct notify *notify, int64_t seconds);

/* The beginning of a reload, with the instant that the protocol wants; READY=1 ends it. */
void notify_reloading(const struct notify *notify);

/* One that was never opened (fd is -1) is fine. */
void notify_close(struct notify *notify);

#endif
