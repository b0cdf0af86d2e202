#include "reaper.h"

#include "connection.h"

#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

enum { WINDOW_MS = 10000, IDLE_MS = 15000, CROWDED_IDLE_MS = 5000, LEAST_BYTES = 10 * 1024 };

struct round {
    int64_t now_ms;
    bool is_crowded;
};

/* Whether bytes that were sent wait for the client to take them. */
static bool has_unsent(int fd)
{
    int waiting = 0;
    return ioctl(fd, SIOCOUTQ, &waiting) == 0 && waiting > 0;
}

static uint64_t acknowledged(int fd)
{
    struct tcp_info info;
    socklen_t size = sizeof info;
    return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 ? info.tcpi_bytes_acked : 0;
}

static void begin_window(struct watch *watch, int64_t now_ms, uint64_t bytes)
{
    watch->window_ms = now_ms;
    watch->bytes = bytes;
}

/* Whether a window has passed without its bytes; one begins anew as soon as they have moved, so that a burst
 * at its beginning does not pay for the silence after it. */
static bool is_slow(struct watch *watch, int64_t now_ms, uint64_t bytes)
{
    bool has_moved = bytes - watch->bytes >= LEAST_BYTES;
    if (has_moved)
        begin_window(watch, now_ms, bytes);
    return !has_moved && now_ms - watch->window_ms >= WINDOW_MS;
}

/* A client is slow at taking only while there is something to take: a handler may think, a stream may rest.
 */
static bool takes_slowly(struct connection *connection, int64_t now_ms)
{
    uint64_t bytes = acknowledged(connection->fd);
    if (has_unsent(connection->fd))
        return is_slow(&connection->watch, now_ms, bytes);
    begin_window(&connection->watch, now_ms, bytes);
    return false;
}

static bool is_due(const struct round *round, struct connection *connection)
{
    unsigned stage = atomic_load_explicit(&connection->stage, memory_order_relaxed);
    enum connection_phase phase = connection_phase(stage);
    uint64_t received = atomic_load_explicit(&connection->received, memory_order_relaxed);
    struct watch *watch = &connection->watch;
    if (!watch->since_ms || watch->stage != stage) {
        watch->stage = stage;
        watch->since_ms = round->now_ms;
        begin_window(watch, round->now_ms,
                     phase == CONNECTION_BODY ? received : acknowledged(connection->fd));
        return false;
    }
    int64_t age_ms = round->now_ms - watch->since_ms;
    switch (phase) {
    case CONNECTION_NEW:
    case CONNECTION_HEAD:
        return age_ms >= WINDOW_MS;
    case CONNECTION_BODY:
        return is_slow(watch, round->now_ms, received);
    case CONNECTION_IDLE:
        if (age_ms >= (round->is_crowded ? CROWDED_IDLE_MS : IDLE_MS))
            return true;
        break;
    case CONNECTION_ANSWER:
        break;
    }
    return takes_slowly(connection, round->now_ms);
}

static void look(void *context, struct connection *connection)
{
    /* What cannot be delivered is dropped with the connection and not kept by the kernel. */
    static const struct linger no_linger = {.l_onoff = 1};
    if (!is_due(context, connection))
        return;
    if (has_unsent(connection->fd))
        setsockopt(connection->fd, SOL_SOCKET, SO_LINGER, &no_linger, sizeof no_linger);
    shutdown(connection->fd, SHUT_RDWR);
}

void reaper_run(int64_t now_ms, bool is_crowded)
{
    struct round round = {now_ms, is_crowded};
    connection_each(look, &round);
}
