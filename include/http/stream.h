/* Streams: answers whose bytes are made piece by piece while they are sent, by a source that may have
 * nothing to say for a while. A connection whose source rests is suspended and costs nothing until it is
 * woken: by streams_wake(), or because the moment has come that the source named.
 *
 * A source is asked by one thread at a time, so it needs no lock of its own: by the worker that serves it,
 * or, where its pieces take work (`is_slow`), by a thread of the slow pool while the connection is suspended.
 * Ownership: a stream owns its source; the response it is given to owns the stream. Thread: streams_wake(),
 * _tick() and _stop() from any; their lock is taken before the library's. */
#ifndef HTTP_STREAM_H
#define HTTP_STREAM_H

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/clock.h"

#include <stdbool.h>
#include <stdint.h>

enum stream_state {
    STREAM_MORE,   /* ask again as soon as these bytes are sent */
    STREAM_REST,   /* nothing more now: ask again when woken, or at *ret_due_ms */
    STREAM_END,    /* these were the last bytes */
    STREAM_BROKEN, /* the rest cannot be made; the connection is cut, so that the client notices */
};

struct stream_source {
    /* Adds what there is to say to `out`, at most some hundred KiB. `now_ms` is monotonic, as is *ret_due_ms,
     * which is far away unless it is set. When all streams end, now is later than any moment. */
    enum stream_state (*next)(void *context, int64_t now_ms, struct buf *out, int64_t *ret_due_ms);
    void (*end)(void *context); /* releases the context */
    void *context;
    bool may_end; /* after any piece, when all streams end; one that may not is cut then */
    bool is_slow; /* its pieces are read from the store or rendered: no thread that serves connections makes
                     them */
};

enum stream_coding { STREAM_PLAIN, STREAM_GZIP };

struct slow_pool;
struct streams;
struct stream;

/* All streams of a process, at most `most` at once; slow pieces are made on `pool`. NULL when out of memory.
 */
struct streams *streams_new(const struct clock *clock, unsigned most, struct slow_pool *pool);
void streams_free(struct streams *streams);

/* Everybody who rests is asked again. */
void streams_wake(struct streams *streams);

/* Those whose source has this context are asked again. */
void streams_wake_one(struct streams *streams, const void *context);

/* Those who rest and whose moment has come are asked again. To be called every few hundred milliseconds. */
void streams_tick(struct streams *streams);

/* Ends all streams that rest, now or later; what is being said is said to its end. */
void streams_stop(struct streams *streams);

unsigned streams_count(struct streams *streams);

/* A new stream. Takes the source over in any case. NULL when there are too many, or no memory. */
struct stream *stream_new(struct streams *streams, const struct stream_source *source,
                          enum stream_coding coding);

/* NULL is fine. */
void stream_free(struct stream *stream);
DEFINE_CLEANUP(cleanup_stream_, struct stream *, stream_free)
#define auto_stream CLEANUP(cleanup_stream_)

#endif
