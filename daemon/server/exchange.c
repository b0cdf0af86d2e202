/* One request of a connection, step by step as the library calls. What is answered later, while the
 * connection is suspended, is exchange_answer.c. */
#include "exchange.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "client.h"
#include "connection.h"
#include "connection_quota.h"
#include "exchange_inner.h"
#include "gate.h"
#include "handler/app.h"
#include "http/transmit.h"
#include "linger.h"
#include "redirect.h"
#include "route/dispatch.h"
#include "route/route.h"
#include "store/store.h"
#include "target.h"
#include "tls.h"

#include <stdlib.h>
#include <string.h>

/* Most memory of one request beside its body: a page with its view, or an article with its rendering. */
enum { ARENA_MAX = 64 * 1024 * 1024 };

enum { BODY_IN_MEMORY_MOST = 1024 * 1024 }; /* a larger one goes to a file */

/* Gives back what was needed to make the answer. An answer may take minutes to go, so this does not wait. */
static void release(struct exchange *exchange)
{
    /* First, since the request's body points there. */
    exchange_drop_body(exchange);
    /* A claim that was not used; others may be waiting for it. */
    dispatch_drop(&exchange->admission);
    response_free(TAKE(exchange->refusal));
    response_free(TAKE(exchange->made));
    arena_free(TAKE(exchange->request.arena));
    received_head_free(TAKE(exchange->received));
}

/* Makes ready for the next request. */
static void reset(struct exchange *exchange)
{
    /* What belongs to the connection survives. */
    struct line line = exchange->line;
    release(exchange);
    /* Counted once for a request, whichever of two ways it ends. */
    if (exchange->is_active)
        atomic_fetch_sub_explicit(&line.shared->in_flight, 1, memory_order_relaxed);
    memset(exchange, 0, sizeof *exchange);
    exchange->line = line;
}

/* A trusted proxy brings everybody's requests over its own connections. */
static bool is_counted(const struct server_shared *shared, const struct sockaddr *peer)
{
    return peer && !client_is_trusted(peer, shared->options->trusted_proxies);
}

enum MHD_Result exchange_accept(void *context, const struct sockaddr *address, socklen_t size)
{
    struct server_shared *shared = context;
    (void)size;
    /* Of all sockets, unlike the library's; workers that accept at one moment may exceed it by one each. */
    bool is_full =
        atomic_load_explicit(&shared->connections, memory_order_relaxed) >= shared->options->connections;
    bool is_crowded =
        !is_full && is_counted(shared, address) && connection_quota_is_full(shared->quota, address);
    atomic_fetch_add_explicit(is_full      ? &shared->refused_full
                              : is_crowded ? &shared->refused_address
                                           : &shared->accepted,
                              1, memory_order_relaxed);
    /* A refusal here closes without a word; there is no request to answer yet. */
    return is_full || is_crowded ? MHD_NO : MHD_YES;
}

/* What a connection needs from its first byte on; NULL, and the connection is closed by the first
 * request. */
static struct exchange *open_exchange(const struct listener *listener, struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct server_shared *shared = listener->shared;
    auto_free struct exchange *exchange = memory_new(1, sizeof *exchange);
    if (!exchange || !info)
        return NULL;
    exchange->line = (struct line){.shared = shared, .kind = listener->kind};
    /* No reader and no reaper: its clients are the owner's commands. */
    if (listener->kind == LISTENER_CONTROL)
        return TAKE(exchange);
    exchange->line.connection = connection_open(info->connect_fd);
    if (!exchange->line.connection)
        return NULL;
    atomic_fetch_add_explicit(&shared->connections, 1, memory_order_relaxed);
    const struct sockaddr *peer = exchange_peer(connection);
    exchange->line.block = is_counted(shared, peer) ? connection_quota_enter(shared->quota, peer) : 0;
    info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    /* Before the handshake. */
    if (listener->kind == LISTENER_TLS && info)
        tls_begin(info->tls_session);
    return TAKE(exchange);
}

/* Called by the library before it closes the descriptor. */
static void close_exchange(struct exchange *exchange)
{
    struct line *line = &exchange->line;
    reset(exchange);
    if (line->connection) {
        /* What the client still sends would be answered by a reset, see linger.h. */
        if (line->is_cut || connection_has_unread(line->connection))
            linger_add(line->connection->fd, clock_monotonic_ms(&clock_system));
        connection_close(line->connection);
        connection_quota_leave(line->shared->quota, line->block);
        atomic_fetch_sub_explicit(&line->shared->connections, 1, memory_order_relaxed);
    }
    free(exchange);
}

/* The library tells when a connection begins and ends. */
void exchange_connection(void *context, struct MHD_Connection *connection, void **socket_context,
                         enum MHD_ConnectionNotificationCode what)
{
    const struct listener *listener = context;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        if (listener->kind != LISTENER_REDIRECT) /* this thread never waits for a connection to the store */
            store_own_reader(listener->shared->options->app->portal->store);
        *socket_context = open_exchange(listener, connection);
    } else if (*socket_context) {
        close_exchange(TAKE(*socket_context));
    }
}

/* The library's first word of a request: its line was read. `target` is as sent on the control socket alone,
 * elsewhere that of the brief (received_head.h). */
void *exchange_begin(void *context, const char *target, struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct exchange *exchange = info ? info->socket_context : NULL;
    (void)context;
    /* No memory was had when the connection began; exchange_step() then refuses it. */
    if (!exchange)
        return NULL;
    reset(exchange);
    exchange->is_active = true;
    exchange->request.console = exchange->line.kind == LISTENER_CONTROL;
    exchange->request.tls = exchange->line.kind == LISTENER_TLS;
    exchange->request.is_monitoring = exchange->line.kind == LISTENER_METRICS;
    /* Counts as the strict reader counts heads. */
    exchange->line.number++;
    atomic_fetch_add_explicit(&exchange->line.shared->in_flight, 1, memory_order_relaxed);
    exchange->received = exchange->line.connection ? connection_next_head(exchange->line.connection) : NULL;
    /* Its failure is seen in step_head(). */
    exchange->request.arena = arena_new(ARENA_MAX);
    if (exchange->received)
        exchange->target = exchange->received->target;
    else if (exchange->request.arena)
        exchange->target = arena_copy(exchange->request.arena, target, strlen(target));
    return exchange;
}

void exchange_enter(struct exchange *exchange, enum phase phase)
{
    /* While it is ours to act, no time runs against the client. */
    static const enum connection_phase of[] = {
        [PHASE_HEAD] = CONNECTION_HEAD,     [PHASE_BODY] = CONNECTION_BODY,
        [PHASE_SPOOLING] = CONNECTION_POOL, [PHASE_SLOW] = CONNECTION_POOL,
        [PHASE_WAITING] = CONNECTION_POOL,  [PHASE_ANSWERED] = CONNECTION_ANSWER,
    };
    exchange->phase = phase;
    if (exchange->line.connection)
        connection_enter(exchange->line.connection, of[phase]);
}

enum MHD_Result exchange_send(struct exchange *exchange, struct MHD_Connection *connection,
                              struct response *response)
{
    enum MHD_Result result = response_queue(connection, response, &exchange->request, &exchange->status);
    response_free(response);
    /* Here, since how long the answer takes on its way is the client's matter. */
    metrics_answered(exchange->line.shared->options->app->metrics, route_number(exchange->admission.route),
                     exchange->status, clock_elapsed_us() - exchange->since_us);
    /* The response has all it needs; an answer may take minutes to go. */
    release(exchange);
    exchange_enter(exchange, PHASE_ANSWERED);
    return result;
}

/* Refuses what the server itself found; the connection closes, for what follows cannot be trusted. */
enum MHD_Result exchange_refuse(struct exchange *exchange, struct MHD_Connection *connection, enum err err,
                                enum message detail)
{
    exchange->line.is_cut = true;
    return exchange_send(
        exchange, connection,
        dispatch_refuse(exchange->line.shared->options->app, &exchange->request, err, detail));
}

/* From here to the answer the time is ours, and no fault of the client. */
static void begin_work(struct exchange *exchange)
{
    if (exchange->line.connection)
        connection_enter(exchange->line.connection, CONNECTION_HANDLER);
}

/* The body is whole. A refusal that waited for it goes now. */
static enum MHD_Result answer(struct exchange *exchange, struct MHD_Connection *connection)
{
    begin_work(exchange);
    /* How long a body takes to come is the client's matter. */
    if (exchange_has_body(exchange))
        exchange->since_us = clock_elapsed_us();
    if (exchange->refusal)
        return exchange_send(exchange, connection, TAKE(exchange->refusal));
    return exchange_answer(exchange, connection);
}

/* The head is whole: admits the request, or refuses it now or behind its body. */
static enum MHD_Result step_head(struct exchange *exchange, struct MHD_Connection *connection,
                                 const char *method, const char *version)
{
    enum message detail = MESSAGE_NONE;
    exchange->since_us = clock_elapsed_us();
    /* Not even a refusal can be made. */
    if (!exchange->request.arena || arena_failed(exchange->request.arena))
        return MHD_NO;
    enum err err = exchange_read_head(exchange, connection, method, version, &detail);
    if (err)
        return exchange_refuse(exchange, connection, err, detail);
    /* Admission looks a token up, which is our time. */
    begin_work(exchange);
    const struct server_shared *shared = exchange->line.shared;
    struct app *app = shared->options->app;
    bool is_sent_on =
        exchange->line.kind == LISTENER_REDIRECT && !redirect_is_answered_here(app, &exchange->request);
    exchange->refusal = is_sent_on ? redirect_answer(app, &exchange->request)
                                   : dispatch_admit(app, &exchange->request, &exchange->admission);
    /* Without a length nobody has said yet that there is none. */
    if (!exchange->refusal && !exchange->admission.body_limit && exchange->head.transfer_encodings)
        return exchange_refuse(exchange, connection, ERR_TOO_LARGE, MESSAGE_NONE);
    /* A limit of 0 takes no byte, as of a refusal without a route. */
    exchange->upload = upload_new(exchange->admission.body_limit, &exchange->line.shared->body_memory,
                                  shared->options->upload_memory);
    const char *directory = store_directory(app->portal->store);
    /* A serving thread must never write to the disk, so it only collects. */
    upload_spill(&exchange->upload, directory, BODY_IN_MEMORY_MOST);
    if (!exchange->refusal && exchange->admission.is_spooled)
        upload_want_file(&exchange->upload);
    /* Also without a body: then the next step answers. */
    exchange_enter(exchange, PHASE_BODY);
    /* The library closes a connection that is answered at the first call: right for a body that nobody
     * wants to read, wrong for everything else. */
    exchange->line.is_cut = exchange->refusal && exchange_has_body(exchange);
    if (exchange->line.is_cut)
        return exchange_send(exchange, connection, TAKE(exchange->refusal));
    return MHD_YES;
}

/* A piece of the body. What does not fit is left to the library until a file has taken what came before. */
static enum MHD_Result step_body(struct exchange *exchange, struct MHD_Connection *connection,
                                 const char *bytes, size_t *size)
{
    if (exchange->phase == PHASE_BODY && upload_is_full(&exchange->upload))
        return exchange_spool(exchange, connection);
    /* Behind an answer what still comes is taken and dropped. */
    bool goes_on = exchange->phase != PHASE_BODY || upload_take(&exchange->upload, bytes, *size);
    /* All was taken; the library calls again with what is left otherwise. */
    *size = 0;
    return goes_on ? MHD_YES : MHD_NO;
}

/* The library calls it for the head, for each piece of body, at the end, and after each resuming. Which
 * of these it is follows from the phase. */
enum MHD_Result exchange_step(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **state)
{
    struct exchange *exchange = *state;
    (void)context, (void)url;
    if (!exchange)
        return MHD_NO;
    if (exchange->phase == PHASE_HEAD)
        return step_head(exchange, connection, method, version);
    /* The piece is written, and the rest of the body comes. */
    if (exchange->phase == PHASE_SPOOLING)
        exchange_enter(exchange, PHASE_BODY);
    /* Before the phases of waiting, for a body may still come behind an early answer. */
    if (*upload_size)
        return step_body(exchange, connection, upload, upload_size);
    if (exchange->phase == PHASE_SLOW || exchange->phase == PHASE_WAITING)
        return exchange_resumed(exchange, connection);
    enum message detail = MESSAGE_NONE;
    /* A body that was thrown away is told now, since the library takes no answer in its middle. */
    enum err err = exchange->upload.err ? exchange->upload.err : exchange_reader_fault(exchange, &detail);
    if (exchange->phase != PHASE_ANSWERED && err)
        return exchange_refuse(exchange, connection, err, detail);
    return exchange->phase == PHASE_BODY ? answer(exchange, connection) : MHD_YES;
}

/* The answer is sent, or the connection broke. */
void exchange_end(void *context, struct MHD_Connection *connection, void **state,
                  enum MHD_RequestTerminationCode why)
{
    (void)context, (void)connection, (void)why;
    struct exchange *exchange = TAKE(*state);
    if (!exchange)
        return;
    reset(exchange);
    /* A command's connection closes by itself. */
    if (!exchange->line.connection)
        return;
    connection_enter(exchange->line.connection, CONNECTION_IDLE);
    /* At the stop this request was the connection's last. */
    if (atomic_load_explicit(&exchange->line.shared->stopping, memory_order_relaxed))
        connection_finish(exchange->line.connection);
}
