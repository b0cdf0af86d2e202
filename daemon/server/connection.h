/* The open connections, by descriptor: what each receives (intake.h), and in which phase it is, for the
 * reaper.
 *
 * One table for the process, because the functions by which the HTTP library receives, recv(2),
 * gnutls_handshake(3) and gnutls_record_recv(3), are replaced when the program is linked and know nothing but
 * the descriptor; so are accept4(2), which must not be asked without a pause when descriptors are short, and
 * those of epoll(7), which tell of a client's end.
 * Thread: a connection belongs to the worker that serves it; another may only look at it within
 * connection_each(). */
#ifndef SERVER_CONNECTION_H
#define SERVER_CONNECTION_H

#include "intake.h"

#include <stdatomic.h>
#include <stdbool.h>

enum connection_phase {
    CONNECTION_NEW,     /* nothing came yet, or only a handshake */
    CONNECTION_IDLE,    /* between two requests */
    CONNECTION_HEAD,    /* a head has begun */
    CONNECTION_BODY,    /* a body is coming */
    CONNECTION_HANDLER, /* the request is being worked on */
    CONNECTION_ANSWER,  /* the answer is going */
    CONNECTION_POOL,    /* the request waits for its turn, or is worked on within limits of its own */
};

/* What the reaper saw when it looked last; its own. */
struct watch {
    unsigned stage;
    int64_t since_ms; /* the stage was seen first; 0 never looked */
    int64_t window_ms;
    uint64_t bytes; /* moved until the window began */
    uint64_t moved; /* until moved_ms, when anything moved last */
    int64_t moved_ms;
};

struct connection {
    int fd;
    size_t place;   /* among those open; under the table's lock */
    bool has_ended; /* the client's end came, and may not have been read; its worker's own */
    struct intake intake;
    atomic_bool is_in_handshake;
    atomic_uint stage; /* the phase in its low bits, above them a number that changes with each phase */
    atomic_ullong received;
    struct watch watch;
};

/* Makes room for every descriptor the process may have: of addresses, memory is taken by those that are open.
 * `awaken` is called when the first connection opens where there was none, by the worker that serves it.
 * Errors: MEMORY. Thread: main, before the first connection, and _end() after the last. */
enum err connections_begin(void (*awaken)(void *context), void *context);
void connections_end(void);

/* Whether none is open. */
bool connections_are_none(void);

/* How often nobody could be accepted for want of descriptors or memory, since the start. */
uint64_t connection_shortages(void);

/* NULL when there is no memory. The descriptor stays its caller's. */
struct connection *connection_open(int fd);
void connection_close(struct connection *connection);

/* The head of the request that the library begins now; NULL where it had a fault. The caller frees it. */
struct received_head *connection_next_head(struct connection *connection);

void connection_enter(struct connection *connection, enum connection_phase phase);

static inline enum connection_phase connection_phase(unsigned stage)
{
    return (enum connection_phase)(stage & 7);
}

/* Lets a connection end once everything it has sent so far is answered. */
void connection_finish(struct connection *connection);

/* What is wrong with the request of this number (from 1), as far as it was read. */
enum err connection_fault(const struct connection *connection, uint32_t number, enum message *ret_detail);

/* Whether the reader stopped behind the request of this number (from 1) because its head can be read in two
 * ways; the gate says which. */
bool connection_is_unclear(const struct connection *connection, uint32_t number);

/* Whether bytes have come that nobody has read yet. */
bool connection_has_unread(const struct connection *connection);

/* Calls for every open connection, which is not closed meanwhile; of those opened meanwhile, for some. */
void connection_each(void (*look)(void *context, struct connection *connection), void *context);

#endif
