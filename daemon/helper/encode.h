/* The encoders: pixels and nothing else, so no metadata can be in what they make. Private to this floor. */
#ifndef HELPER_ENCODE_H
#define HELPER_ENCODE_H

#include "bytes.h"
#include "raster.h"

/* WebP (RFC 9649), lossy, with its transparency; at most 16,383 pixels a side. */
struct span encode_webp(const struct raster *raster);

/* The same as well as it can be in `most` bytes; without loss where that is possible. More where even the
 * worst is. */
struct span encode_webp_small(const struct raster *raster, size_t most);

/* PNG (RFC 2083 and its extensions), exact; RGB or RGBA. */
struct span encode_png(const struct raster *raster);

/* JPEG, progressive, on white; and one that is to be decoded and encoded again, so fine that nobody sees it.
 */
struct span encode_jpeg(const struct raster *raster);
struct span encode_jpeg_fine(const struct raster *raster);

#endif
