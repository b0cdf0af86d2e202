/* The decoders: each reads one kind of picture and gives it reduced to about the size wanted, upright aside,
 * with its colour profile. Private to this floor; what is damaged ends the child. */
#ifndef HELPER_DECODE_H
#define HELPER_DECODE_H

#include "bytes.h"
#include "protocol.h"
#include "raster.h"

struct decoded {
    struct raster raster;
    struct span profile; /* ICC; empty when the picture has none */
    bool is_cut;         /* its end is missing, and no pixel is */
    bool is_patchy;      /* pixels are missing in the middle, and were made up */
};

/* `order` says the size as stored, which must be the picture's, and the size to reduce to. */
typedef struct decoded decoder(struct span file, const struct order *order);

decoder decode_jpeg, decode_png, decode_webp, decode_gif;

/* The profile of RGB whose light is the number to the power of `gamma` (1 is linear; 0: by the curve of
 * sRGB), with the white point and the primaries of red, green and blue as x and y; NULL those of sRGB. */
struct span colour_profile(double gamma, const double primaries[8]);

/* The profile of the primaries of this number (ITU-T H.273), with sRGB's curve; empty for those of sRGB, and
 * for those that no photograph is in. */
struct span colour_of_primaries(unsigned number);

/* The colours as sRGB (IEC 61966-2-1) by its profile; without one, or with one that makes no sense, RGB is
 * taken for sRGB. */
struct raster raster_srgb(const struct decoded *decoded);

#endif
