/* Steps from box to box with bounds. Must not know what is in any. */
#include "boxes.h"

#include <string.h>

enum { BOX = 8, LONG_BOX = 16 };

bool box_next(struct span *rest, struct box *ret_box)
{
    if (rest->size < BOX)
        return false;
    uint64_t size = be32(rest->at), head = BOX;
    /* 1: the size stands behind the type, in 64 bits; 0: to the end of the file. */
    if (size == 1 && rest->size >= LONG_BOX) {
        size = (uint64_t)be32(rest->at + 8) << 32 | be32(rest->at + 12);
        head = LONG_BOX;
    } else if (size == 0) {
        size = rest->size;
    }
    if (size < head || size > rest->size)
        return false;
    *ret_box = (struct box){rest->at + 4, {rest->at + head, (size_t)(size - head)}};
    rest->at += size;
    rest->size -= (size_t)size;
    return true;
}

bool box_is(const struct box *box, const char *type)
{
    return memcmp(box->type, type, 4) == 0;
}

bool box_find(struct span rest, const char *type, struct box *ret_box)
{
    while (box_next(&rest, ret_box))
        if (box_is(ret_box, type))
            return true;
    return false;
}
