/* Starts and stops the library, one of its daemons for each listening socket, and the reaper beside
 * them. Must not know what a request is. */
#include "server/server.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/said.h"
#include "certificate.h"
#include "connection.h"
#include "connection_quota.h"
#include "exchange.h"
#include "figures.h"
#include "handler/app.h"
#include "library_log.h"
#include "linger.h"
#include "listen.h"
#include "probe.h"
#include "reaper.h"
#include "server/handed_over.h"
#include "tls.h"
#include "work/slow_pool.h"
#include "work/worker.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

/* Those of the settings or of systemd, those that redirect or are for monitoring, and the control socket. 500
 * ms is what pool, cache and reaper are promised. */
enum { LISTENERS_MAX = 81, CONTROL_CONNECTIONS = 64, REAPING_MS = 500, REAPER_REST_MS = 10000 };

/* `shared` is what its exchanges see of it; it points into `options`. */
struct server {
    struct server_options options;
    struct server_shared shared;
    struct job reaping;
    struct worker *reaper;
    struct certificate certificate;
    struct listener listeners[LISTENERS_MAX];
    size_t listener_count;    /* the control listener, if any, is the last */
    pthread_mutex_t resuming; /* held while threads are made to accept again, which the stop must not meet */
    atomic_bool is_open;      /* all of them serve */
    uint64_t resumed;         /* the shortages after which threads were made to accept again; the reaper's */
};

/* A request without Host shall come to the gate, which refuses that and more: before 1.0 the library answers
 * it by itself at 1 (twice), since then at all levels but the lowest. What else it allows there the reader
 * never lets pass. */
#if MHD_VERSION >= 0x00097701
#define LIBRARY_STRICTNESS MHD_OPTION_CLIENT_DISCIPLINE_LVL, -3
#else
#define LIBRARY_STRICTNESS MHD_OPTION_STRICT_FOR_CLIENT, 0
#endif

/* Control and monitoring must be served even where readers have taken every
 * connection there is. */
static bool is_served_apart(const struct listener *listener)
{
    return listener->kind == LISTENER_CONTROL || listener->kind == LISTENER_METRICS;
}

/* How many serve the socket. */
static unsigned listener_threads(const struct listener *listener)
{
    return is_served_apart(listener) ? 1 : listener->shared->options->threads;
}

static struct MHD_Daemon *start_library(struct listener *listener, int fd)
{
    const struct server_options *options = listener->shared->options;
    bool is_apart = is_served_apart(listener), is_tls = listener->kind == LISTENER_TLS;
    unsigned threads = listener_threads(listener);
    /* Elsewhere the reaper looks for silence; the library would note the time and lock its list of all
     * connections three times for each request. */
    unsigned silence_s = listener->kind == LISTENER_CONTROL ? options->idle_timeout_s : 0;
    /* It takes a pool only from two threads on. */
    struct MHD_OptionItem pool[] = {{MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)threads, NULL},
                                    {MHD_OPTION_END, 0, NULL}};
    /* ITC wakes a thread when a connection is resumed. */
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_USE_TURBO | MHD_USE_ERROR_LOG |
                     MHD_ALLOW_SUSPEND_RESUME | (is_tls ? MHD_USE_TLS : 0);
    /* The socket is ours and bound already; the library accepts on it with all its threads. */
    return MHD_start_daemon(
        flags, 0, is_apart ? NULL : exchange_accept, listener->shared, exchange_step, listener,
        MHD_OPTION_EXTERNAL_LOGGER, log_library, NULL, MHD_OPTION_LISTEN_SOCKET, fd,
        MHD_OPTION_URI_LOG_CALLBACK, exchange_begin, listener, MHD_OPTION_NOTIFY_COMPLETED, exchange_end,
        listener, MHD_OPTION_NOTIFY_CONNECTION, exchange_connection, listener, MHD_OPTION_CONNECTION_LIMIT,
        is_apart ? CONTROL_CONNECTIONS : options->connections, MHD_OPTION_CONNECTION_TIMEOUT, silence_s,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)LIBRARY_MEMORY, LIBRARY_STRICTNESS, MHD_OPTION_ARRAY,
        threads > 1 ? pool : pool + 1, /* without TLS the options end here */
        is_tls ? MHD_OPTION_HTTPS_CERT_CALLBACK : MHD_OPTION_END, tls_retrieve, MHD_OPTION_HTTPS_PRIORITIES,
        tls_priorities, MHD_OPTION_END);
}

/* Notes a socket with the address that it really has. */
static void add_listener(struct server *server, int fd, enum listener_kind kind, bool is_inherited)
{
    /* The daemon is NULL until it serves. */
    struct listener *listener = &server->listeners[server->listener_count++];
    *listener =
        (struct listener){.shared = &server->shared, .kind = kind, .fd = fd, .is_inherited = is_inherited};
    if (kind == LISTENER_CONTROL)
        snprintf(listener->address, sizeof listener->address, "%s", server->options.control_path);
    else
        listen_address(fd, kind == LISTENER_TLS ? "https" : "http", listener->address,
                       sizeof listener->address);
}

/* From here on the library owns the socket. */
static enum err open_listener(struct listener *listener, struct buf *fault)
{
    listener->daemon = start_library(listener, listener->fd);
    if (!listener->daemon) {
        buf_printf(fault, SAID("không phục vụ được ở %s", "cannot serve on %s"), listener->address);
        return ERR_INTERNAL;
    }
    listener->fd = -1;
    return ERR_OK;
}

/* Binds all addresses of one kind; those bound before a failure are closed by server_stop(). */
static enum err open_addresses(struct server *server, const char *const *addresses, size_t count,
                               enum listener_kind kind, struct buf *fault)
{
    enum err err = ERR_OK;
    int fd;
    for (size_t i = 0; !err && i < count; i++) {
        err = listen_open(addresses[i], fault, &fd);
        /* Noted one by one, so that those before a failure are closed. */
        if (!err)
            add_listener(server, fd, kind, false);
    }
    return err;
}

/* Those are in place of the setting listen, not beside it. */
static enum err adopt_inherited(struct server *server, int count, enum listener_kind usual, struct buf *fault)
{
    if (listen_inherits("https") && usual != LISTENER_TLS) {
        buf_text(fault, SAID("có socket tên https được trao sẵn, nhưng chưa đặt tls_cert và tls_key",
                             "a socket named https was handed over, but tls_cert and tls_key are not set"));
        return ERR_INPUT;
    }
    for (int i = 0; i < count; i++) {
        listen_adopt(LISTEN_FIRST_INHERITED + i);
        add_listener(server, LISTEN_FIRST_INHERITED + i, listen_inherited_kind(i, usual), true);
    }
    return ERR_OK;
}

enum err server_bind(const struct server_options *options, struct buf *fault, struct server **ret_server)
{
    struct server *server = memory_new(1, sizeof *server);
    if (!server)
        return ERR_MEMORY;
    pthread_mutex_init(&server->resuming, NULL);
    MHD_set_panic_func(library_gives_up, NULL);
    server->options = *options;
    /* The server's own copy, for the caller's is on a stack. */
    server->shared.options = &server->options;
    enum listener_kind kind = options->tls_cert ? LISTENER_TLS : LISTENER_PLAIN;
    /* The key is read while that may need root. */
    enum err err = certificate_open(&server->certificate, options->tls_cert ? options->tls_cert : "",
                                    options->tls_cert ? options->tls_key : "", fault);
    if (!err)
        err = adopt_inherited(server, listen_inherited(), kind, fault);
    if (!err && server_uses(SERVER_LISTEN))
        err = open_addresses(server, options->listen, options->listen_count, kind, fault);
    if (!err && server_uses(SERVER_REDIRECT))
        err = open_addresses(server, options->redirect, options->redirect_count, LISTENER_REDIRECT, fault);
    if (!err && server_uses(SERVER_METRICS))
        err = open_addresses(server, options->metrics, options->metrics_count, LISTENER_METRICS, fault);
    if (err)
        server_stop(server, 0);
    else
        *ret_server = server;
    return err;
}

/* The control socket comes last, as server_address() and close_listeners() expect it. */
enum err server_listen(struct server *server, struct buf *fault)
{
    enum err err = ERR_OK;
    int fd;
    /* Of those that were handed over listens already. */
    for (size_t i = 0; !err && i < server->listener_count; i++)
        if (!server->listeners[i].is_inherited)
            err = listen_begin(server->listeners[i].fd, server->listeners[i].address, fault);
    if (err || !server->options.control_path)
        return err;
    /* Made by the user who serves, in a folder of his. */
    err = listen_open_control(server->options.control_path, fault, &fd);
    if (!err)
        add_listener(server, fd, LISTENER_CONTROL, false);
    return err;
}

/* On SIGHUP; nothing to be done where TLS is not spoken. */
enum err server_reload(struct server *server, struct buf *fault)
{
    return certificate_reload(&server->certificate, fault);
}

/* Half a second after descriptors were short they may be there again, and nobody else tells the threads. */
static void resume_accepting(struct server *server)
{
    uint64_t shortages = connection_shortages();
    pthread_mutex_lock(&server->resuming);
    bool is_done =
        shortages != server->resumed && atomic_load_explicit(&server->is_open, memory_order_acquire);
    for (size_t i = 0; i < server->listener_count; i++)
        is_done = is_done && probe_resume(&server->listeners[i], listener_threads(&server->listeners[i]));
    pthread_mutex_unlock(&server->resuming);
    if (is_done)
        server->resumed = shortages;
}

/* Fewer than a fifth of the slots are free: who only keeps one for later has to go sooner. */
static enum err server_reap(void *context)
{
    struct server *server = context;
    size_t taken = atomic_load_explicit(&server->shared.connections, memory_order_relaxed);
    int64_t now_ms = clock_monotonic_ms(&clock_system);
    linger_run(now_ms);
    slow_pool_tick(server->options.app->slow);
    page_cache_tick(server->options.app->pages, now_ms);
    /* Connections may become idle only behind server_stop_accepting(). */
    if (atomic_load_explicit(&server->shared.stopping, memory_order_relaxed))
        reaper_finish_idle(now_ms);
    else
        resume_accepting(server);
    reaper_run(now_ms, taken * 5 >= (size_t)server->options.connections * 4,
               server->options.idle_timeout_s * INT64_C(1000));
    return ERR_OK;
}

/* Without connections there is nobody to be reaped; a request of the control socket, which wakes nobody,
 * waits no longer than this beyond its time. */
static int64_t reaper_rest_ms(void *context)
{
    const struct server *server = context;
    bool is_idle = connections_are_none() && linger_is_empty() && !server_in_flight(server);
    return is_idle ? REAPER_REST_MS : 0;
}

static void awaken_reaper(void *context)
{
    const struct server *server = context;
    worker_wake(server->reaper);
}

/* From here on there are threads. On failure server_stop() ends what was begun. */
enum err server_start(struct server *server, struct buf *fault)
{
    const struct server_options *options = &server->options;
    /* Before the first thread, so it needs no order. */
    atomic_init(&server->shared.in_flight, 0);
    atomic_init(&server->shared.body_memory, 0);
    atomic_init(&server->shared.connections, 0);
    atomic_init(&server->shared.stopping, false);
    atomic_init(&server->is_open, false);
    options->app->server = (struct server_source){server_figures, &server->shared};
    server->reaping = (struct job){"reaper", REAPING_MS, server_reap, server, reaper_rest_ms};
    server->shared.quota = connection_quota_new(options->connections, options->connections_per_address);
    enum err err = server->shared.quota ? connections_begin(awaken_reaper, server) : ERR_MEMORY;
    if (!err)
        err = worker_start(&server->reaping, 1, &server->reaper);
    if (!err)
        err = certificate_watch(&server->certificate);
    /* Clients that were waiting are answered from the first of these on. */
    for (size_t i = 0; !err && i < server->listener_count; i++)
        err = open_listener(&server->listeners[i], fault);
    atomic_store_explicit(&server->is_open, !err, memory_order_release);
    return err;
}

/* In the order in which they were taken. */
const char *server_address(const struct server *server, size_t index, bool *ret_is_for_monitoring)
{
    bool is_there = index < server->listener_count && server->listeners[index].kind != LISTENER_CONTROL;
    *ret_is_for_monitoring = is_there && server->listeners[index].kind == LISTENER_METRICS;
    return is_there ? server->listeners[index].address : NULL;
}

/* For readiness and the stop. */
unsigned server_in_flight(const struct server *server)
{
    return atomic_load_explicit(&server->shared.in_flight, memory_order_relaxed);
}

/* One socket after the other, so that all of its threads are told at once. */
bool server_is_responsive(const struct server *server, int64_t patience_ms, struct buf *fault)
{
    bool is_responsive = true;
    for (size_t i = 0; i < server->listener_count; i++) {
        const struct listener *listener = &server->listeners[i];
        unsigned silent = probe_listener(listener, listener_threads(listener), patience_ms);
        if (silent)
            buf_printf(fault, "%s%s: %u of its threads do not answer", is_responsive ? "" : "; ",
                       listener->address, silent);
        is_responsive = is_responsive && !silent;
    }
    return is_responsive;
}

/* First it is said to everybody, then the idle ones are sent away. */
void server_stop_accepting(struct server *server)
{
    atomic_store_explicit(&server->shared.stopping, true, memory_order_relaxed);
    pthread_mutex_lock(&server->resuming);
    atomic_store_explicit(&server->is_open, false, memory_order_relaxed);
    pthread_mutex_unlock(&server->resuming);
    for (size_t i = 0; i < server->listener_count; i++) {
        struct listener *listener = &server->listeners[i];
        /* The library's threads may be looking at the socket, so it is closed only after them. */
        if (listener->daemon)
            listener->fd = MHD_quiesce_daemon(listener->daemon);
        /* The library gives the socket back and goes on with its connections. */
        if (listener->fd >= 0 && !listener->is_inherited)
            shutdown(listener->fd, SHUT_RDWR);
    }
    reaper_finish_idle(clock_monotonic_ms(&clock_system));
}

/* Connections count too: one may have sent what nobody has read yet. */
static bool is_busy(const struct server *server)
{
    return server_in_flight(server) ||
           atomic_load_explicit(&server->shared.connections, memory_order_relaxed);
}

static void close_listeners(struct server *server)
{
    for (size_t i = 0; i < server->listener_count; i++) {
        struct listener *listener = &server->listeners[i];
        /* Closes what is still open, whatever it is at. */
        if (listener->daemon)
            MHD_stop_daemon(listener->daemon);
        if (listener->fd >= 0)
            close(listener->fd);
        if (listener->kind == LISTENER_CONTROL)
            unlink(server->options.control_path);
    }
}

/* Also of a server that never started, and of one that never listened. */
void server_stop(struct server *server, int64_t patience_ms)
{
    if (!server)
        return;
    /* Who is slow then is cut off. */
    int64_t until_ms = clock_monotonic_ms(&clock_system) + patience_ms;
    /* The main thread has nothing else to do; 5 ms are soon enough. */
    while (is_busy(server) && clock_monotonic_ms(&clock_system) < until_ms)
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    /* No connection is suspended when the library is stopped. */
    if (server->options.app->pages) /* none yet where the start failed early */
        page_cache_stop(server->options.app->pages);
    slow_pool_stop(server->options.app->slow);
    close_listeners(server);
    worker_stop(server->reaper);
    linger_end();
    /* Behind the library's threads, which enter it. */
    connections_end();
    connection_quota_free(server->shared.quota);
    certificate_close(&server->certificate);
    pthread_mutex_destroy(&server->resuming);
    free(server);
}
