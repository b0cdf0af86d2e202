/* The part of an exchange that takes longer: the connection is suspended, and resumed when its answer is
 * there, when somebody else made the same answer, or when a piece of its body is written. No thread that
 * serves connections waits meanwhile. It knows nothing of heads and of what the library calls when. */
#include "base/memory.h"
#include "connection.h"
#include "exchange_inner.h"
#include "handler/app.h"
#include "http/privacy.h"
#include "route/route.h"

#include <poll.h>
#include <stddef.h>
#include <stdlib.h>

/* The process's app, by way of what all exchanges share. */
static struct app *app_of(const struct exchange *exchange)
{
    return exchange->line.shared->options->app;
}

/* The exchange that a task lies in. */
static struct exchange *exchange_of_task(struct task *task)
{
    return (struct exchange *)((char *)task - offsetof(struct exchange, task));
}

/* OPTIONS counts as one here, which does no harm: it never gets to the pool. */
static bool is_write(const struct request *request)
{
    return request->method != METHOD_GET && request->method != METHOD_HEAD;
}

/* The request's body, which is whole. Errors: those of upload->err. */
static enum err take_body(struct exchange *exchange)
{
    struct upload *upload = &exchange->upload;
    struct request *request = &exchange->request;
    upload_finish(upload);
    /* Known in both cases, and needed by a handler that reads the file. */
    request->body_size = upload->size;
    if (upload->err)
        return upload->err;
    if (exchange->admission.is_spooled)
        request->body_file = upload->file;
    else
        request->body = upload_bytes(upload);
    return upload->err;
}

/* On the pool: the body first, which may have to be mapped or written out; then the answer. */
static struct response *make_slowly(struct exchange *exchange)
{
    struct app *app = app_of(exchange);
    enum err err = take_body(exchange);
    if (!err)
        return dispatch_answer(app, &exchange->request, &exchange->admission);
    /* What the client has sent is not used, so the connection is not trusted on. */
    exchange->line.is_cut = true;
    dispatch_drop(&exchange->admission);
    return dispatch_refuse(app, &exchange->request, err, MESSAGE_NONE);
}

/* On a thread of the pool: nobody else touches the exchange until its connection is resumed. */
static void answer_slowly(struct task *task, enum task_call call)
{
    struct exchange *exchange = exchange_of_task(task);
    switch (call) {
    case TASK_RUN:
        exchange->made = make_slowly(exchange);
        /* Here, since closing a large file takes its time. */
        upload_done(&exchange->upload);
        break;
    case TASK_LATE:
    case TASK_STOP:
        exchange->made = dispatch_give_up(app_of(exchange), &exchange->request, &exchange->admission);
        break;
    /* Something must be queued for the library to go on to the end of the connection. */
    case TASK_GONE:
        dispatch_drop(&exchange->admission);
        exchange->made = response_last_resort();
        break;
    }
    /* The very last: behind it the serving thread owns the exchange. */
    MHD_resume_connection(exchange->suspended);
}

/* Nobody else looks at the socket of a suspended connection. A client that has only ended its sending may
 * still want what it asked to be done. */
static bool has_hung_up(struct task *task)
{
    const struct exchange *exchange = exchange_of_task(task);
    /* Whoever only reads and has ended its sending is taken for gone; some programs send a request that
     * way, but a browser that goes away looks the same. */
    bool is_reading = !is_write(&exchange->request);
    if (!exchange->line.connection)
        return false;
    struct pollfd look = {.fd = exchange->line.connection->fd, .events = POLLRDHUP};
    return poll(&look, 1, 0) > 0 && look.revents & ((is_reading ? POLLRDHUP : 0) | POLLHUP | POLLERR);
}

/* The phase comes before the suspension, as behind it another thread may act. */
static void suspend(struct exchange *exchange, struct MHD_Connection *connection, enum phase phase)
{
    exchange_enter(exchange, phase);
    exchange->suspended = connection;
    MHD_suspend_connection(connection);
}

/* Whose turn it is: the public's by its address, the others' by their account. */
static struct task task_of(const struct exchange *exchange)
{
    /* No token has this number. */
    static const uint64_t console = UINT64_MAX;
    const struct request *request = &exchange->request;
    struct task task = {.run = answer_slowly, .is_gone = has_hung_up, .may_wait = is_write(request)};
    enum pace pace = exchange->admission.route->pace;
    if (pace == PACE_SIGN_IN || pace == PACE_PROOF) {
        task.class = SLOW_SIGN_IN;
        task.key = request->actor.role ? (uint64_t)actor_number(&request->actor) : request->device;
    } else if (privacy_of(request) == PRIVACY_PUBLIC) {
        /* What strangers send with a question takes nobody's place who only reads. */
        task.class = dispatch_brings_pictures(request, &exchange->admission) ? SLOW_ENCLOSED : SLOW_ANONYMOUS;
        task.key = throttle_block(app_of(exchange)->throttle, request->client);
    } else {
        /* Those take seconds, so they stand in a queue of their own. */
        bool has_pictures = dispatch_brings_pictures(request, &exchange->admission);
        task.class = has_pictures ? SLOW_PICTURE : SLOW_ACCOUNT;
        task.key = request->console ? console : (uint64_t)actor_number(&request->actor);
    }
    return task;
}

static enum MHD_Result send_to_pool(struct exchange *exchange, struct MHD_Connection *connection)
{
    exchange->task = task_of(exchange);
    suspend(exchange, connection, PHASE_SLOW);
    /* Full, or stopping. Called here it makes its refusal and resumes at once. */
    if (!slow_pool_add(app_of(exchange)->slow, &exchange->task))
        answer_slowly(&exchange->task, TASK_LATE);
    return MHD_YES;
}

/* By whoever made the page, or by the reaper when it takes too long. On its thread nothing is made. */
static void page_is_made(struct page_waiter *waiter, bool is_late)
{
    struct exchange *exchange = (struct exchange *)((char *)waiter - offsetof(struct exchange, waiter));
    exchange->is_late = is_late;
    MHD_resume_connection(exchange->suspended);
}

/* Suspends until the page is there; then it is tried anew. */
static enum MHD_Result wait_for_page(struct exchange *exchange, struct MHD_Connection *connection)
{
    exchange->waiter = (struct page_waiter){.wake = page_is_made};
    suspend(exchange, connection, PHASE_WAITING);
    /* It was made between the two looks. Resumed at once, it is tried again. */
    if (!dispatch_wait(app_of(exchange), &exchange->request, &exchange->waiter))
        MHD_resume_connection(connection);
    return MHD_YES;
}

/* On the serving thread, without waiting. */
static enum MHD_Result try_answer(struct exchange *exchange, struct MHD_Connection *connection)
{
    struct response *response = NULL;
    switch (dispatch_try(app_of(exchange), &exchange->request, &exchange->admission, &response)) {
    case DISPATCH_DONE:
        break;
    case DISPATCH_WAIT:
        return wait_for_page(exchange, connection);
    case DISPATCH_SLOW:
        return send_to_pool(exchange, connection);
    }
    return exchange_send(exchange, connection, response);
}

enum MHD_Result exchange_answer(struct exchange *exchange, struct MHD_Connection *connection)
{
    struct upload *upload = &exchange->upload;
    /* A file has to be mapped or handed on, which touches the disk. */
    if (upload->file || exchange->admission.is_spooled)
        return send_to_pool(exchange, connection);
    exchange->request.body = upload_bytes(upload);
    exchange->request.body_size = upload->size;
    return try_answer(exchange, connection);
}

enum MHD_Result exchange_resumed(struct exchange *exchange, struct MHD_Connection *connection)
{
    /* Without an answer the library called for another reason; it will again. */
    if (exchange->phase == PHASE_SLOW)
        return exchange->made ? exchange_send(exchange, connection, TAKE(exchange->made)) : MHD_YES;
    /* The page may be gone or have failed meanwhile; then this one makes it. */
    if (!exchange->is_late)
        return try_answer(exchange, connection);
    return exchange_send(exchange, connection,
                         dispatch_give_up(app_of(exchange), &exchange->request, &exchange->admission));
}

/* On the pool. What goes wrong is told when the body has come to its end. */
static void write_piece(struct task *task, enum task_call call)
{
    struct exchange *exchange = exchange_of_task(task);
    if (call == TASK_RUN)
        upload_flush(&exchange->upload);
    else
        exchange->upload.err = ERR_UNAVAILABLE;
    MHD_resume_connection(exchange->suspended);
}

enum MHD_Result exchange_spool(struct exchange *exchange, struct MHD_Connection *connection)
{
    exchange->task = (struct task){.run = write_piece, .class = SLOW_BODY};
    suspend(exchange, connection, PHASE_SPOOLING);
    /* Only when the pool stops. */
    if (!slow_pool_add(app_of(exchange)->slow, &exchange->task))
        write_piece(&exchange->task, TASK_STOP);
    return MHD_YES;
}

/* A body on its way out. */
struct leftover {
    struct task task;
    struct upload upload;
};

static void drop_leftover(struct task *task, enum task_call call)
{
    struct leftover *leftover = (struct leftover *)task; /* its first member */
    (void)call;
    upload_done(&leftover->upload);
    free(leftover);
}

void exchange_drop_body(struct exchange *exchange)
{
    struct leftover *leftover = exchange->upload.file ? memory_new(1, sizeof *leftover) : NULL;
    /* In memory, or without memory to do it elsewhere. */
    if (!leftover) {
        upload_done(&exchange->upload);
        return;
    }
    *leftover = (struct leftover){{.run = drop_leftover, .class = SLOW_BODY}, exchange->upload};
    exchange->upload = (struct upload){0};
    if (!slow_pool_add(app_of(exchange)->slow, &leftover->task))
        drop_leftover(&leftover->task, TASK_STOP);
}
