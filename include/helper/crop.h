/* Which part of a picture stands for the whole in a list: the largest of the shape 3:2 around the point that
 * matters. Arithmetic alone. Thread: any. */
#ifndef HELPER_CROP_H
#define HELPER_CROP_H

#include <stdbool.h>

/* The shape, and the parts that a side is counted in for a focus. */
enum { CROP_ACROSS = 3, CROP_DOWN = 2, FOCUS_PARTS = 1000 };

/* The point that stays in sight, from the top left corner, in thousandths of each side. */
struct focus {
    int x, y;
};

/* In pixels of the picture as shown. */
struct crop {
    int left, top, width, height;
};

/* Where nobody chose: the middle, and of what is higher than wide a third from the top, where faces are. */
struct focus focus_default(int width, int height);

/* False when the whole will do: it has the shape within a thirtieth, or is too small to lose anything. */
bool crop_find(int width, int height, struct focus focus, struct crop *ret_crop);

#endif
