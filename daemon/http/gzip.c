#include "gzip.h"

#include "base/memory.h"

#include <zlib.h>

enum { LEVEL = 6, WINDOW_BITS_GZIP = 15 + 16, MEMORY_LEVEL = 8, ROOM = 16 * 1024 };

struct gzip {
    z_stream state;
};

struct gzip *gzip_new(void)
{
    struct gzip *gzip = memory_new(1, sizeof *gzip);
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
    gzip->state.avail_in = (uInt)size;
    do {
        gzip->state.next_out = room;
        gzip->state.avail_out = sizeof room;
        deflate(&gzip->state, is_last ? Z_FINISH : Z_SYNC_FLUSH);
        buf_add(out, room, sizeof room - gzip->state.avail_out);
    } while (gzip->state.avail_out == 0);
}
