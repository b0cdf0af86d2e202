/* One body, compressed in one go and back, for answers that are whole in memory; gzip.c does it piece by
 * piece for streams. Knows no responses. */
#include "compress.h"

#include "base/cleanup.h"
#include "base/memory.h"

#include <brotli/decode.h>
#include <brotli/encode.h>
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

/* Middle levels, for a page is compressed while somebody waits for it; the best are those of assets, which
 * have time when the program is built (embed.c). */
static const int gzip_levels[] = {[EFFORT_ONCE] = 1, [EFFORT_USUAL] = 6, [EFFORT_BEST] = 12};
static const int brotli_levels[] = {
    [EFFORT_ONCE] = 2, [EFFORT_USUAL] = 5, [EFFORT_BEST] = BROTLI_MAX_QUALITY};
/* From so many bytes on. A hundred whole articles take a third of the time, and a tenth more bytes. */
enum { LONG = 128 * 1024 };

/* The compressed bytes, or NULL without memory; *ret_size is 0 when it failed. A compressor is made for
 * each call, for one kept for each thread would hold its tables all the time. */
static char *to_gzip(int level, const char *bytes, size_t size, size_t *ret_size)
{
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(level);
    /* The bound makes sure that the library never runs out of room. */
    size_t room = compressor ? libdeflate_gzip_compress_bound(compressor, size) : 0;
    char *out = room ? memory_new(room, 1) : NULL;
    *ret_size = out ? libdeflate_gzip_compress(compressor, bytes, size, out, room) : 0;
    libdeflate_free_compressor(compressor);
    return out;
}

/* Likewise. *ret_size carries the room in and the size out, as the library wants it. */
static char *to_brotli(int level, const char *bytes, size_t size, size_t *ret_size)
{
    size_t room = BrotliEncoderMaxCompressedSize(size);
    char *out = room ? memory_new(room, 1) : NULL;
    *ret_size = room;
    if (out && !BrotliEncoderCompress(level, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, size,
                                      (const uint8_t *)bytes, ret_size, (uint8_t *)out))
        *ret_size = 0;
    return out;
}

/* Moves the bytes into a block of just their size: compressed pages are kept by the thousand, and what
 * realloc() cuts off a block is too small for the next page. */
static char *compress_trim(char *bytes, size_t size)
{
    char *exact = memory_new(1, size);
    /* Without memory the larger block serves as well. */
    if (!exact)
        return bytes;
    memcpy(exact, bytes, size);
    free(bytes);
    return exact;
}

bool compress(enum encoding encoding, enum effort effort, const char *bytes, size_t size, char **ret_bytes,
              size_t *ret_size)
{
    if (size < COMPRESS_LEAST || encoding == ENCODING_IDENTITY)
        return false;
    if (effort == EFFORT_ONCE && size < LONG)
        effort = EFFORT_USUAL;
    char *out = encoding == ENCODING_GZIP ? to_gzip(gzip_levels[effort], bytes, size, ret_size)
                                          : to_brotli(brotli_levels[effort], bytes, size, ret_size);
    /* Pictures within a page, for one, can make it larger. */
    if (!out || !*ret_size || *ret_size >= size) {
        free(out);
        return false;
    }
    *ret_bytes = compress_trim(out, *ret_size);
    return true;
}

char *compress_undo(enum encoding encoding, const char *bytes, size_t size, size_t plain_size)
{
    char *out = memory_new(1, plain_size + 1);
    bool is_whole = false;
    if (out && encoding == ENCODING_GZIP) {
        struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
        is_whole = decompressor && libdeflate_gzip_decompress(decompressor, bytes, size, out, plain_size,
                                                              NULL) == LIBDEFLATE_SUCCESS;
        libdeflate_free_decompressor(decompressor);
    } else if (out) {
        size_t got = plain_size;
        is_whole = BrotliDecoderDecompress(size, (const uint8_t *)bytes, &got, (uint8_t *)out) ==
                       BROTLI_DECODER_RESULT_SUCCESS &&
                   got == plain_size;
    }
    /* They are ours, so what does not come out whole is memory's fault alone. */
    if (!is_whole)
        free(TAKE(out));
    return out;
}
