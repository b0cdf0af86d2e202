/* PNG by libpng. Its errors end the process, as a function that may not return must. */
#include "decode.h"

#include "child_answer.h"

#include <png.h>

#include <string.h>

/* libpng takes memory for chunks as they claim to need it: profiles and palettes stay far below these,
 * and a compressed text that grows without bound does not. */
enum { CHUNK_MAX = 8 * 1024 * 1024, CHUNKS_MAX = 100 };

static void decode_png_fail(png_structp png, png_const_charp message)
{
    (void)png;
    /* There is but the text to tell one from the other; "Out of memory" and "insufficient memory" both
     * occur. */
    give_up(strstr(message, "emory") ? SURRENDER_MEMORY : SURRENDER_DAMAGED);
}

/* Warnings, which would go to stderr. */
static void decode_png_say_nothing(png_structp png, png_const_charp message)
{
    (void)png, (void)message;
}

/* libpng's reader; `rest` is what is left of the file. */
static void decode_png_read_bytes(png_structp png, png_bytep to, png_size_t size)
{
    struct span *rest = png_get_io_ptr(png);
    if (size > rest->size)
        give_up(SURRENDER_DAMAGED);
    memcpy(to, rest->at, size);
    rest->at += size;
    rest->size -= size;
}

/* Whatever it is stored as becomes RGB or RGBA of eight bits. */
static enum layout choose_layout(png_structp png, png_infop info)
{
    /* Palettes to RGB, small greys to 8 bits, a transparent colour to alpha. */
    png_set_expand(png);
    png_set_strip_16(png);
    png_set_gray_to_rgb(png);
    /* Asked of the file as stored, since the transformations are done only later. */
    bool is_clear =
        png_get_color_type(png, info) & PNG_COLOR_MASK_ALPHA || png_get_valid(png, info, PNG_INFO_tRNS);
    return is_clear ? LAYOUT_RGBA : LAYOUT_RGB;
}

/* libpng has unpacked it and checked its length. */
static void decode_png_read_profile(png_structp png, png_infop info, struct decoded *decoded)
{
    png_charp name;
    png_bytep profile;
    png_uint_32 size;
    int compression;
    if (png_get_iCCP(png, info, &name, &compression, &profile, &size) == PNG_INFO_iCCP)
        decoded->profile = (struct span){profile, size};
}

/* What the numbers mean where there is no profile, by gAMA and cHRM (PNG, 11.3.2); sRGB, or neither, is what
 * is assumed anyhow. Dark colours of 16 linear bits would be lost in 8, so those are made less linear before.
 */
static void decode_png_read_gamma(png_structp png, png_infop info, struct decoded *decoded)
{
    enum { GAMMA_LEAST = 1, GAMMA_MOST = 100, DEEP = 16 };
    static const double usual = 1 / 2.2;
    double gamma = 0, primaries[8];
    int intent;
    if (decoded->profile.size || png_get_sRGB(png, info, &intent))
        return;
    bool has_gamma = png_get_gAMA(png, info, &gamma) && gamma * 100 > GAMMA_LEAST && gamma < GAMMA_MOST;
    bool has_colours = png_get_cHRM(png, info, &primaries[0], &primaries[1], &primaries[2], &primaries[3],
                                    &primaries[4], &primaries[5], &primaries[6], &primaries[7]);
    if (!has_gamma && !has_colours)
        return;
    /* As near to sRGB as writers of sRGB come to say it. */
    if (!has_colours && gamma > 0.454 && gamma < 0.456)
        return;
    if (has_gamma && png_get_bit_depth(png, info) == DEEP) {
        png_set_gamma(png, 1 / usual, gamma);
        gamma = usual;
    }
    decoded->profile = colour_profile(has_gamma ? 1 / gamma : 1 / usual, has_colours ? primaries : NULL);
}

/* Interlaced rows come in seven passes, each over all that came before. */
static void read_interlaced(png_structp png, struct reducer *reducer, size_t line, int height)
{
    /* Here the whole picture has to be in memory, 160 MB at most. */
    uint8_t *pixels = child_memory(line * (size_t)height);
    png_bytep *rows = child_memory((size_t)height * sizeof *rows);
    for (int y = 0; y < height; y++)
        rows[y] = pixels + (size_t)y * line;
    png_read_image(png, rows);
    for (int y = 0; y < height; y++)
        reducer_row(reducer, rows[y]);
}

/* The usual way, one row at a time. */
static void decode_png_read_rows(png_structp png, struct reducer *reducer, size_t line, int height)
{
    uint8_t *row = child_memory(line);
    for (int y = 0; y < height; y++) {
        png_read_row(png, row, NULL);
        reducer_row(reducer, row);
    }
}

struct decoded decode_png(struct span file, const struct order *order)
{
    struct decoded decoded = {0};
    struct reducer reducer;
    png_structp png =
        png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, decode_png_fail, decode_png_say_nothing);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (!info)
        give_up(SURRENDER_MEMORY);
    /* Beyond them libpng refuses a picture before it takes memory for it. */
    png_set_user_limits(png, PICTURE_SIDE_MAX, PICTURE_SIDE_MAX);
    png_set_chunk_malloc_max(png, CHUNK_MAX);
    png_set_chunk_cache_max(png, CHUNKS_MAX);
    png_set_read_fn(png, &file, decode_png_read_bytes);
    png_read_info(png, info);
    int width = (int)png_get_image_width(png, info), height = (int)png_get_image_height(png, info);
    /* Before the pixels, whose memory follows from it. */
    check_size(order, width, height);
    decode_png_read_profile(png, info, &decoded);
    decode_png_read_gamma(png, info, &decoded);
    enum layout layout = choose_layout(png, info);
    /* Before png_read_update_info(), as the library demands; 7 when interlaced. */
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    size_t line = (size_t)width * (size_t)layout_channels(layout);
    /* That the transformations came to what the reducer expects. */
    if (png_get_rowbytes(png, info) != line)
        give_up(SURRENDER_DAMAGED);
    reducer_begin(&reducer, layout, width, height, order->to_width, order->to_height);
    if (passes > 1)
        read_interlaced(png, &reducer, line, height);
    else
        decode_png_read_rows(png, &reducer, line, height);
    png_read_end(png, NULL); /* what is cut off behind the pixels is cut off all the same */
    decoded.raster = reducer.out;
    return decoded;
}
