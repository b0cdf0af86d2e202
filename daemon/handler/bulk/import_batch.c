/* The thread's side of an import: a task of the slow pool that goes through the lines in transactions of a
 * few, or in a single one, and tells the results of a transaction when it is committed. Must not know what a
 * line holds (import_line.c) nor how its results are sent (import.c). */
#include "base/json_text.h"
#include "core/write.h"
#include "handler/again.h"
#include "handler/handler.h"
#include "import_inner.h"
#include "import_line.h"
#include "view/view.h"

#include <stddef.h>
#include <string.h>
#include <time.h>

/* Bounds of one transaction, so that editors get the writer in between. A line's arena holds the line,
 * its body and all that is made of it. */
enum {
    STATUS_FAILED_DEPENDENCY = 424,
    BATCH_LINES = 250, /* of an import that is not one transaction */
    BATCH_BYTES = 640 * 1024,
    LINE_ARENA = 64 * 1024 * 1024,
    RESULTS_AHEAD = 1024 * 1024, /* not read by the client yet: then the work waits */
    REST_NS = 1000000,           /* between two transactions, for editors who wait to write */
    LOOK_MS = 200,               /* while the client takes its time: does all end? */
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

bool import_is_blank(const struct line *line)
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
                          &ahead, import_pictures_of(&import->pictures, import->reader.number), &is_good);
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
    import->request.arena = arena;
    /* A wrong line leaves a body that is none; its fault is told when it is saved. */
    enum err err = import_line_ahead(import->app, &import->request, line, import->reader_ahead.number, arena,
                                     &import->pictures, &ahead);
    return err ? err : ahead_spool_write(&import->spool, &ahead);
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
        /* import_count_lines() has looked already; here it holds against whatever it overlooked. */
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
    json_auto_t *result = json_text_read(text, size, 0, NULL);
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
    import_pictures_done(&import->pictures);
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

/* Where another machine was first, its lines are read, rendered and saved once more; nothing of them was
 * told. What their pictures made is there already, and is found. */
static enum err import_run_until_first(struct import *import, bool *ret_at_end)
{
    int64_t before = import->reader.number;
    struct again again = again_begin();
    enum err err = import_run_batch(import, ret_at_end);
    for (;;) {
        again.saved = store_saved_here();
        if (!again_is_due(import->app, &again, &err))
            break;
        err = line_reader_return(&import->reader, before);
        if (!err)
            err = line_reader_return(&import->reader_ahead, before);
        if (!err)
            err = import_run_batch(import, ret_at_end);
    }
    again_end(import->app, &again);
    return err;
}

/* The task: transactions until the end of the file, with a rest after each. TASK_STOP and its like do
 * nothing but end it. */
void import_run(struct task *task, enum task_call call)
{
    const struct timespec pause = {.tv_nsec = REST_NS};
    struct import *import = (struct import *)((char *)task - offsetof(struct import, task));
    bool at_end = false;
    enum err err = call == TASK_RUN ? ERR_OK : ERR_UNAVAILABLE;
    while (!err && !at_end && !is_cancelled(import)) {
        err = import_run_until_first(import, &at_end);
        nanosleep(&pause, NULL);
    }
    /* Here, on a thread of the slow pool; the one that ends the stream may be a serving one. */
    import_close_body(import);
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
