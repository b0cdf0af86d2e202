/* Parts of gzip bodies, by zlib, which can end a block at a whole byte; libdeflate sums them up. Knows no
 * answers. */
#include "http/gzip_part.h"

#include <assert.h>
#include <libdeflate.h>
#include <stdint.h>
#include <zlib.h>

/* A window without a head or a sum of its own. The level is for what is made once in a while, and sent
 * often. */
enum { LEVEL = 5, WINDOW_BITS_RAW = -15, MEMORY_LEVEL = 8, PART_MOST = 1024 * 1024, STORED_MOST = 65535 };

void gzip_part(const char *bytes, size_t size, struct buf *out)
{
    union {
        const char *in;
        unsigned char *out;
    } pointer = {bytes}; /* zlib never writes to its input */
    z_stream state = {.next_in = pointer.out, .avail_in = (uInt)size};
    assert(size && size <= PART_MOST);
    if (deflateInit2(&state, LEVEL, Z_DEFLATED, WINDOW_BITS_RAW, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK) {
        out->failed = true;
        return;
    }
    /* The bound does not count the empty block that ends a flush. */
    size_t room = deflateBound(&state, size) + 16;
    if (buf_reserve(out, room)) {
        state.next_out = (unsigned char *)out->bytes + out->length;
        state.avail_out = (uInt)room;
        deflate(&state, Z_FULL_FLUSH);
        out->length += room - state.avail_out;
        out->bytes[out->length] = '\0';
        out->failed |= state.avail_in || !state.avail_out;
    }
    deflateEnd(&state);
}

void gzip_parts_begin(struct buf *out)
{
    /* No name, no time; made somewhere (255). */
    static const unsigned char head[] = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255};
    buf_add(out, head, sizeof head);
}

void gzip_parts_plain(struct buf *out, const char *bytes, size_t size)
{
    assert(size && size <= STORED_MOST);
    /* A stored block that is not the last: its length, and that length's complement. */
    const unsigned char head[] = {0, size & 0xFF, (size >> 8) & 0xFF, ~size & 0xFF, (~size >> 8) & 0xFF};
    buf_add(out, head, sizeof head);
    buf_add(out, bytes, size);
}

void gzip_parts_end(struct buf *out, const char *text, size_t size)
{
    /* The last block, which is empty; then sum and length, lowest byte first. */
    unsigned char tail[10] = {3, 0};
    uint32_t words[] = {libdeflate_crc32(0, text, size), (uint32_t)size};
    for (size_t i = 0; i < 8; i++)
        tail[2 + i] = (words[i / 4] >> (8 * (i % 4))) & 0xFF;
    buf_add(out, tail, sizeof tail);
}
