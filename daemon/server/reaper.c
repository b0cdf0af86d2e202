/* Looks at phases and counts of bytes, twice a second. Knows no requests, and closes nothing: it shuts
 * down, and the worker sees the end. */
#include "reaper.h"

#include "connection.h"

#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* The table in reaper.h is made of these. */
enum {
    WINDOW_MS = 10000,
    IDLE_MS = 15000,
    CROWDED_IDLE_MS = 5000,
    HANDLER_MS = 60000,
    LEAST_BYTES = 10 * 1024,
    GREETING_MS = 2000,
};

/* What is the same for all connections of one look. */
struct round {
    int64_t now_ms, silence_ms;
    bool is_crowded;
};

/* Whether bytes that were sent wait for the client to take them. */
static bool has_unsent(int fd)
{
    /* Bytes in the socket's queue that are not acknowledged. */
    int waiting = 0;
    return ioctl(fd, SIOCOUTQ, &waiting) == 0 && waiting > 0;
}

/* Bytes that the client's kernel has confirmed: only these are sure to have moved. */
static uint64_t acknowledged(int fd)
{
    struct tcp_info info;
    socklen_t size = sizeof info;
    return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 ? info.tcpi_bytes_acked : 0;
}

/* From here on bytes are counted anew. */
static void begin_window(struct watch *watch, int64_t now_ms, uint64_t bytes)
{
    watch->window_ms = now_ms;
    watch->bytes = bytes;
}

/* Whether a window has passed without its bytes; one begins anew as soon as they have moved, so that a burst
 * at its beginning does not pay for the silence after it. */
static bool reaper_is_slow(struct watch *watch, int64_t now_ms, uint64_t bytes)
{
    /* Unsigned, so a counter that cannot be read (0) counts as moved. */
    bool has_moved = bytes - watch->bytes >= LEAST_BYTES;
    if (has_moved)
        begin_window(watch, now_ms, bytes);
    return !has_moved && now_ms - watch->window_ms >= WINDOW_MS;
}

/* Whether nothing at all has moved for as long as the setting allows, whatever the finer rules say. */
static bool is_silent(const struct round *round, struct watch *watch, uint64_t bytes)
{
    if (bytes != watch->moved) {
        watch->moved = bytes;
        watch->moved_ms = round->now_ms;
    }
    return round->now_ms - watch->moved_ms >= round->silence_ms;
}

/* A client is slow at taking only while there is something to take: a handler may think, a stream may rest.
 */
static bool takes_slowly(struct connection *connection, int64_t now_ms, uint64_t bytes)
{
    /* Less than LEAST_BYTES in a window. */
    if (has_unsent(connection->fd))
        return reaper_is_slow(&connection->watch, now_ms, bytes);
    begin_window(&connection->watch, now_ms, bytes);
    return false;
}

/* Between two requests the last answer may still be on its way; only then the time begins to count. */
static bool is_idle_too_long(const struct round *round, struct connection *connection, uint64_t bytes)
{
    struct watch *watch = &connection->watch;
    if (has_unsent(connection->fd)) {
        /* The time between requests has not begun. */
        watch->since_ms = round->now_ms;
        return reaper_is_slow(watch, round->now_ms, bytes);
    }
    begin_window(watch, round->now_ms, bytes);
    int64_t most_ms = round->is_crowded ? CROWDED_IDLE_MS : IDLE_MS;
    return round->now_ms - watch->since_ms >= most_ms;
}

/* Bytes that move in this phase: those that come, or those that go. */
static uint64_t moving(const struct connection *connection, enum connection_phase phase)
{
    bool is_coming = phase == CONNECTION_NEW || phase == CONNECTION_HEAD || phase == CONNECTION_BODY;
    return is_coming ? atomic_load_explicit(&connection->received, memory_order_relaxed)
                     : acknowledged(connection->fd);
}

/* Whether the connection is in another phase than at the last look; then all counting begins anew. */
static bool is_new_stage(const struct round *round, struct connection *connection, unsigned stage,
                         uint64_t bytes)
{
    struct watch *watch = &connection->watch;
    bool is_new = !watch->since_ms || watch->stage != stage;
    if (!is_new)
        return false;
    watch->stage = stage;
    watch->since_ms = watch->moved_ms = round->now_ms;
    begin_window(watch, round->now_ms, bytes);
    return true;
}

/* By the phase's own rule. */
static bool breaks_rule(const struct round *round, struct connection *connection, enum connection_phase phase,
                        uint64_t bytes)
{
    struct watch *watch = &connection->watch;
    int64_t age_ms = round->now_ms - watch->since_ms;
    switch (phase) {
    case CONNECTION_NEW:
    case CONNECTION_HEAD:
        return age_ms >= WINDOW_MS && !connection_has_unread(connection);
    case CONNECTION_BODY:
        return reaper_is_slow(watch, round->now_ms, bytes) && !connection_has_unread(connection);
    /* A bound on ourselves: nothing that a serving thread does may take so long. */
    case CONNECTION_HANDLER:
        return age_ms >= HANDLER_MS;
    case CONNECTION_IDLE:
        return is_idle_too_long(round, connection, bytes) && !connection_has_unread(connection);
    default:
        return takes_slowly(connection, round->now_ms, bytes);
    }
}

/* A client is slow only while nothing of its own waits for us. */
static bool reaper_is_due(const struct round *round, struct connection *connection)
{
    unsigned stage = atomic_load_explicit(&connection->stage, memory_order_relaxed);
    enum connection_phase phase = connection_phase(stage);
    uint64_t bytes = moving(connection, phase);
    /* The pool has a patience of its own, and looks for who hung up. */
    if (is_new_stage(round, connection, stage, bytes) || phase == CONNECTION_POOL)
        return false;
    if (breaks_rule(round, connection, phase, bytes))
        return true;
    return phase != CONNECTION_HANDLER && is_silent(round, &connection->watch, bytes) &&
           !connection_has_unread(connection);
}

static void reaper_look(void *context, struct connection *connection)
{
    /* What cannot be delivered is dropped with the connection and not kept by the kernel. */
    static const struct linger no_linger = {.l_onoff = 1};
    if (!reaper_is_due(context, connection))
        return;
    /* With linger 0 the socket is reset when it is closed. */
    if (has_unsent(connection->fd))
        setsockopt(connection->fd, SOL_SOCKET, SO_LINGER, &no_linger, sizeof no_linger);
    shutdown(connection->fd, SHUT_RDWR);
}

/* A worker whose socket was shut down reads its end, and closes it by the library's usual way. */
void reaper_run(int64_t now_ms, bool is_crowded, int64_t silence_ms)
{
    struct round round = {now_ms, silence_ms, is_crowded};
    connection_each(reaper_look, &round);
}

/* Whether a client that has just been accepted may still have its first request on the way: it cannot know
 * that we stop, and whom we send away now is refused, while who comes a moment later waits for the next
 * process. */
static bool is_expected(const struct connection *connection, enum connection_phase phase, int64_t now_ms)
{
    /* The first look may have been one round behind the opening, or is still to come. */
    int64_t since_ms = connection->watch.since_ms;
    return phase == CONNECTION_NEW && (!since_ms || now_ms - since_ms < GREETING_MS);
}

/* Has nothing under way, and sent nothing that is not read yet. */
static void finish_idle(void *context, struct connection *connection)
{
    /* A handshake counts as something under way. */
    enum connection_phase phase =
        connection_phase(atomic_load_explicit(&connection->stage, memory_order_relaxed));
    const int64_t *now_ms = context;
    if ((phase == CONNECTION_IDLE || phase == CONNECTION_NEW) && !is_expected(connection, phase, *now_ms) &&
        !atomic_load_explicit(&connection->is_in_handshake, memory_order_relaxed) &&
        !connection_has_unread(connection))
        connection_finish(connection);
}

/* Others end with the answer they are at, see exchange_end(). */
void reaper_finish_idle(int64_t now_ms)
{
    connection_each(finish_idle, &now_ms);
}
