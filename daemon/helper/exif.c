#include "exif.h"

#include <stdbool.h>
#include <string.h>

enum { MARK = 6, TAG_ORIENTATION = 0x112, ENTRY = 12, FIRST_TURNED = 5, LAST = 8 };

int exif_orientation(struct span tiff)
{
    if (tiff.size < 8 || (memcmp(tiff.at, "MM", 2) != 0 && memcmp(tiff.at, "II", 2) != 0))
        return 1;
    bool big = tiff.at[0] == 'M';
    uint32_t directory = big ? be32(tiff.at + 4) : le32(tiff.at + 4);
    if (directory > tiff.size - 2)
        return 1;
    unsigned count = big ? be16(tiff.at + directory) : le16(tiff.at + directory);
    for (unsigned i = 0; i < count; i++) {
        size_t at = (size_t)directory + 2 + (size_t)i * ENTRY;
        if (at + ENTRY > tiff.size)
            return 1;
        const unsigned char *entry = tiff.at + at;
        if ((big ? be16(entry) : le16(entry)) != TAG_ORIENTATION)
            continue;
        unsigned value = big ? be16(entry + 8) : le16(entry + 8);
        return value >= 1 && value <= LAST ? (int)value : 1;
    }
    return 1;
}

int exif_orientation_behind_mark(struct span segment)
{
    if (segment.size < MARK || memcmp(segment.at, "Exif\0\0", MARK) != 0)
        return 1;
    return exif_orientation((struct span){segment.at + MARK, segment.size - MARK});
}

void exif_turn(int orientation, int *width, int *height)
{
    int side = *width;
    if (orientation < FIRST_TURNED)
        return;
    *width = *height;
    *height = side;
}
