/* The arithmetic of cutting a picture to the shape of lists. Must not know pixels, files or who asks. */
#include "helper/crop.h"

#include <stdint.h>

/* A picture below this side is drawn as it is. */
enum { CROP_LEAST = 48, CROP_ALIKE = 30 };

struct focus focus_default(int width, int height)
{
    return (struct focus){FOCUS_PARTS / 2, height > width ? FOCUS_PARTS / 3 : FOCUS_PARTS / 2};
}

/* Where a part of `size` begins so that its middle is the focus, or as near to that as the edges allow. */
static int crop_begin(int whole, int size, int focus)
{
    int64_t begin = ((int64_t)whole * focus + FOCUS_PARTS / 2) / FOCUS_PARTS - size / 2;
    if (begin < 0)
        return 0;
    return begin > whole - size ? whole - size : (int)begin;
}

bool crop_find(int width, int height, struct focus focus, struct crop *ret_crop)
{
    struct crop crop = {0, 0, width, height};
    int64_t across = (int64_t)width * CROP_DOWN, down = (int64_t)height * CROP_ACROSS;
    int64_t apart = across > down ? across - down : down - across;
    if (width < CROP_LEAST || height < CROP_LEAST || apart * CROP_ALIKE <= (across > down ? across : down))
        return false;
    if (across > down)
        crop.width = (int)((down + CROP_DOWN / 2) / CROP_DOWN);
    else
        crop.height = (int)((across + CROP_ACROSS / 2) / CROP_ACROSS);
    crop.left = crop_begin(width, crop.width, focus.x);
    crop.top = crop_begin(height, crop.height, focus.y);
    *ret_crop = crop;
    return true;
}
