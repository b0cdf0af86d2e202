/* Sound and film, told by their heads and how they are put together: MP3 (ISO 11172-3, with ID3), M4A and MP4
 * (ISO 14496-12 and -14), sound in Ogg (RFC 3533), and WebM (RFC 8794, RFC 9559). Nothing is decoded, and all
 * steps are over lengths with bounds, so that the daemon does it itself. Thread: any.
 */
#ifndef HELPER_RECORDING_H
#define HELPER_RECORDING_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum recording_kind {
    RECORDING_MP3,
    RECORDING_M4A,
    RECORDING_OGG,
    RECORDING_MP4,
    RECORDING_WEBM,
    RECORDING_KINDS
};

enum { RECORDING_PLACES_MAX = 16 };

/* A box that says where a film was taken: from its type on, so many bytes. */
struct recording_place {
    size_t at, size;
};

struct recording_facts {
    enum recording_kind kind;
    struct recording_place places[RECORDING_PLACES_MAX];
    size_t place_count;
};

/* Errors: MEDIA_TYPE (none of these), INPUT (one of them, but damaged, or with more places than can be kept).
 */
enum err recording_measure(const void *bytes, size_t size, struct recording_facts *ret_facts);

/* Whether it is a photograph in the form of such a film, as phones take them (HEIC, AVIF). */
bool recording_is_photograph(const void *bytes, size_t size);

#endif
