/* Compressing bodies: gzip by libdeflate, brotli. */
#ifndef HTTP_COMPRESS_H
#define HTTP_COMPRESS_H

#include "http/negotiate.h"

#include <stdbool.h>
#include <stddef.h>

/* Bodies below this many bytes are sent as they are: a packet is a packet. */
enum { COMPRESS_LEAST = 200 };

/* How much time a smaller body is worth. */
enum effort {
    EFFORT_ONCE,  /* it is sent once: a long one is made quickly */
    EFFORT_USUAL, /* it is sent to many, and somebody waits for it */
    EFFORT_BEST,  /* as small as it becomes, in twenty times the time */
};

/* False when it does not pay, or memory
 * lacks; otherwise *ret_bytes is to be released with free(). */
bool compress(enum encoding encoding, enum effort effort, const char *bytes, size_t size, char **ret_bytes,
              size_t *ret_size);

/* The plain bytes of what compress() made, or the build: `plain_size` is known. To be released with free();
 * NULL without memory. */
char *compress_undo(enum encoding encoding, const char *bytes, size_t size, size_t plain_size);

#endif
