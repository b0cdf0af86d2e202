/* The table, and what the linker puts in place of the library's own calls. Knows bytes and phases, no
 * requests. */
#include "connection.h"

#include "base/memory.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <linux/sockios.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* A table of 8 MiB at most, of which only used pages are memory. A step leaves the three low bits to the
 * phase. 64 slots are looked at under one lock. */
enum { DESCRIPTORS_MAX = 1 << 20, STAGE_STEP = 8, STRIDE = 64, SHORTAGE_NS = 20000000 };

/* By descriptor. A slot is written under the lock, by the worker that serves the connection; so it reads
 * its own slot without. */
static _Atomic(struct connection *) *table;
static size_t table_size;
static pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER;

/* Those open, in no order, for who looks at all of them: the table has a slot for each of perhaps a million
 * descriptors, and this has as many. Under the lock. */
static struct connection **open_ones;
static size_t open_count;

static atomic_uint_least64_t shortages;

static struct {
    void (*call)(void *context);
    void *context;
} awaken;

/* By the hard limit: the soft one may have been raised up to it (running.c). */
enum err connections_begin(void (*call)(void *context), void *context)
{
    awaken.call = call;
    awaken.context = context;
    struct rlimit files;
    bool is_known = getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_max < DESCRIPTORS_MAX;
    if (table && open_ones)
        return ERR_OK;
    table_size = is_known ? (size_t)files.rlim_max : DESCRIPTORS_MAX;
    /* Of both only the pages that are written to become memory. */
    table = memory_new(table_size, sizeof *table);
    open_ones = memory_new(table_size, sizeof(struct connection *));
    return table && open_ones ? ERR_OK : ERR_MEMORY;
}

/* The table stays until the process ends: others that receive from sockets of their own, such as the jobs
 * that ask the helper, look into it too, and end behind the server. */
void connections_end(void)
{
    pthread_mutex_lock(&table_lock);
    open_count = 0;
    pthread_mutex_unlock(&table_lock);
}

bool connections_are_none(void)
{
    pthread_mutex_lock(&table_lock);
    bool are_none = !open_count;
    pthread_mutex_unlock(&table_lock);
    return are_none;
}

uint64_t connection_shortages(void)
{
    return atomic_load_explicit(&shortages, memory_order_relaxed);
}

/* NULL for descriptors that are no connection of ours: files, sockets of the control listener, pipes. */
static struct connection *connection_find(int fd)
{
    bool is_within = fd >= 0 && (size_t)fd < table_size;
    return is_within ? atomic_load_explicit(&table[fd], memory_order_relaxed) : NULL;
}

/* Puts a connection into the table and among those open. */
static void take_in(struct connection *connection)
{
    pthread_mutex_lock(&table_lock);
    connection->place = open_count;
    open_ones[open_count++] = connection;
    bool is_first = open_count == 1;
    atomic_store_explicit(&table[connection->fd], connection, memory_order_relaxed);
    pthread_mutex_unlock(&table_lock);
    if (is_first)
        awaken.call(awaken.context);
}

struct connection *connection_open(int fd)
{
    /* Above the table it would be read without checks, so it is refused. */
    bool is_within = fd >= 0 && (size_t)fd < table_size;
    struct connection *connection = is_within ? memory_new(1, sizeof *connection) : NULL;
    if (connection) {
        connection->fd = fd;
        take_in(connection);
    }
    return connection;
}

/* The last of those open takes its place. */
static void take_out(struct connection *connection)
{
    pthread_mutex_lock(&table_lock);
    struct connection *last = open_ones[--open_count];
    last->place = connection->place;
    open_ones[last->place] = last;
    atomic_store_explicit(&table[connection->fd], NULL, memory_order_relaxed);
    pthread_mutex_unlock(&table_lock);
}

/* The descriptor is still open here; the library closes it afterwards, so it cannot be in use anew. */
void connection_close(struct connection *connection)
{
    take_out(connection);
    intake_done(&connection->intake);
    free(connection);
}

struct received_head *connection_next_head(struct connection *connection)
{
    return intake_next_head(&connection->intake);
}

void connection_enter(struct connection *connection, enum connection_phase phase)
{
    /* The next head may have come together with this request. */
    if (phase == CONNECTION_IDLE && reader_in_head(&connection->intake.reader))
        phase = CONNECTION_HEAD;
    /* Only this thread writes it. */
    unsigned stage = atomic_load_explicit(&connection->stage, memory_order_relaxed);
    /* Two phases of one kind are two stages to the reaper. */
    stage = (stage - stage % STAGE_STEP + STAGE_STEP) | phase;
    atomic_store_explicit(&connection->stage, stage, memory_order_relaxed);
}

void connection_finish(struct connection *connection)
{
    /* What the kernel holds already is still read; then it reads as if the client had closed. */
    shutdown(connection->fd, SHUT_RD);
}

/* ERR_OK for requests before the faulty one, which are good. */
enum err connection_fault(const struct connection *connection, uint32_t number, enum message *ret_detail)
{
    const struct reader *reader = &connection->intake.reader;
    if (!reader->err || reader_faulty(reader) != number)
        return ERR_OK;
    *ret_detail = reader->detail;
    return reader->err;
}

bool connection_is_unclear(const struct connection *connection, uint32_t number)
{
    const struct reader *reader = &connection->intake.reader;
    /* Stopped without a fault, behind exactly this head. */
    return reader_is_stopped(reader) && !reader->err && reader->heads == number;
}

/* In the kernel; what intake holds is not counted. */
bool connection_has_unread(const struct connection *connection)
{
    int waiting = 0;
    return ioctl(connection->fd, SIOCINQ, &waiting) == 0 && waiting > 0;
}

void connection_each(void (*look)(void *context, struct connection *connection), void *context)
{
    /* Not all in one go: workers wait for the lock when they open or close a connection. From the last to the
     * first: what takes the place of one that closes meanwhile was looked at already. */
    for (size_t left = SIZE_MAX; left;) {
        pthread_mutex_lock(&table_lock);
        left = left < open_count ? left : open_count;
        for (int i = 0; i < STRIDE && left; i++)
            look(context, open_ones[--left]);
        pthread_mutex_unlock(&table_lock);
    }
}

/* Passes on what the strict reader lets through, and notes that a head has begun. */
static ssize_t connection_receive(struct connection *connection, const struct source *source, void *bytes,
                                  size_t room)
{
    ssize_t got = intake_read(&connection->intake, source, bytes, room);
    unsigned stage = atomic_load_explicit(&connection->stage, memory_order_relaxed);
    enum connection_phase phase = connection_phase(stage);
    /* The library says nothing of a head before it is whole, so it is noted here. */
    bool is_before = phase == CONNECTION_IDLE || phase == CONNECTION_NEW;
    if (is_before && reader_in_head(&connection->intake.reader))
        connection_enter(connection, CONNECTION_HEAD);
    return got;
}

/* Bytes as they come from the network, for the reaper; under TLS as they are in the clear. */
static void count(struct connection *connection, ssize_t got)
{
    unsigned long long received = atomic_load_explicit(&connection->received, memory_order_relaxed);
    if (got > 0)
        atomic_store_explicit(&connection->received, received + (unsigned long long)got,
                              memory_order_relaxed);
}

/* In place of accept4(2), epoll(7)'s, recv(2) and those of GnuTLS: the linker's --wrap gives the originals
 * these names. */
int __real_epoll_ctl(int epoll, int what, int fd, struct epoll_event *event);
int __wrap_epoll_ctl(int epoll, int what, int fd, struct epoll_event *event);
int __real_epoll_wait(int epoll, struct epoll_event *events, int most, int timeout_ms);
int __wrap_epoll_wait(int epoll, struct epoll_event *events, int most, int timeout_ms);
int __real_accept4(int fd, struct sockaddr *address, socklen_t *size, int flags);
int __wrap_accept4(int fd, struct sockaddr *address, socklen_t *size, int flags);
int __real_setsockopt(int fd, int level, int name, const void *value, socklen_t size);
int __wrap_setsockopt(int fd, int level, int name, const void *value, socklen_t size);
ssize_t __real_recv(int fd, void *bytes, size_t size, int flags);
ssize_t __wrap_sendmsg(int fd, const struct msghdr *message, int flags);
ssize_t __wrap_recv(int fd, void *bytes, size_t size, int flags);
int __real_gnutls_handshake(gnutls_session_t session);
int __wrap_gnutls_handshake(gnutls_session_t session);
ssize_t __real_gnutls_record_recv(gnutls_session_t session, void *bytes, size_t size);
ssize_t __wrap_gnutls_record_recv(gnutls_session_t session, void *bytes, size_t size);

/* What another attempt a moment later can mend. */
static bool is_shortage(int code)
{
    return code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM;
}

/* A worker of the library that has no connection asks again and again while descriptors are short; one that
 * has some stops asking until one closes. So the answer takes its time: short enough for those who are being
 * served, long enough to cost nothing. */
int __wrap_accept4(int fd, struct sockaddr *address, socklen_t *size, int flags)
{
    int accepted = __real_accept4(fd, address, size, flags);
    if (accepted >= 0 || !is_shortage(errno))
        return accepted;
    int code = errno;
    atomic_fetch_add_explicit(&shortages, 1, memory_order_relaxed);
    nanosleep(&(struct timespec){.tv_nsec = SHORTAGE_NS}, NULL);
    errno = code;
    return accepted;
}

/* Around each answer the library says when packets are to go. A local socket (probe.c) has none to hold back,
 * which is no failure to be told each time. */
int __wrap_setsockopt(int fd, int level, int name, const void *value, socklen_t size)
{
    int done = __real_setsockopt(fd, level, name, value, size);
    return done && level == IPPROTO_TCP && errno == EOPNOTSUPP ? 0 : done;
}

/* What intake asks for bytes, on a plain connection. */
static ssize_t pull_plain(void *context, void *bytes, size_t size)
{
    struct connection *connection = context;
    ssize_t got = syscall(SYS_recvfrom, connection->fd, bytes, size, 0, NULL, NULL);
    count(connection, got);
    return got;
}

/* recv(2) and sendmsg(2) of the C library are points where a thread may be cancelled, which costs as much as
 * parsing a field; nobody cancels threads here. */
ssize_t __wrap_sendmsg(int fd, const struct msghdr *message, int flags)
{
    return syscall(SYS_sendmsg, fd, message, flags);
}

/* The library asks for no news of the client's end. When it is told to accept nobody any more it marks a
 * thread's socket and takes it out of the thread's set; the thread, woken in between, sees the mark and takes
 * it out first. The second attempt, which the library would end the process for, finds it gone, as it should
 * be. */
int __wrap_epoll_ctl(int epoll, int what, int fd, struct epoll_event *event)
{
    if (event && connection_find(fd))
        event->events |= EPOLLRDHUP;
    int done = __real_epoll_ctl(epoll, what, fd, event);
    return done && what == EPOLL_CTL_DEL && errno == ENOENT ? 0 : done;
}

/* Only sockets of the table are asked about their end, and to the library they are its connections. */
int __wrap_epoll_wait(int epoll, struct epoll_event *events, int most, int timeout_ms)
{
    int count = __real_epoll_wait(epoll, events, most, timeout_ms);
    for (int i = 0; i < count; i++) {
        if (!(events[i].events & EPOLLRDHUP))
            continue;
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(events[i].data.ptr, MHD_CONNECTION_INFO_CONNECTION_FD);
        struct connection *connection = info ? connection_find(info->connect_fd) : NULL;
        if (connection)
            connection->has_ended = true;
    }
    return count;
}

/* The library takes a short read for the last and waits for the next edge of epoll(7). Where the client's end
 * came together with the bytes there is none, so one is made; the library reads the end when it has answered.
 */
static void note_end(struct connection *connection)
{
    connection->has_ended = false;
    connection_finish(connection);
}

/* The library's recv(2): bytes that the strict reader has let through. */
ssize_t __wrap_recv(int fd, void *bytes, size_t size, int flags)
{
    struct connection *connection = connection_find(fd);
    if (!connection)
        return __real_recv(fd, bytes, size, flags);
    const struct source source = {pull_plain, connection, -1};
    ssize_t got = connection_receive(connection, &source, bytes, size);
    if (connection->has_ended && got > 0 && (size_t)got < size)
        note_end(connection);
    return got;
}

/* The same on a TLS connection; GnuTLS keeps what it has read of a record. */
static ssize_t pull_tls(void *context, void *bytes, size_t size)
{
    gnutls_session_t session = context;
    ssize_t got = __real_gnutls_record_recv(session, bytes, size);
    struct connection *connection = connection_find(gnutls_transport_get_int(session));
    if (connection)
        count(connection, got);
    return got;
}

/* While a handshake waits for the client, the library of 0.9.75 asks again and again without a pause. So it
 * is told that all is done, and the handshake goes on where it knows how to wait: when it receives. */
int __wrap_gnutls_handshake(gnutls_session_t session)
{
    struct connection *connection = connection_find(gnutls_transport_get_int(session));
    if (!connection)
        return __real_gnutls_handshake(session);
    atomic_store_explicit(&connection->is_in_handshake, true, memory_order_relaxed);
    return GNUTLS_E_SUCCESS;
}

/* 0 when it is over, GNUTLS_E_AGAIN while it waits. */
static int shake_hands(struct connection *connection, gnutls_session_t session)
{
    int code;
    do
        code = __real_gnutls_handshake(session);
    /* Warnings and interruptions are asked again at once. */
    while (code < 0 && code != GNUTLS_E_AGAIN && !gnutls_error_is_fatal(code));
    atomic_store_explicit(&connection->is_in_handshake, code != GNUTLS_E_SUCCESS, memory_order_relaxed);
    if (!code || code == GNUTLS_E_AGAIN)
        return code;
    /* The client learns why, such as a version that is too old. */
    gnutls_alert_send_appropriate(session, code);
    /* For the library the connection is broken, without a line in the log for each scanner that tries. */
    return GNUTLS_E_PREMATURE_TERMINATION;
}

/* The library's receive under TLS; the handshake is brought to its end first. */
ssize_t __wrap_gnutls_record_recv(gnutls_session_t session, void *bytes, size_t size)
{
    struct connection *connection = connection_find(gnutls_transport_get_int(session));
    if (!connection)
        return __real_gnutls_record_recv(session, bytes, size);
    bool is_in_handshake = atomic_load_explicit(&connection->is_in_handshake, memory_order_relaxed);
    int code = is_in_handshake ? shake_hands(connection, session) : GNUTLS_E_SUCCESS;
    if (code)
        return code;
    const struct source source = {pull_tls, session, GNUTLS_E_AGAIN};
    return connection_receive(connection, &source, bytes, size);
}
