/* What a picture is, from its first bytes: type by magic number, size from the header, nothing decoded.
 *
 * JPEG (ITU T.81: the frame header), PNG (ISO 15948: IHDR), WebP (RFC 9649: VP8, VP8L, VP8X), GIF (GIF89a:
 * the logical screen), HEIC and AVIF (ISO 23008-12: the boxes ispe and irot of the picture shown first). The
 * orientation tag (TIFF 6.0 tag 274 in Exif data) is read too, because a picture stored lying on its side is
 * shown upright. Thread: any. */
#ifndef HELPER_PICTURE_H
#define HELPER_PICTURE_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PICTURE_SIZE_MAX = 20 * 1024 * 1024,
    PICTURE_PIXELS_MAX = 40 * 1000 * 1000,
    PICTURE_PIXELS_MAX_SCALED = 100 * 1000 * 1000, /* where the decoder leaves out what will not be seen */
    PICTURE_SIDE_MAX = 65535
};

enum picture_kind {
    PICTURE_JPEG,
    PICTURE_PNG,
    PICTURE_WEBP,
    PICTURE_GIF,
    PICTURE_HEIC,
    PICTURE_AVIF,
    PICTURE_KINDS
};

struct picture_facts {
    enum picture_kind kind;
    const char *type;      /* "image/jpeg" … static */
    const char *extension; /* "jpg" … static */
    int orientation;       /* 1 to 8, 1 upright */
    int width;             /* as shown, pixels */
    int height;
    bool has_stray; /* bytes between its parts belong to nothing */
    bool has_place; /* its Exif data say where it was taken */
};

/* Errors: MEDIA_TYPE (none of these), INPUT (one of them, but its size cannot be read). */
enum err picture_measure(const void *bytes, size_t size, struct picture_facts *ret_facts);

/* The type of a kind: "image/jpeg" … Static. */
const char *picture_type(enum picture_kind kind);

/* How many pixels one of this kind may have. */
int64_t picture_pixels_max(enum picture_kind kind);

/* Whether it can be decoded only when another program has made a JPEG or PNG of it (helper/converter.h). */
bool picture_needs_converter(enum picture_kind kind);

#endif
