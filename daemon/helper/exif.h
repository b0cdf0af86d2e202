/* The one thing of Exif data that counts here: which way up the picture is. */
#ifndef HELPER_EXIF_H
#define HELPER_EXIF_H

#include "bytes.h"

/* The orientation tag (TIFF 6.0 tag 274) in the first directory of a TIFF structure: 1 to 8; 1 when there is
 * none or it makes no sense. */
int exif_orientation(struct span tiff);

/* The same behind "Exif\0\0", where JPEG and some WebP files put the structure. */
int exif_orientation_behind_mark(struct span segment);

/* Turns a size as stored into the size as shown. */
void exif_turn(int orientation, int *width, int *height);

#endif
