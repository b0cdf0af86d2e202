/* What a photograph of a phone says of itself: HEIC and AVIF (ISO 23008-12, in boxes of ISO 14496-12). Its
 * head is read here and nothing decoded, so the daemon does it itself, as with other pictures; a program of
 * its own makes of it a picture that we can decode (converter.h). Private to this floor. */
#ifndef HELPER_HEIF_H
#define HELPER_HEIF_H

#include "bytes.h"
#include "helper/picture.h"

#include <stdbool.h>

/* Whether the first box says so; *ret_is_avif which of the two it is. */
bool heif_begins(struct span file, bool *ret_is_avif);

/* The size of the picture that is shown first, as shown, up to PICTURE_SIDE_MAX a side, both that much when
 * either is more. Errors: INPUT (its boxes do not say one). */
enum err heif_measure(struct span file, struct picture_facts *facts);

/* Whether some picture in it says how transparent another is. */
bool heif_has_alpha(struct span file);

/* The number of its colours' primaries (ITU-T H.273) where nothing but that number says what its colours are;
 * 0 where a profile does, or nothing. */
unsigned heif_primaries(struct span file);

/* Marks every picture but the one shown first as hidden, in place, so that whoever makes pictures of the file
 * makes one. */
void heif_hide_others(unsigned char *bytes, size_t size);

#endif
