/* Walks over one directory of a TIFF structure, with bounds on every step. Runs in the daemon too
 * (picture_measure()), so it reads numbers and nothing else. */
#include "exif.h"

#include <stdbool.h>
#include <string.h>

/* Sizes of TIFF 6.0 section 2. Orientations from 5 on lie on their side. */
enum { MARK = 6, TAG_ORIENTATION = 0x112, ENTRY = 12, FIRST_TURNED = 5, LAST = 8 };

int exif_orientation(struct span tiff)
{
    /* Byte order, the number 42, and the place of the directory. The 42 is not asked for: all that
     * nonsense can lead to is a picture on its side. */
    if (tiff.size < 8 || (memcmp(tiff.at, "MM", 2) != 0 && memcmp(tiff.at, "II", 2) != 0))
        return 1;
    bool big = tiff.at[0] == 'M';
    uint32_t directory = big ? be32(tiff.at + 4) : le32(tiff.at + 4);
    /* The count of its entries must lie within. */
    if (directory > tiff.size - 2)
        return 1;
    unsigned count = big ? be16(tiff.at + directory) : le16(tiff.at + directory);
    for (unsigned i = 0; i < count; i++) {
        size_t at = (size_t)directory + 2 + (size_t)i * ENTRY;
        /* A count that promises more than there is ends the search. */
        if (at + ENTRY > tiff.size)
            return 1;
        const unsigned char *entry = tiff.at + at;
        if ((big ? be16(entry) : le16(entry)) != TAG_ORIENTATION)
            continue;
        /* A SHORT stands in the first two bytes of the value, in either byte order. */
        unsigned value = big ? be16(entry + 8) : le16(entry + 8);
        return value >= 1 && value <= LAST ? (int)value : 1;
    }
    return 1;
}

int exif_orientation_behind_mark(struct span segment)
{
    /* The same segment of JPEG is used for other things, such as XMP. */
    if (segment.size < MARK || memcmp(segment.at, "Exif\0\0", MARK) != 0)
        return 1;
    return exif_orientation((struct span){segment.at + MARK, segment.size - MARK});
}

/* Width and height change places where the picture lies on its side; it serves in both directions. */
void exif_turn(int orientation, int *width, int *height)
{
    int side = *width;
    if (orientation < FIRST_TURNED)
        return;
    *width = *height;
    *height = side;
}
