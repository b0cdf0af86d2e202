/* Streams: which rest, which are woken, who makes their next piece; not what they say. A stream is asked
 * by the library's content reader (stream_read) and rests while its connection is suspended. All streams
 * that rest hang in one ring, which streams_tick() and streams_wake() walk over. */
#include "stream_inner.h"

#include "base/memory.h"
#include "gzip.h"
#include "work/slow_pool.h"

#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* A bound against a source gone wrong; real pieces have some hundred KiB. */
enum { PIECE_MAX = 32 * 1024 * 1024, LOOK_MS = 1000 };

enum stream_client {
    CLIENT_THERE,
    CLIENT_SILENT, /* closed its side, which says nothing of whether it still listens */
    CLIENT_GONE,
};

struct streams {
    const struct clock *clock;
    unsigned most;
    struct slow_pool *pool;
    pthread_mutex_t lock;
    unsigned count;         /* these are under the lock */
    uint64_t wakes;         /* grows with each streams_wake() */
    struct stream *resting; /* a ring through next and former, NULL when empty */
    int64_t look_ms;        /* when the clients of those resting are looked after next */
    bool is_stopping;
};

/* Fields above `is_resting` belong to whoever asks the source at the time: the serving thread, or a
 * thread of the pool while the connection is suspended. */
struct stream {
    struct streams *streams;
    struct stream_source source;
    struct gzip *gzip; /* NULL: sent as it is */
    struct MHD_Connection *connection;
    struct buf made; /* and not sent yet, from `sent` on */
    size_t sent;
    enum stream_state state;
    bool has_rested; /* since the source was asked */
    uint64_t wakes;  /* of streams, before the source was asked */
    bool is_resting; /* under the lock of streams, as are these */
    enum stream_client client;
    int64_t due_ms;               /* monotonic */
    struct stream *next, *former; /* among those resting */
    struct task task;             /* making the next piece of a slow source */
};

/* `most` bounds the connections that a follower can hold without end. */
struct streams *streams_new(const struct clock *clock, unsigned most, struct slow_pool *pool)
{
    struct streams *streams = memory_new(1, sizeof *streams);
    if (!streams)
        return NULL;
    streams->clock = clock;
    streams->most = most;
    streams->pool = pool;
    pthread_mutex_init(&streams->lock, NULL);
    return streams;
}

/* No stream may be left: the server has closed all connections by then. */
void streams_free(struct streams *streams)
{
    if (!streams)
        return;
    pthread_mutex_destroy(&streams->lock);
    free(streams);
}

/* Under the lock. */
static void add_resting(struct streams *streams, struct stream *stream)
{
    struct stream *first = streams->resting;
    stream->is_resting = true;
    stream->next = first ? first : stream;
    stream->former = first ? first->former : stream;
    stream->next->former = stream;
    stream->former->next = stream;
    /* At the front, so that a walk that has begun never comes to it and ends at what was the last then. */
    streams->resting = stream;
}

/* Under the lock. */
static void take_resting(struct streams *streams, struct stream *stream)
{
    stream->is_resting = false;
    stream->next->former = stream->former;
    stream->former->next = stream->next;
    if (streams->resting == stream)
        streams->resting = stream->next == stream ? NULL : stream->next;
}

/* Resumes those that rest and are due by then, or of this context when it is not NULL. Under the lock. */
static void resume_due(struct streams *streams, int64_t until_ms, const void *context)
{
    struct stream *stream = streams->resting, *last = stream ? stream->former : NULL;
    while (stream) {
        struct stream *next = stream == last ? NULL : stream->next;
        if (stream->due_ms <= until_ms && (!context || stream->source.context == context)) {
            take_resting(streams, stream);
            /* The library's lock is taken within ours, everywhere in this order. */
            MHD_resume_connection(stream->connection);
        }
        stream = next;
    }
}

void streams_wake(struct streams *streams)
{
    pthread_mutex_lock(&streams->lock);
    streams->wakes++;
    resume_due(streams, INT64_MAX, NULL);
    pthread_mutex_unlock(&streams->lock);
}

void streams_wake_one(struct streams *streams, const void *context)
{
    pthread_mutex_lock(&streams->lock);
    /* For all, since the one meant may not rest yet; the others ask once in vain. */
    streams->wakes++;
    resume_due(streams, INT64_MAX, context);
    pthread_mutex_unlock(&streams->lock);
}

/* -1 when the library does not tell, which it does not once the connection is being closed. */
static int socket_of(const struct stream *stream)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(stream->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

/* Asked of the kernel, without waiting: with the library's own look gone, this is the only one. */
static enum stream_client client_of(const struct stream *stream)
{
    struct pollfd look = {.fd = socket_of(stream), .events = POLLRDHUP};
    if (poll(&look, 1, 0) <= 0)
        return CLIENT_THERE;
    /* Both directions are over, or it is broken. */
    return look.revents & (POLLHUP | POLLERR) ? CLIENT_GONE : CLIENT_SILENT;
}

/* Nobody else looks at the socket of a suspended connection. One who sent the end of its side gets the
 * answer: that of this moment where a later one would only be newer, at its own time where it is the only one
 * (an import's, which names no moment). Under the lock. */
static void look_after_clients(struct streams *streams, int64_t now_ms)
{
    struct stream *stream = streams->resting, *last = stream ? stream->former : NULL;
    /* streams_tick() comes several times a second, and a poll for each stream is a system call. */
    if (now_ms < streams->look_ms)
        return;
    streams->look_ms = now_ms + LOOK_MS;
    for (; stream; stream = stream == last ? NULL : stream->next) {
        enum stream_client client = client_of(stream);
        if (client == CLIENT_THERE || (client == CLIENT_SILENT && stream->due_ms == INT64_MAX))
            continue;
        stream->client = client;
        /* resume_due() right behind finds it due. What it then does is stream_ask()'s to decide, by
         * `client`. */
        stream->due_ms = now_ms;
    }
}

void streams_tick(struct streams *streams)
{
    int64_t now_ms = clock_monotonic_ms(streams->clock);
    pthread_mutex_lock(&streams->lock);
    /* First, because it makes streams due. */
    look_after_clients(streams, now_ms);
    resume_due(streams, now_ms, NULL);
    pthread_mutex_unlock(&streams->lock);
}

void streams_stop(struct streams *streams)
{
    pthread_mutex_lock(&streams->lock);
    streams->is_stopping = true;
    pthread_mutex_unlock(&streams->lock);
    /* Outside of the lock, which it takes itself. Who rests is asked a last time and ends; who is about
     * to rest sees is_stopping. */
    streams_wake(streams);
}

unsigned streams_count(struct streams *streams)
{
    pthread_mutex_lock(&streams->lock);
    unsigned count = streams->count;
    pthread_mutex_unlock(&streams->lock);
    return count;
}

/* Takes one of the places for streams, unless all are taken or all ends. */
static bool count_in(struct streams *streams)
{
    pthread_mutex_lock(&streams->lock);
    bool has_room = streams->count < streams->most && !streams->is_stopping;
    streams->count += has_room;
    pthread_mutex_unlock(&streams->lock);
    return has_room;
}

/* Its opposite. */
static void count_out(struct streams *streams)
{
    pthread_mutex_lock(&streams->lock);
    streams->count--;
    pthread_mutex_unlock(&streams->lock);
}

struct stream *stream_new(struct streams *streams, const struct stream_source *source,
                          enum stream_coding coding)
{
    bool has_place = count_in(streams);
    struct stream *stream = has_place ? memory_new(1, sizeof *stream) : NULL;
    /* The source is ours in any case. */
    if (!stream) {
        if (has_place)
            count_out(streams);
        source->end(source->context);
        return NULL;
    }
    stream->streams = streams;
    stream->source = *source;
    /* Its state is STREAM_MORE, which is 0: the source is asked at the first read. */
    stream->made = BUF(PIECE_MAX);
    if (coding == STREAM_GZIP)
        stream->gzip = gzip_new();
    if (coding == STREAM_GZIP && !stream->gzip) {
        stream_free(stream);
        return NULL;
    }
    return stream;
}

/* Called by the library when the connection is over or the answer sent, also while the stream rests, and
 * by who made it and could not use it. */
void stream_free(struct stream *stream)
{
    struct streams *streams = stream ? stream->streams : NULL;
    if (!stream)
        return;
    pthread_mutex_lock(&streams->lock);
    /* Under the lock, so that no walk has it in hand. */
    if (stream->is_resting)
        take_resting(streams, stream);
    pthread_mutex_unlock(&streams->lock);
    stream->source.end(stream->source.context);
    gzip_free(stream->gzip);
    buf_done(&stream->made);
    /* Behind the source's end, for that may hold what the limit is for. */
    count_out(streams);
    free(stream);
}

/* The library's word for it. */
void stream_ended(void *context)
{
    stream_free(context);
}

/* The connection is known only when the response is queued; it stays the same. */
void stream_attach(struct stream *stream, struct MHD_Connection *connection)
{
    stream->connection = connection;
}

/* Asks the source for the next piece and makes it ready to be sent. On the serving thread, or on the
 * pool's. */
static void stream_ask(struct stream *stream)
{
    struct streams *streams = stream->streams;
    pthread_mutex_lock(&streams->lock);
    /* Before the source is asked. What happens while it answers then counts as unseen, see rest(). */
    stream->wakes = streams->wakes;
    enum stream_client client = stream->client;
    bool is_last = streams->is_stopping || client == CLIENT_SILENT;
    pthread_mutex_unlock(&streams->lock);
    /* Far away unless the source sets it. */
    int64_t due_ms = INT64_MAX;
    auto_buf struct buf plain = BUF(PIECE_MAX);
    /* With compression the plain piece is needed for a moment only. */
    struct buf *out = stream->gzip ? &plain : &stream->made;
    /* Later than any moment the source waits for, so it says what it has to say. */
    int64_t now_ms = is_last ? INT64_MAX : clock_monotonic_ms(streams->clock);
    stream->state = client == CLIENT_GONE ? STREAM_END
                                          : stream->source.next(stream->source.context, now_ms, out, &due_ms);
    /* Who has something to say may say it to the end. */
    if (is_last && stream->state == STREAM_REST)
        stream->state = stream->source.may_end ? STREAM_END : out->length ? STREAM_MORE : STREAM_BROKEN;
    stream->due_ms = due_ms;
    stream->has_rested = false;
    if (stream->gzip)
        gzip_add(stream->gzip, buf_str(&plain), plain.length, stream->state == STREAM_END, &stream->made);
    /* Something is missing then in the middle of the answer; the client must notice. */
    if (buf_failed(&plain) || buf_failed(&stream->made))
        stream->state = STREAM_BROKEN;
}

/* On the slow pool: nobody else touches the stream until its connection is resumed. */
static void stream_task_run(struct task *task, enum task_call call)
{
    /* The task lies within its stream. */
    struct stream *stream = (struct stream *)((char *)task - offsetof(struct stream, task));
    if (call == TASK_RUN)
        stream_ask(stream);
    else
        stream->state = STREAM_BROKEN;
    /* The last thing done: behind it the serving thread may free the stream. */
    MHD_resume_connection(stream->connection);
}

/* Suspends the connection until the pool has made the next piece. */
static ssize_t ask_slowly(struct stream *stream)
{
    stream->task = (struct task){.run = stream_task_run, .class = SLOW_STREAM};
    /* First, or the pool might resume what is not suspended yet. */
    MHD_suspend_connection(stream->connection);
    /* Only when the pool stops. Called here, it breaks the stream and resumes at once. */
    if (!slow_pool_add(stream->streams->pool, &stream->task))
        stream_task_run(&stream->task, TASK_STOP);
    /* Suspended, with nothing to send: the library asks again when it is resumed. */
    return 0;
}

/* Suspends the connection, unless there may be something to say since the source was asked, or all ends. */
static bool rest(struct stream *stream)
{
    struct streams *streams = stream->streams;
    pthread_mutex_lock(&streams->lock);
    /* Decided and done under one lock, so that a wake comes either before, and is seen, or behind, and
     * finds the stream in the ring. */
    bool rests = streams->wakes == stream->wakes && !streams->is_stopping;
    if (rests) {
        add_resting(streams, stream);
        MHD_suspend_connection(stream->connection);
    }
    pthread_mutex_unlock(&streams->lock);
    /* Also when it did not, for the source is to be asked next in both cases. */
    stream->has_rested = true;
    return rests;
}

/* Hands on as much of the piece as the library has room for. */
static ssize_t send_made(struct stream *stream, char *bytes, size_t room)
{
    size_t size = stream->made.length - stream->sent;
    size = size < room ? size : room;
    memcpy(bytes, stream->made.bytes + stream->sent, size);
    stream->sent += size;
    if (stream->sent == stream->made.length) { /* one that rests holds no memory */
        buf_done(&stream->made);
        stream->sent = 0;
    }
    return (ssize_t)size;
}

/* The library notices late that it closed a connection in the middle of an answer, and tells the client only
 * then. */
static ssize_t cut(const struct stream *stream)
{
    int fd = socket_of(stream);
    /* The library closes it later; the client knows now. */
    if (fd >= 0)
        shutdown(fd, SHUT_RDWR);
    return MHD_CONTENT_READER_END_WITH_ERROR;
}

/* The library's content reader. Returns bytes, 0 with the connection suspended, or one of the two ends.
 * It must never return 0 without suspending, for the library would ask again without a pause. */
ssize_t stream_read(void *context, uint64_t position, char *bytes, size_t room)
{
    struct stream *stream = context;
    (void)position;
    for (;;) {
        if (stream->state == STREAM_BROKEN)
            return cut(stream);
        /* Also what came together with the last state, which is acted on when it is sent. */
        if (stream->made.length)
            return send_made(stream, bytes, room);
        if (stream->state == STREAM_END)
            return MHD_CONTENT_READER_END_OF_STREAM;
        if (stream->state == STREAM_REST && !stream->has_rested && rest(stream))
            return 0;
        /* When resumed we come here again, and find what was made. */
        if (stream->source.is_slow)
            return ask_slowly(stream);
        stream_ask(stream);
    }
}
