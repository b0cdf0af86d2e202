/* An exchange, for the two files that carry it on. It belongs to the thread that serves its connection; while
 * the connection is suspended, to the slow pool or to nobody. */
#ifndef SERVER_EXCHANGE_INNER_H
#define SERVER_EXCHANGE_INNER_H

#include "exchange.h"
#include "gate.h"
#include "http/request.h"
#include "received_head.h"
#include "route/dispatch.h"
#include "upload.h"
#include "work/slow_pool.h"

enum phase {
    PHASE_HEAD,     /* nothing of the request has been looked at */
    PHASE_BODY,     /* admitted; the body is coming */
    PHASE_SPOOLING, /* suspended: a piece of the body is written to its file */
    PHASE_SLOW,     /* suspended: the answer is made on the slow pool */
    PHASE_WAITING,  /* suspended: another request makes the same answer */
    PHASE_ANSWERED, /* a response is queued */
};

/* What stays the same for all requests of a connection. */
struct line {
    struct server_shared *shared;
    enum listener_kind kind;
    struct connection *connection; /* NULL on the control socket */
    uint64_t block;                /* of the peer's address, for the quota */
    uint32_t number;               /* of the current request, from 1 */
    bool is_cut;                   /* ends before all that the client sends was read */
};

struct exchange {
    struct line line;
    enum phase phase;
    struct request request;
    struct received_head *received; /* NULL on the control socket, and where the head has a fault */
    struct head head;
    struct admission admission;
    struct response *refusal; /* by dispatch_admit(), to be sent when it is time */
    struct upload upload;
    struct task task;          /* on the slow pool */
    struct page_waiter waiter; /* in the page cache */
    struct MHD_Connection *suspended;
    struct response *made; /* by the task */
    bool is_late;          /* what it waited for did not come in time */
    const char *target;
    int64_t since_us; /* the request was there; by clock_elapsed_us() */
    int status;
    bool is_active;
};

/* The address of the other end; NULL on the control socket, whose library has none to tell. */
const struct sockaddr *exchange_peer(struct MHD_Connection *connection);

/* What the strict reader found in the request. */
enum err exchange_reader_fault(const struct exchange *exchange, enum message *ret_detail);

/* Fills the request from its head; errors are the first of what is wrong with it. */
enum err exchange_read_head(struct exchange *exchange, struct MHD_Connection *connection, const char *method,
                            const char *version, enum message *ret_detail);

/* Whether a body follows the head. */
bool exchange_has_body(const struct exchange *exchange);

/* Says so to the reaper too. */
void exchange_enter(struct exchange *exchange, enum phase phase);

/* Queues the response, whose reference is taken over, and gives back what was needed to make it. */
enum MHD_Result exchange_send(struct exchange *exchange, struct MHD_Connection *connection,
                              struct response *response);

/* Refuses what the server itself found; the connection closes, for what follows cannot be trusted. */
enum MHD_Result exchange_refuse(struct exchange *exchange, struct MHD_Connection *connection, enum err err,
                                enum message detail);

/* Answers the request, whose body is whole: now, or later while the connection is suspended. */
enum MHD_Result exchange_answer(struct exchange *exchange, struct MHD_Connection *connection);

/* The connection of an exchange that waits for its answer goes on. */
enum MHD_Result exchange_resumed(struct exchange *exchange, struct MHD_Connection *connection);

/* Suspends the connection until what is held of the body lies in its file. */
enum MHD_Result exchange_spool(struct exchange *exchange, struct MHD_Connection *connection);

/* Lets the body go; to close a large file takes its time, so that is done elsewhere. */
void exchange_drop_body(struct exchange *exchange);

#endif
