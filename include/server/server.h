/* The HTTP server: sockets, limits, and the exchange of each request. Uses libmicrohttpd with a pool of
 * epoll threads for each listening socket; all requests end in route/dispatch.h.
 *
 * It starts in three steps, so that the process can give up rights between them (main/serve.c).
 *
 * Thread: server_bind, _listen, _start, _stop_accepting and _stop from the main thread; the rest from any. */
#ifndef SERVER_SERVER_H
#define SERVER_SERVER_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct app;
struct server;

struct server_options {
    struct app *app;
    const char *const *listen; /* "ADDR:PORT" or "[ADDR]:PORT"; port 0 takes a free one */
    size_t listen_count;
    const char *tls_cert, *tls_key; /* PEM files; NULL: plain HTTP */
    const char *const *redirect;    /* plain sockets that send everybody to https */
    size_t redirect_count;
    const char *const *metrics; /* plain sockets for monitoring alone, without a token */
    size_t metrics_count;
    const char *control_path;         /* Unix socket of the owner's own commands, or NULL */
    unsigned threads;                 /* for each listening socket, at least 1 */
    unsigned connections;             /* most at once, on all sockets together */
    unsigned connections_per_address; /* from one IPv4 address or IPv6 /64; 0 no limit. Trusted proxies have
                                         none */
    unsigned idle_timeout_s;
    size_t upload_memory;        /* bytes of request bodies being received, all together */
    const char *proxy_header;    /* the header that trusted proxies put the client's address in */
    const char *trusted_proxies; /* blocks separated by spaces, or "" */
};

/* Whether systemd has handed sockets over to this process. */
bool server_is_given_sockets(void);

/* The settings that name addresses. */
enum server_setting { SERVER_LISTEN, SERVER_REDIRECT, SERVER_METRICS };

/* Whether the addresses of that setting are opened. Sockets that were handed over take the place of `listen`;
 * of the two others where one of them is for the same, or where the process has another network than they. */
bool server_uses(enum server_setting setting);

/* Whether it is an address as `listen` above has them. Thread: any. */
bool server_address_valid(const char *text);

/* Takes the addresses and reads the certificate: all that may need root. Sockets handed over by systemd
 * (LISTEN_FDS) are used in place of addresses (server_uses()); those named `https` speak TLS, those named
 * `metrics` are for monitoring, and those named `redirect`, and beside an `https` all others, send everybody
 * there. `fault` receives one line on failure, here and below. The options' texts must outlive the server;
 * what `app` points at may be opened later. */
enum err server_bind(const struct server_options *options, struct buf *fault, struct server **ret_server);

/* Makes the control socket, as the user who owns it, and lets clients connect; they wait to be answered. The
 * data folder's lock must be ours. */
enum err server_listen(struct server *server, struct buf *fault);

/* Begins to answer: here the first thread is made. */
enum err server_start(struct server *server, struct buf *fault);

/* Reads the certificate again; connections that are open go on with the one they have. `fault` receives one
 * line on failure, and the former certificate stays. */
enum err server_reload(struct server *server, struct buf *fault);

/* Addresses as "http://ADDR:PORT" or "https://…", with the real port; NULL behind the last.
 * *ret_is_for_monitoring says whether the metrics alone are served there. */
const char *server_address(const struct server *server, size_t index, bool *ret_is_for_monitoring);

/* Requests being read or answered. */
unsigned server_in_flight(const struct server *server);

/* Whether every serving thread answers a request of this process's own within `patience_ms`, which is waited
 * for on each socket. `fault` receives one line where one does not. Thread: one at a time, between
 * server_start() and server_stop_accepting(). */
bool server_is_responsive(const struct server *server, int64_t patience_ms, struct buf *fault);

/* Accepts no more connections (sockets of systemd's keep those who come for the next process). An open one
 * ends when what it has sent is answered. */
void server_stop_accepting(struct server *server);

/* Waits at most `patience_ms` for open connections, then closes everything. NULL is fine. */
void server_stop(struct server *server, int64_t patience_ms);

#endif
