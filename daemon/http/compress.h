/* Compressing bodies: gzip by libdeflate, brotli. */
#ifndef HTTP_COMPRESS_H
#define HTTP_COMPRESS_H

#include "http/negotiate.h"

#include <stdbool.h>
#include <stddef.h>

/* Bodies below this many bytes are sent as they are: a packet is a packet. */
enum { COMPRESS_LEAST = 200 };

/* With `is_best` as small as it becomes, in twenty times the time. False when it does not pay, or memory
 * lacks; otherwise *ret_bytes is to be released with free(). */
bool compress(enum encoding encoding, bool is_best, const char *bytes, size_t size, char **ret_bytes,
              size_t *ret_size);

#endif
