/* Compression piece by piece (RFC 1952), by zlib: what is added can be read as soon as it is sent. */
#ifndef HTTP_GZIP_H
#define HTTP_GZIP_H

#include "base/buf.h"

#include <stdbool.h>

struct gzip;

/* NULL when out of memory. */
struct gzip *gzip_new(void);
void gzip_free(struct gzip *gzip);

/* Adds the bytes, compressed, to `out`, which fails when they do not fit. */
void gzip_add(struct gzip *gzip, const char *bytes, size_t size, bool is_last, struct buf *out);

#endif
