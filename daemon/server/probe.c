/* A request for each serving thread, over a pair of sockets: what the confined daemon can still make, and
 * what goes the whole way from the library to the store. */
#include "probe.h"

#include "base/clock.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* setting.def lets no more threads be asked for; a few descriptors are passed over to hit a thread. */
enum { PROBES_MAX = 64, TRIES = 8 };

/* /readyz asks the store; that it is ready is not asked here, only that somebody says so or not. */
static const char question[] = "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

/* Sends what is to be answered, and that nothing follows. */
static void probe_ask(int fd, bool asks)
{
    if (asks)
        send(fd, question, sizeof question - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    shutdown(fd, SHUT_WR);
}

/* The library gives a connection to the thread that its descriptor's number leads to, so it gets a number
 * that leads to this one. The descriptor is used up. */
static int probe_number(int fd, unsigned threads, unsigned thread)
{
    for (int i = 0; i < TRIES && (unsigned)fd % threads != thread; i++) {
        unsigned wanted = (unsigned)fd + (thread + threads - (unsigned)fd % threads) % threads;
        int other = fcntl(fd, F_DUPFD_CLOEXEC, (int)wanted);
        if (other < 0)
            break;
        close(fd);
        fd = other;
    }
    return fd;
}

/* Hands a connection to one thread, with a question or with nothing but its end; ours of it, or -1. */
static int probe_begin(const struct listener *listener, unsigned threads, unsigned thread, bool asks)
{
    /* No address that a quota counts; as long as any, for who reads it does not ask how long it is. */
    static const struct sockaddr_storage nowhere = {.ss_family = AF_UNIX};
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends))
        return -1;
    /* Before the other end is the library's, which closes it in any case. */
    probe_ask(ends[0], asks);
    int handed = probe_number(ends[1], threads, thread);
    if (MHD_add_connection(listener->daemon, handed, (const struct sockaddr *)&nowhere, sizeof nowhere) ==
        MHD_YES)
        return ends[0];
    close(ends[0]);
    return -1;
}

/* Something came, or the end. */
static void probe_collect(struct pollfd *probes, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (probes[i].fd < 0 || !probes[i].revents)
            continue;
        close(probes[i].fd);
        probes[i].fd = -1; /* poll(2) passes those over */
    }
}

/* How many wait for an answer. */
static unsigned probe_count(const struct pollfd *probes, unsigned count)
{
    unsigned open = 0;
    for (unsigned i = 0; i < count; i++)
        open += probes[i].fd >= 0;
    return open;
}

unsigned probe_listener(const struct listener *listener, unsigned threads, int64_t patience_ms)
{
    struct pollfd probes[PROBES_MAX];
    /* A TLS socket is asked for nothing: a client that leaves before its handshake is let go by the thread
     * that serves it, which is as good as an answer. */
    bool asks = listener->kind != LISTENER_TLS;
    unsigned count = threads < PROBES_MAX ? threads : PROBES_MAX;
    /* All are asked before any answer is waited for. */
    for (unsigned i = 0; i < count; i++)
        probes[i] = (struct pollfd){.fd = probe_begin(listener, threads, i, asks), .events = POLLIN};
    int64_t until_ms = clock_monotonic_ms(&clock_system) + patience_ms;
    int64_t left_ms = patience_ms;
    while (left_ms > 0 && probe_count(probes, count)) {
        if (poll(probes, count, (int)left_ms) > 0)
            probe_collect(probes, count);
        left_ms = until_ms - clock_monotonic_ms(&clock_system);
    }
    unsigned silent = probe_count(probes, count);
    for (unsigned i = 0; i < count; i++)
        if (probes[i].fd >= 0)
            close(probes[i].fd);
    return silent;
}

bool probe_resume(const struct listener *listener, unsigned threads)
{
    for (unsigned i = 0; i < threads; i++) {
        int fd = probe_begin(listener, threads, i, false);
        if (fd < 0)
            return false;
        close(fd);
    }
    return true;
}
