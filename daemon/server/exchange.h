/* One request and its answer, from the library's first call to its last. */
#ifndef SERVER_EXCHANGE_H
#define SERVER_EXCHANGE_H

#include "server/server.h"

#include <microhttpd.h>
#include <stdatomic.h>
#include <stdbool.h>

struct connection_quota;

/* What exchanges share. */
struct server_shared {
    const struct server_options *options;
    atomic_uint in_flight;
    atomic_uint connections; /* open, beside those of the control socket */
    atomic_uint_least64_t accepted, refused_full, refused_address; /* since the start */
    struct connection_quota *quota;
    atomic_size_t body_memory; /* bytes of bodies being received */
    atomic_bool stopping;      /* a connection ends with the answer it is at */
};

enum listener_kind {
    LISTENER_PLAIN,
    LISTENER_TLS,
    LISTENER_REDIRECT, /* plain, and sends everybody to the TLS one */
    LISTENER_METRICS,  /* plain, and tells whoever asks how the daemon is, and nothing else */
    LISTENER_CONTROL,  /* the Unix socket of the owner's own commands */
};

/* One listening socket. */
struct listener {
    struct server_shared *shared;
    struct MHD_Daemon *daemon;
    enum listener_kind kind;
    int fd;            /* stays ours to close once the library was told to accept no more; else -1 */
    bool is_inherited; /* the socket outlives the process: whoever comes waits for the next one */
    char address[128];
};

/* Whether the library shall accept a connection from this address; `context` is what the
 * listeners share, struct server_shared. */
enum MHD_Result exchange_accept(void *context, const struct sockaddr *address, socklen_t size);

/* Callbacks for the library; `context` is the listener. An exchange lives as long as its connection and
 * serves one request after the other, because the library may drop a request before anybody hears of it. */
void exchange_connection(void *context, struct MHD_Connection *connection, void **socket_context,
                         enum MHD_ConnectionNotificationCode what);
void *exchange_begin(void *context, const char *target, struct MHD_Connection *connection);
enum MHD_Result exchange_step(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **state);
void exchange_end(void *context, struct MHD_Connection *connection, void **state,
                  enum MHD_RequestTerminationCode why);

#endif
