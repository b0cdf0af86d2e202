/* sd_notify(3) without its library: a datagram over a socket that was connected before the process gave up
 * making any. */
#include "notify.h"

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/said.h"
#include "text/number.h"

#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

/* A supervisor that does not read must not hold up the stop. */
enum { SEND_SECONDS = 5, MESSAGE_SIZE = 512 };

/* An abstract name begins with a NUL in place of the `@` and has none at its end. Gives 0 for what is
 * neither. */
static socklen_t notify_address(const char *text, struct sockaddr_un *address)
{
    size_t length = strlen(text);
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    if ((*text != '/' && *text != '@') || length < 2 || length >= sizeof address->sun_path)
        return 0;
    memcpy(address->sun_path, text, length);
    if (*text == '@')
        address->sun_path[0] = '\0';
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + (*text == '/'));
}

/* $WATCHDOG_PID says for whom it is meant, since variables are inherited; without it, for whoever sees it. */
static int64_t notify_watchdog_ms(void)
{
    const char *time = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");
    int64_t number, microseconds;
    if (!time || number_parse(time, 1, INT64_MAX, &microseconds))
        return 0;
    bool is_ours = !pid || (!number_parse(pid, 1, INT64_MAX, &number) && number == getpid());
    return is_ours ? microseconds / 1000 : 0;
}

enum err notify_open(struct buf *fault, struct notify *ret_notify)
{
    static const struct timeval patience = {.tv_sec = SEND_SECONDS};
    const char *name = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address;
    *ret_notify = (struct notify){.fd = -1};
    if (!name || !*name)
        return ERR_OK;
    socklen_t size = notify_address(name, &address);
    if (!size) {
        buf_printf(fault,
                   SAID("NOTIFY_SOCKET không phải đường dẫn cũng không phải @TÊN: %.100s",
                        "NOTIFY_SOCKET is neither a path nor @NAME: %.100s"),
                   name);
        return ERR_INPUT;
    }
    auto_close int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) ||
        connect(fd, (const struct sockaddr *)&address, size)) {
        buf_printf(fault, "NOTIFY_SOCKET %.100s: %s", name, said_errno(errno));
        return ERR_UNAVAILABLE;
    }
    *ret_notify = (struct notify){.fd = fd, .watchdog_ms = notify_watchdog_ms()};
    fd = -1;
    return ERR_OK;
}

void notify_send(const struct notify *notify, const char *message)
{
    if (notify->fd >= 0 && send(notify->fd, message, strlen(message), MSG_NOSIGNAL) < 0)
        log_warning("notify", LOG_SAYS("the supervisor cannot be told"), LOG_TEXT("error", strerror(errno)));
}

void notify_status(const struct notify *notify, const char *status)
{
    char message[MESSAGE_SIZE];
    snprintf(message, sizeof message, "STATUS=%s", status);
    notify_send(notify, message);
}

void notify_more_time(const struct notify *notify, int64_t seconds)
{
    char message[MESSAGE_SIZE];
    snprintf(message, sizeof message, "EXTEND_TIMEOUT_USEC=%" PRId64, seconds * 1000000);
    notify_send(notify, message);
}

void notify_reloading(const struct notify *notify)
{
    char message[MESSAGE_SIZE];
    snprintf(message, sizeof message, "RELOADING=1\nMONOTONIC_USEC=%" PRId64,
             clock_monotonic_ms(&clock_system) * 1000);
    notify_send(notify, message);
}

void notify_close(struct notify *notify)
{
    if (notify->fd >= 0)
        close(notify->fd);
    notify->fd = -1;
}
