/* POST /api/import: articles as JSON lines, one result a line in order. The body lies in a file; a task
 * of the slow pool works through it (import_batch.c), and the answer is sent as it goes on, which is this
 * side. One import runs at a time. An import belongs to its task and to the stream of its results; who ends
 * last releases it, so neither waits for the other. Must not know what a line holds nor how one is cut off
 * (line_reader.c). */
#include "base/memory.h"
#include "core/access.h"
#include "core/query.h"
#include "handler/handler.h"
#include "import_inner.h"
#include "import_line.h"
#include "import_table.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* Closes the file, which takes a while where it is large, before the stream may be the last owner. */
void import_close_body(struct import *import)
{
    line_reader_done(&import->reader);
    line_reader_done(&import->reader_ahead);
    ahead_spool_close(&import->spool);
    import_pictures_done(&import->pictures);
    if (import->fd > 0)
        close(import->fd);
    import->fd = 0;
}

void import_leave(struct import *import)
{
    if (atomic_fetch_sub(&import->owners, 1) > 1)
        return;
    import_close_body(import);
    buf_done(&import->told);
    for (size_t i = 0; i < sizeof import->texts / sizeof *import->texts; i++)
        free(import->texts[i]);
    pthread_cond_destroy(&import->taken);
    pthread_mutex_destroy(&import->lock);
    free(import);
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

enum err import_close(int fd, enum err err)
{
    if (fd > 0)
        close(fd);
    return err;
}

static char *text_or_null(const char *text)
{
    return text ? memory_text(text) : NULL;
}

struct import *import_new(struct app *app, const struct request *request, int table_fd)
{
    struct import *import = memory_new(1, sizeof *import);
    struct actor actor = actor_of(request);
    if (!import && table_fd)
        close(table_fd);
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
    import->fd = table_fd ? table_fd : dup(request->body_file);
    import->reader = line_reader_of(import->fd, IMPORT_LINE_MAX);
    import->reader_ahead = line_reader_of(import->fd, IMPORT_LINE_MAX);
    if (import->fd > 0 && !ahead_spool_open(store_directory(app->portal->store), &import->spool))
        return import;
    import_leave(import);
    return NULL;
}

/* Only the body's presence, type and encoding; what stands in it is told line by line. */
static enum err check_body(const struct request *request, struct reply *reply)
{
    static const char type[] = "application/x-ndjson";
    static const char types[] = "application/x-ndjson, text/csv";
    const char *sent = request->content_type ? request->content_type : "";
    /* strchr() also finds the NUL, so the bare type is right as well as one with parameters. */
    bool is_lines = strncasecmp(sent, type, sizeof type - 1) == 0 && strchr("; \t", sent[sizeof type - 1]);
    if (!request->body_size)
        return reply_problem(reply, ERR_BAD_REQUEST, MESSAGE_BODY_MISSING, NULL);
    if (!is_lines)
        return reply_problem(reply, ERR_MEDIA_TYPE, MESSAGE_BODY_TYPE, MESSAGE_ARGS(sent, types));
    /* UTF-16 without a mark has a zero beside the first brace. */
    char first[2] = "{";
    bool is_wide = pread(request->body_file, first, sizeof first, 0) == 2 && (!first[0] || !first[1]);
    return is_wide ? reply_problem(reply, ERR_MEDIA_TYPE, MESSAGE_BODY_UTF16, NULL) : ERR_OK;
}

enum err import_count_lines(int fd, struct reply *reply)
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
    int table_fd = 0;
    bool is_atomic = false, is_trial = false, is_strict = false, overwrites = false, converts = false;
    query_flag(request, reply, "atomic", &is_atomic);
    query_flag(request, reply, "dry_run", &is_trial);
    query_flag(request, reply, "strict", &is_strict);
    query_flag(request, reply, "overwrite", &overwrites);
    query_flag(request, reply, "convert_legacy", &converts);
    enum err err = query_check(reply);
    bool is_table = import_table_is(request);
    if (!err && !is_table)
        err = check_body(request, reply);
    /* All of it is looked at before any of it is imported. */
    if (!err && is_table)
        err = import_table_lines(app, request, reply, &table_fd);
    if (!err && (is_atomic || is_trial))
        err = import_count_lines(table_fd ? table_fd : request->body_file, reply);
    if (err)
        return import_close(table_fd, err);
    /* Last of the checks, so that no refusal has to give it back. */
    if (atomic_exchange(&app->importing, true))
        return import_close(table_fd, reply_problem(reply, ERR_UNAVAILABLE, MESSAGE_IMPORT_RUNNING, NULL));
    struct import *import = import_new(app, request, table_fd);
    if (!import) {
        atomic_store(&app->importing, false);
        return ERR_MEMORY;
    }
    import->is_atomic = is_atomic;
    import->is_whole = is_atomic || is_trial;
    /* The actor says it as well, so that the store leaves out what a rollback does not undo. */
    import->is_trial = import->request.actor.is_trying = is_trial;
    /* For the lines; the parameters of the request itself are gone when these are worked through. */
    import->parameters[0] = (struct field){.name = "strict", .value = is_strict ? "true" : "false"};
    import->parameters[1] = (struct field){.name = "overwrite", .value = overwrites ? "true" : "false"};
    import->parameters[2] = (struct field){.name = "convert_legacy", .value = converts ? "true" : "false"};
    import->request.parameters = import->parameters;
    import->request.parameter_count = sizeof import->parameters / sizeof *import->parameters;
    return start(import, reply);
}
