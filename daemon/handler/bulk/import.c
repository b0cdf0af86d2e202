/* POST /api/import: articles as JSON lines, one result a line in order. The body lies in a file; a task
 * of the slow pool does the import_work, in transactions of a few lines or in a single one, and the
 * answer is sent as it goes on. The results of a transaction are told when it is committed. One import
 * runs at a time. An import belongs to its task and to the stream of its results; who ends last releases
 * it, so neither waits for the other. Must not know what a line holds (import_line.c) nor how one is cut
 * off (line_reader.c). */
#include "ahead_spool.h"
#include "base/memory.h"
#include "core/access.h"
#include "core/query.h"
#include "core/write.h"
#include "handler/handler.h"
#include "import_line.h"
#include "view/view.h"
#include "work/slow_pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

/* Bounds of one transaction, so that editors get the writer in between. A line's arena holds the line,
 * its body and all that is made of it. */
enum {
    STATUS_FAILED_DEPENDENCY = 424,
    LINES_WHOLE = 10000, /* of an import that is one transaction */
    BATCH_LINES = 100,   /* of one that is not */
    BATCH_BYTES = 256 * 1024,
    LINE_ARENA = 64 * 1024 * 1024,
    RESULTS_MAX = 256 * 1024 * 1024,
    RESULTS_AHEAD = 1024 * 1024, /* not read by the client yet: then the import_work waits */
    REST_NS = 1000000,           /* between two transactions, for editors who wait to write */
    LOOK_MS = 200,               /* while the client takes its time: does all import_end? */
};

/* Both readers go over the same file with positions of their own. What is not under the lock belongs to
 * the task once that runs. */
struct import {
    struct app *app;
    struct request request; /* what of it the lines need; its texts are owned below */
    struct field strict;    /* its parameter of that name, when it is true */
    char *texts[3];
    int fd;
    bool is_atomic, is_trial;
    bool is_whole; /* either: one transaction */
    struct line_reader reader;
    struct task task;
    atomic_uint owners;
    struct line_reader reader_ahead; /* goes before the other, as far as a transaction will */
    struct ahead_spool spool;        /* what it rendered */
    pthread_mutex_t lock;
    pthread_cond_t taken;
    struct buf told; /* results to be sent; under the lock, as are these */
    bool is_done, is_broken, is_cancelled;
};

/* Nobody takes the results any more, or the daemon stops. Under the lock. */
static bool is_over(const struct import *import)
{
    return import->is_cancelled || atomic_load(&import->app->stopping);
}

/* The same for the task, which does not have the lock; asked before each line and each transaction. */
static bool is_cancelled(struct import *import)
{
    pthread_mutex_lock(&import->lock);
    bool cancelled = is_over(import);
    pthread_mutex_unlock(&import->lock);
    return cancelled;
}

/* Waits until results were taken, or for a while. Under the lock. */
static void wait_until_taken(struct import *import)
{
    struct timespec until;
    /* The condition has the default clock. A clock that is set makes one look come early or late, no
     * more. */
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += LOOK_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_cond_timedwait(&import->taken, &import->lock, &until);
}

/* Hands results over to whoever sends them; waits while they have plenty. */
static void import_tell(struct import *import, const struct buf *results)
{
    pthread_mutex_lock(&import->lock);
    buf_add(&import->told, results->bytes ? results->bytes : "", results->length);
    import->is_broken = import->is_broken || buf_failed(&import->told);
    pthread_mutex_unlock(&import->lock);
    /* Without the lock, as streams have one of their own and this one is a leaf. */
    streams_wake_one(import->app->streams, import);
    pthread_mutex_lock(&import->lock);
    /* A client that does not read must not fill the memory. A whole import has its results in memory
     * already, and waiting would gain nothing. */
    while (import->told.length > RESULTS_AHEAD && !is_over(import) && !import->is_whole)
        wait_until_taken(import);
    pthread_mutex_unlock(&import->lock);
}

/* One JSON line for one line. Warnings are said where somebody tries, or where there are any. */
static enum err write_result(struct import *import, struct reply *reply, struct buf *results)
{
    if (import->is_trial || reply->warning_count)
        write_warnings((struct view){reply->arena, reply->view}, reply);
    return arena_failed(reply->arena) ? ERR_MEMORY : view_write(reply->view, results);
}

/* Such a line has a number but no result, and counts for nothing. */
static bool import_is_blank(const struct line *line)
{
    return !line->is_too_long && strspn(line->text, " \t\r") == line->size;
}

/* How far a transaction has come. */
struct batch {
    struct conn *conn;
    struct buf results;
    int lines;
    size_t bytes;
    bool is_bad; /* some line was wrong */
    bool at_end;
};

/* Saves one line in the open transaction and adds its result. An error ends the import; a wrong line
 * only sets is_bad. */
static enum err import_add_line(struct import *import, struct batch *batch, const struct line *line)
{
    auto_arena struct arena *arena = arena_new(LINE_ARENA);
    struct reply reply = {.arena = arena, .lang = request_lang(&import->request)};
    bool is_good = false;
    if (!arena)
        return ERR_MEMORY;
    /* Everything of a line dies with it, so memory does not grow with the file. The transaction gets its
     * own arena back at the end. */
    import->request.arena = arena;
    store_use_arena(batch->conn, arena);
    struct body_ahead ahead;
    /* One record was written for each line, wrong ones included, so both stay in step. */
    enum err err = ahead_spool_read(&import->spool, arena, &ahead);
    if (!err)
        err = import_line(import->app, batch->conn, &import->request, &reply, line, import->reader.number,
                          &ahead, &is_good);
    if (!err)
        err = write_result(import, &reply, &batch->results);
    reply_done(&reply);
    batch->is_bad |= !is_good;
    return err;
}

/* Its body is rendered; in the transaction, what is left to do is SQL. */
static enum err render_line(struct import *import, struct batch *batch, const struct line *line)
{
    auto_arena struct arena *arena = arena_new(LINE_ARENA);
    struct body_ahead ahead;
    (void)batch;
    if (!arena)
        return ERR_MEMORY;
    /* A wrong line leaves a body that is none; its fault is told when it is saved. */
    import_line_ahead(import->app, line, arena, request_lang(&import->request), &ahead);
    return ahead_spool_write(&import->spool, &ahead);
}

/* A whole import is one transaction, however many lines it has. */
static bool import_is_full(const struct import *import, const struct batch *batch)
{
    return !import->is_whole && (batch->lines >= BATCH_LINES || batch->bytes >= BATCH_BYTES);
}

typedef enum err line_work(struct import *import, struct batch *batch, const struct line *line);

/* Does the import_work for each line of a transaction; both times it goes equally far. */
static enum err fill_batch(struct import *import, struct batch *batch, struct line_reader *reader,
                           line_work *work_line)
{
    enum err err = ERR_OK;
    while (!err && !import_is_full(import, batch)) {
        struct line line;
        err = line_reader_next(reader, &line);
        /* The end of the file. */
        if (err == ERR_NOT_FOUND) {
            batch->at_end = true;
            return ERR_OK;
        }
        /* The transaction is rolled back with it; nobody would read its results. */
        if (!err && is_cancelled(import))
            return ERR_UNAVAILABLE;
        /* count_lines() has looked already; here it holds against whatever it overlooked. */
        if (!err && batch->lines >= LINES_WHOLE && !import_is_blank(&line))
            return ERR_TOO_LARGE;
        if (err || import_is_blank(&line))
            continue;
        err = work_line(import, batch, &line);
        /* By what was read, not by what went well, or the two passes would end at different lines. */
        batch->lines++;
        batch->bytes += line.size;
    }
    return err;
}

/* The result of a right line among wrong ones, when all were taken back. */
static enum err write_unsaved(const char *text, size_t size, struct buf *out)
{
    static const char *const gone[] = {"id", "version", "slug"};
    json_auto_t *result = json_loadb(text, size, 0, NULL);
    /* Wrong lines keep their own problem; those are what the client has to mend. */
    bool was_right = result && !json_object_get(result, "problem");
    if (!result)
        return ERR_MEMORY;
    /* Ids that were given out in the transaction lead nowhere. */
    for (size_t i = 0; was_right && i < sizeof gone / sizeof *gone; i++)
        json_object_set_new(result, gone[i], json_null());
    if (was_right && (json_object_set_new(result, "result", json_string("not_saved")) ||
                      json_object_set_new(result, "status", json_integer(STATUS_FAILED_DEPENDENCY))))
        return ERR_MEMORY;
    return view_write(result, out);
}

/* Goes over the results of a transaction that was taken back, line by line, and says so of those that
 * were right. */
static enum err tell_unsaved(struct import *import, const struct buf *results)
{
    auto_buf struct buf out = BUF(RESULTS_MAX);
    const char *text = buf_str(results), *line_end;
    enum err err = ERR_OK;
    for (; !err && (line_end = strchr(text, '\n')); text = line_end + 1)
        err = write_unsaved(text, (size_t)(line_end - text), &out);
    if (!err)
        import_tell(import, &out);
    return err;
}

/* Renders the bodies of one transaction, before it begins. */
static enum err render_batch(struct import *import)
{
    struct batch ahead = {.lines = 0};
    ahead_spool_empty(&import->spool);
    return fill_batch(import, &ahead, &import->reader_ahead, render_line);
}

/* One transaction and its results. */
static enum err import_run_batch(struct import *import, bool *ret_at_end)
{
    auto_arena struct arena *arena = arena_new(LINE_ARENA);
    struct batch batch = {.results = BUF(RESULTS_MAX)};
    /* Then alone, as nobody's answer shall wait for so long a commit, and results rest on nothing that
     * others may lose. */
    enum err err = arena ? render_batch(import) : ERR_MEMORY;
    if (!err)
        err = store_begin_alone(import->app->portal->store, arena, &import->request.actor, &batch.conn);
    if (!err)
        err = fill_batch(import, &batch, &import->reader, import_add_line);
    /* Of a trial too, as it tells what would have happened. */
    bool is_taken_back = import->is_atomic && batch.is_bad;
    bool is_kept = !err && !import->is_trial && !is_taken_back;
    /* That of the last line is freed. */
    if (batch.conn)
        store_use_arena(batch.conn, arena);
    if (is_kept)
        err = store_commit(&batch.conn);
    store_end(batch.conn); /* alone, it saw nothing that could be lost */
    if (!err && is_taken_back)
        err = tell_unsaved(import, &batch.results);
    else if (!err)
        import_tell(import, &batch.results);
    buf_done(&batch.results);
    *ret_at_end = batch.at_end;
    return err;
}

/* Closes the file, which takes a while where it is large, before the stream may be the last owner. */
static void close_body(struct import *import)
{
    line_reader_done(&import->reader);
    line_reader_done(&import->reader_ahead);
    ahead_spool_close(&import->spool);
    if (import->fd > 0)
        close(import->fd);
    import->fd = 0;
}

static void import_leave(struct import *import)
{
    if (atomic_fetch_sub(&import->owners, 1) > 1)
        return;
    close_body(import);
    buf_done(&import->told);
    for (size_t i = 0; i < sizeof import->texts / sizeof *import->texts; i++)
        free(import->texts[i]);
    pthread_cond_destroy(&import->taken);
    pthread_mutex_destroy(&import->lock);
    free(import);
}

/* The task: transactions until the end of the file, with a rest after each. TASK_STOP and its like do
 * nothing but end it. */
static void import_run(struct task *task, enum task_call call)
{
    const struct timespec pause = {.tv_nsec = REST_NS};
    struct import *import = (struct import *)((char *)task - offsetof(struct import, task));
    bool at_end = false;
    enum err err = call == TASK_RUN ? ERR_OK : ERR_UNAVAILABLE;
    while (!err && !at_end && !is_cancelled(import)) {
        err = import_run_batch(import, &at_end);
        nanosleep(&pause, NULL);
    }
    /* Here, on a thread of the slow pool; the one that ends the stream may be a serving one. */
    close_body(import);
    /* Before the client can learn that this one is done, so its next is not refused. */
    atomic_store(&import->app->importing, false);
    pthread_mutex_lock(&import->lock);
    import->is_done = true;
    /* Cancelled counts as broken; an answer that lacks results must not look whole. */
    import->is_broken = import->is_broken || err || !at_end;
    pthread_mutex_unlock(&import->lock);
    streams_wake_one(import->app->streams, import);
    /* Nothing of the import may be touched afterwards. */
    import_leave(import);
}

/* Gives the stream what was told since. It is called by whoever sends, so it waits for nothing. */
static enum stream_state import_next(void *context, int64_t now_ms, struct buf *out, int64_t *ret_due_ms)
{
    struct import *import = context;
    (void)now_ms, (void)ret_due_ms;
    pthread_mutex_lock(&import->lock);
    buf_add(out, import->told.bytes ? import->told.bytes : "", import->told.length);
    bool is_done = import->is_done, is_broken = import->is_broken;
    buf_done(&import->told);
    pthread_cond_signal(&import->taken);
    pthread_mutex_unlock(&import->lock);
    /* Results that were committed are sent first. */
    if (is_broken && !out->length)
        return STREAM_BROKEN;
    /* MORE with what is broken; it is asked once more, with nothing left, and then cut off. */
    return is_done && !is_broken ? STREAM_END : is_done ? STREAM_MORE : STREAM_REST;
}

/* The client has all it wanted, or is gone: what runs is taken back or finished, whichever is nearer. */
static void import_end(void *context)
{
    struct import *import = context;
    pthread_mutex_lock(&import->lock);
    import->is_cancelled = true;
    pthread_cond_signal(&import->taken);
    pthread_mutex_unlock(&import->lock);
    import_leave(import);
}

static char *text_or_null(const char *text)
{
    return text ? memory_text(text) : NULL;
}

/* What the lines need of the request, for it ends before they do. */
static struct import *new_import(struct app *app, const struct request *request)
{
    struct import *import = memory_new(1, sizeof *import);
    struct actor actor = actor_of(request);
    if (!import)
        return NULL;
    /* One until start() hands it over, so leave() below frees it. */
    atomic_init(&import->owners, 1);
    pthread_mutex_init(&import->lock, NULL);
    pthread_cond_init(&import->taken, NULL);
    import->app = app;
    import->texts[0] = text_or_null(actor.name);
    import->texts[1] = text_or_null(actor.address);
    import->texts[2] = text_or_null(request->accept_language);
    actor.name = import->texts[0];
    actor.address = import->texts[1];
    import->request = (struct request){.method = METHOD_POST, .actor = actor, .now_ms = request->now_ms};
    import->request.accept_language = import->texts[2];
    memcpy(import->request.id, request->id, sizeof import->request.id);
    import->request.actor.request_id = import->request.id;
    import->told = BUF(RESULTS_MAX);
    /* The request closes its own when it ends. Both share an offset, which line_reader.c does not use. */
    import->fd = dup(request->body_file);
    import->reader = line_reader_of(import->fd, IMPORT_LINE_MAX);
    import->reader_ahead = line_reader_of(import->fd, IMPORT_LINE_MAX);
    if (import->fd > 0 && !ahead_spool_open(store_directory(app->portal->store), &import->spool))
        return import;
    import_leave(import);
    return NULL;
}

/* Only the body's presence and type; what stands in it is told line by line. */
static enum err check_body(const struct request *request, struct reply *reply)
{
    static const char type[] = "application/x-ndjson";
    const char *sent = request->content_type ? request->content_type : "";
    /* strchr() also finds the NUL, so the bare type is right as well as one with parameters. */
    bool is_lines = strncasecmp(sent, type, sizeof type - 1) == 0 && strchr("; \t", sent[sizeof type - 1]);
    if (!request->body_size)
        return reply_problem(reply, ERR_BAD_REQUEST, MESSAGE_BODY_MISSING, NULL);
    return is_lines ? ERR_OK
                    : reply_problem(reply, ERR_MEDIA_TYPE, MESSAGE_BODY_TYPE, MESSAGE_ARGS(sent, type));
}

/* An import as a whole holds the write lock throughout, so it must not be long. */
static enum err count_lines(int fd, struct reply *reply)
{
    struct line_reader reader = line_reader_of(fd, IMPORT_LINE_MAX);
    struct line line;
    int64_t count = 0;
    enum err err;
    /* Up to one too many; it need not know how many more there are. */
    while (!(err = line_reader_next(&reader, &line)) && count <= LINES_WHOLE)
        count += !import_is_blank(&line);
    line_reader_done(&reader);
    if (count > LINES_WHOLE)
        return reply_problem(reply, ERR_TOO_LARGE, MESSAGE_IMPORT_TOO_LONG,
                             MESSAGE_ARGS(arena_printf(reply->arena, "%d", LINES_WHOLE)));
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Hands the import over to a task and a stream, with which the answer begins. When either is not to be
 * had, the import is broken from the start. */
static enum err start(struct import *import, struct reply *reply)
{
    const struct stream_source source = {import_next, import_end, import, .may_end = false};
    struct app *app = import->app;
    import->task = (struct task){.run = import_run, .class = SLOW_IMPORT};
    /* Before either can end; stream and task may each leave on another thread at once. */
    atomic_store(&import->owners, 2);
    reply->stream = stream_new(app->streams, &source, STREAM_PLAIN);
    reply->text_type = "application/x-ndjson";
    /* The task never runs, so its end is called here and releases its share. */
    if (!reply->stream || !slow_pool_add(app->slow, &import->task))
        import_run(&import->task, TASK_STOP);
    return reply->stream ? ERR_OK : ERR_UNAVAILABLE;
}

enum err api_import(struct app *app, const struct request *request, struct reply *reply)
{
    bool is_atomic = false, is_trial = false, is_strict = false;
    query_flag(request, reply, "atomic", &is_atomic);
    query_flag(request, reply, "dry_run", &is_trial);
    query_flag(request, reply, "strict", &is_strict);
    enum err err = query_check(reply);
    if (!err)
        err = check_body(request, reply);
    if (!err && (is_atomic || is_trial))
        err = count_lines(request->body_file, reply);
    if (err)
        return err;
    /* Last of the checks, so that no refusal has to give it back. */
    if (atomic_exchange(&app->importing, true))
        return reply_problem(reply, ERR_UNAVAILABLE, MESSAGE_IMPORT_RUNNING, NULL);
    struct import *import = new_import(app, request);
    if (!import) {
        atomic_store(&app->importing, false);
        return ERR_MEMORY;
    }
    import->is_atomic = is_atomic;
    import->is_whole = is_atomic || is_trial;
    /* The actor says it as well, so that the store leaves out what a rollback does not undo. */
    import->is_trial = import->request.actor.is_trying = is_trial;
    /* For write_judge(); the parameters of the request itself are gone when the lines are worked through. */
    import->strict = (struct field){.name = "strict", .value = "true"};
    import->request.parameters = &import->strict;
    import->request.parameter_count = is_strict;
    return start(import, reply);
}
