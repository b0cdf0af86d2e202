/* What counts here of Exif data: which way up the picture is, and whether it says where it was taken. */
#ifndef HELPER_EXIF_H
#define HELPER_EXIF_H

#include "bytes.h"

#include <stdbool.h>

/* The orientation tag (TIFF 6.0 tag 274) in the first directory of a TIFF structure: 1 to 8; 1 when there is
 * none or it makes no sense. */
int exif_orientation(struct span tiff);

/* Whether the structure has a directory of a place (tag 34853, GPS). */
bool exif_has_place(struct span tiff);

/* The orientation behind "Exif\0\0", where JPEG and some WebP files put the structure. */
int exif_orientation_behind_mark(struct span segment);
bool exif_has_place_behind_mark(struct span segment);

/* Turns a size as stored into the size as shown. */
void exif_turn(int orientation, int *width, int *height);

#endif
