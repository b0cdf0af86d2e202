/* The first picture of a GIF (GIF89a specification), on its logical screen. Only the first picture is
 * taken: animations would be many pictures, and renditions are one. Only the first picture is taken:
 * animations would be many pictures, and renditions are one. */
#include "decode.h"

#include "child_answer.h"

#include <gif_lib.h>

#include <string.h>

/* 1,000 records before the first picture are more than any tool writes, comments included. */
enum { TRANSPARENT_NONE = -1, EXTENSION_SIZE = 4, RECORDS_MAX = 1000 };

/* giflib's reader. `UserData` is what is left of the file; a short read counts as a failure. */
static int decode_gif_read_bytes(GifFileType *gif, GifByteType *to, int size)
{
    struct span *rest = gif->UserData;
    if (size < 0 || (size_t)size > rest->size)
        return 0;
    memcpy(to, rest->at, (size_t)size);
    rest->at += size;
    rest->size -= (size_t)size;
    return size;
}

/* The transparent colour that a graphic control extension names. */
static void read_extension(GifFileType *gif, int *transparent)
{
    GifByteType *block;
    int code;
    if (DGifGetExtension(gif, &code, &block) != GIF_OK)
        give_up(SURRENDER_DAMAGED);
    /* giflib gives a block with its length in front: 4 bytes, of which the first holds the flags and the
     * last the index. */
    if (code == GRAPHICS_EXT_FUNC_CODE && block && block[0] == EXTENSION_SIZE)
        *transparent = block[1] & 1 ? block[4] : TRANSPARENT_NONE;
    /* The rest of an extension must be read, or the next record would begin within it. */
    while (block)
        if (DGifGetExtensionNext(gif, &block) != GIF_OK)
            give_up(SURRENDER_DAMAGED);
}

/* Steps to the first picture's data, past comments and extensions; *transparent is set by the last one
 * of its kind, as viewers have it. */
static void find_picture(GifFileType *gif, int *transparent)
{
    for (int i = 0; i < RECORDS_MAX; i++) {
        GifRecordType record;
        if (DGifGetRecordType(gif, &record) != GIF_OK)
            break;
        if (record == IMAGE_DESC_RECORD_TYPE && DGifGetImageDesc(gif) == GIF_OK)
            return;
        if (record != EXTENSION_RECORD_TYPE)
            break;
        read_extension(gif, transparent);
    }
    /* No picture, or too many records before it. */
    give_up(SURRENDER_DAMAGED);
}

/* The indices of the picture, its interlaced rows put in order. */
static uint8_t *read_indices(GifFileType *gif)
{
    /* The four passes of GIF89a appendix E; each row comes once. */
    static const int starts[] = {0, 4, 2, 1}, steps[] = {8, 8, 4, 2};
    const GifImageDesc *image = &gif->Image;
    uint8_t *indices = child_memory((size_t)image->Width * (size_t)image->Height);
    int passes = image->Interlace ? 4 : 1;
    for (int pass = 0; pass < passes; pass++) {
        /* A file that ends early is damaged, even where a viewer would show its upper half. */
        int step = image->Interlace ? steps[pass] : 1;
        for (int y = image->Interlace ? starts[pass] : 0; y < image->Height; y += step)
            if (DGifGetLine(gif, indices + (size_t)y * (size_t)image->Width, image->Width) != GIF_OK)
                give_up(SURRENDER_DAMAGED);
    }
    return indices;
}

/* One pixel of the picture over the screen, which is clear where nothing is painted. */
static void paint(const ColorMapObject *map, int index, int transparent, uint8_t *to)
{
    if (index == transparent)
        return;
    /* Written into the file by whoever wants a decoder to read behind its table. */
    if (index >= map->ColorCount)
        give_up(SURRENDER_DAMAGED);
    to[0] = map->Colors[index].Red;
    to[1] = map->Colors[index].Green;
    to[2] = map->Colors[index].Blue;
    to[3] = 255;
}

/* Hands the logical screen to the reducer, row by row, the picture at its place on it; what hangs over
 * the right edge or the lower one is cut off. */
static void reduce(const GifFileType *gif, const uint8_t *indices, int transparent, struct reducer *reducer)
{
    const GifImageDesc *image = &gif->Image;
    /* The picture's own colours before those of the file. */
    const ColorMapObject *map = image->ColorMap ? image->ColorMap : gif->SColorMap;
    size_t line = (size_t)gif->SWidth * 4;
    uint8_t *row = child_memory(line);
    if (!map)
        give_up(SURRENDER_DAMAGED);
    for (int y = 0; y < gif->SHeight; y++) {
        /* Clear, also where the background has a colour: no viewer paints that. */
        memset(row, 0, line);
        bool is_within = y >= image->Top && y < image->Top + image->Height;
        for (int x = 0; is_within && x < image->Width && image->Left + x < gif->SWidth; x++)
            paint(map, indices[(size_t)(y - image->Top) * (size_t)image->Width + (size_t)x], transparent,
                  row + (size_t)(image->Left + x) * 4);
        reducer_row(reducer, row);
    }
}

/* The header is read here, so the size of the screen is known behind it. */
static GifFileType *open_gif(struct span *rest)
{
    GifFileType *gif = DGifOpen(rest, decode_gif_read_bytes, NULL);
    if (!gif)
        give_up(SURRENDER_DAMAGED);
    return gif;
}

struct decoded decode_gif(struct span file, const struct order *order)
{
    struct decoded decoded = {0};
    struct reducer reducer;
    int transparent = TRANSPARENT_NONE;
    GifFileType *gif = open_gif(&file);
    check_size(order, gif->SWidth, gif->SHeight);
    find_picture(gif, &transparent);
    const GifImageDesc *image = &gif->Image;
    /* All this is the file's own claim, and may exceed the screen, whose size alone was judged by the
     * daemon. */
    if (image->Left < 0 || image->Top < 0 || image->Width < 1 || image->Height < 1 ||
        (long)image->Width * image->Height > PICTURE_PIXELS_MAX)
        give_up(SURRENDER_DAMAGED);
    const uint8_t *indices = read_indices(gif);
    reducer_begin(&reducer, LAYOUT_RGBA, order->width, order->height, order->to_width, order->to_height);
    reduce(gif, indices, transparent, &reducer);
    decoded.raster = reducer.out;
    return decoded;
}
