#include "compress.h"

#include "base/memory.h"

#include <brotli/encode.h>
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

enum { GZIP_LEVEL = 6, BROTLI_LEVEL = 5 };

static char *to_gzip(const char *bytes, size_t size, size_t *ret_size)
{
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(GZIP_LEVEL);
    size_t room = compressor ? libdeflate_gzip_compress_bound(compressor, size) : 0;
    char *out = room ? memory_new(room, 1) : NULL;
    *ret_size = out ? libdeflate_gzip_compress(compressor, bytes, size, out, room) : 0;
    libdeflate_free_compressor(compressor);
    return out;
}

static char *to_brotli(const char *bytes, size_t size, size_t *ret_size)
{
    size_t room = BrotliEncoderMaxCompressedSize(size);
    char *out = room ? memory_new(room, 1) : NULL;
    *ret_size = room;
    if (out && !BrotliEncoderCompress(BROTLI_LEVEL, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, size,
                                      (const uint8_t *)bytes, ret_size, (uint8_t *)out))
        *ret_size = 0;
    return out;
}

/* Moves the bytes into a block of just their size: compressed pages are kept by the thousand, and what
 * realloc() cuts off a block is too small for the next page. */
static char *compress_trim(char *bytes, size_t size)
{
    char *exact = memory_new(1, size);
    if (!exact)
        return bytes;
    memcpy(exact, bytes, size);
    free(bytes);
    return exact;
}

bool compress(enum encoding encoding, const char *bytes, size_t size, char **ret_bytes, size_t *ret_size)
{
    if (size < COMPRESS_LEAST || encoding == ENCODING_IDENTITY)
        return false;
    char *out = encoding == ENCODING_GZIP ? to_gzip(bytes, size, ret_size) : to_brotli(bytes, size, ret_size);
    if (!out || !*ret_size || *ret_size >= size) {
        free(out);
        return false;
    }
    *ret_bytes = compress_trim(out, *ret_size);
    return true;
}
