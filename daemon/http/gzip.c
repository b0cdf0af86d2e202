/* zlib, since libdeflate works on whole bodies only. Knows nothing of streams: bytes in, bytes out. */
#include "gzip.h"

#include "base/memory.h"

#include <zlib.h>

/* zlib's own defaults, written out because deflateInit2() wants all of them when the format is to be
 * gzip, which the 16 added to the window's bits says. */
enum { LEVEL = 6, WINDOW_BITS_GZIP = 15 + 16, MEMORY_LEVEL = 8, ROOM = 16 * 1024 };

struct gzip {
    z_stream state;
};

struct gzip *gzip_new(void)
{
    struct gzip *gzip = memory_new(1, sizeof *gzip);
    /* The state is zeroed, which gives zlib its own allocator. */
    if (gzip && deflateInit2(&gzip->state, LEVEL, Z_DEFLATED, WINDOW_BITS_GZIP, MEMORY_LEVEL,
                             Z_DEFAULT_STRATEGY) != Z_OK)
        free(TAKE(gzip));
    return gzip;
}

void gzip_free(struct gzip *gzip)
{
    if (!gzip)
        return;
    deflateEnd(&gzip->state);
    free(gzip);
}

/* Everything added comes out at once, flushed to a whole byte, because a reader waits for this piece and
 * not for the next one. The last piece also writes the trailer with its checksum. */
void gzip_add(struct gzip *gzip, const char *bytes, size_t size, bool is_last, struct buf *out)
{
    unsigned char room[ROOM];
    union {
        const char *in;
        unsigned char *out;
    } pointer = {bytes}; /* zlib never writes to its input */
    if (!size && !is_last)
        return;
    gzip->state.next_in = pointer.out;
    /* Pieces are far below 4 GiB, see PIECE_MAX in stream.c. */
    gzip->state.avail_in = (uInt)size;
    do {
        gzip->state.next_out = room;
        gzip->state.avail_out = sizeof room;
        deflate(&gzip->state, is_last ? Z_FINISH : Z_SYNC_FLUSH);
        buf_add(out, room, sizeof room - gzip->state.avail_out);
        /* A room filled to its end means that there may be more to come; zlib wants to be asked again with
         * the same flush. */
    } while (gzip->state.avail_out == 0);
}
