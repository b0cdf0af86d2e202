/* Walks over one directory of a TIFF structure, with bounds on every step. Runs in the daemon too
 * (picture_measure()), so it reads numbers and nothing else. */
#include "exif.h"

#include <stdbool.h>
#include <string.h>

/* Sizes of TIFF 6.0 section 2. Orientations from 5 on lie on their side. */
enum { MARK = 6, TAG_ORIENTATION = 0x112, TAG_PLACE = 0x8825, ENTRY = 12, FIRST_TURNED = 5, LAST = 8 };

/* The value of a tag in the first directory, of which a SHORT stands in the first two bytes, in either byte
 * order; NULL when there is none, or what is there makes no sense. */
static const unsigned char *exif_value(struct span tiff, unsigned tag, bool *ret_big)
{
    /* Byte order, the number 42, and the place of the directory. The 42 is not asked for: all that
     * nonsense can lead to is a picture on its side. */
    if (tiff.size < 8 || (memcmp(tiff.at, "MM", 2) != 0 && memcmp(tiff.at, "II", 2) != 0))
        return NULL;
    bool big = *ret_big = tiff.at[0] == 'M';
    uint32_t directory = big ? be32(tiff.at + 4) : le32(tiff.at + 4);
    /* The count of its entries must lie within. */
    if (directory > tiff.size - 2)
        return NULL;
    unsigned count = big ? be16(tiff.at + directory) : le16(tiff.at + directory);
    for (unsigned i = 0; i < count; i++) {
        size_t at = (size_t)directory + 2 + (size_t)i * ENTRY;
        /* A count that promises more than there is ends the search. */
        if (at + ENTRY > tiff.size)
            return NULL;
        const unsigned char *entry = tiff.at + at;
        if ((big ? be16(entry) : le16(entry)) == tag)
            return entry + 8;
    }
    return NULL;
}

int exif_orientation(struct span tiff)
{
    bool big;
    const unsigned char *at = exif_value(tiff, TAG_ORIENTATION, &big);
    unsigned value = !at ? 1 : big ? be16(at) : le16(at);
    return value >= 1 && value <= LAST ? (int)value : 1;
}

bool exif_has_place(struct span tiff)
{
    bool big;
    return exif_value(tiff, TAG_PLACE, &big) != NULL;
}

int exif_orientation_behind_mark(struct span segment)
{
    /* The same segment of JPEG is used for other things, such as XMP. */
    if (segment.size < MARK || memcmp(segment.at, "Exif\0\0", MARK) != 0)
        return 1;
    return exif_orientation((struct span){segment.at + MARK, segment.size - MARK});
}

bool exif_has_place_behind_mark(struct span segment)
{
    return segment.size >= MARK && memcmp(segment.at, "Exif\0\0", MARK) == 0 &&
           exif_has_place((struct span){segment.at + MARK, segment.size - MARK});
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
