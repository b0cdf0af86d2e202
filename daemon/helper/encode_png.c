/* PNG out of pixels, for icons: systems want it, and it is exact. Nothing but pixels goes in. */
#include "encode.h"

#include "child_answer.h"

#include <png.h>

#include <stdlib.h>
#include <string.h>

/* What was written so far; it lives as long as the process. */
struct png_output {
    uint8_t *bytes;
    size_t size, room;
};

/* A failure is always one of memory, for the pixels are ours. */
static void encode_png_fail(png_structp png, png_const_charp message)
{
    (void)png, (void)message;
    give_up(SURRENDER_MEMORY);
}

static void encode_png_say_nothing(png_structp png, png_const_charp message)
{
    (void)png, (void)message;
}

/* libpng's writer: into memory that grows by doubling. */
static void encode_png_write(png_structp png, png_bytep bytes, png_size_t size)
{
    struct png_output *out = png_get_io_ptr(png);
    if (out->size + size > out->room) {
        out->room = 2 * (out->size + size);
        uint8_t *larger = child_memory(out->room);
        if (out->size)
            memcpy(larger, out->bytes, out->size);
        free(out->bytes);
        out->bytes = larger;
    }
    memcpy(out->bytes + out->size, bytes, size);
    out->size += size;
}

static void encode_png_flush(png_structp png)
{
    (void)png;
}

struct span encode_png(const struct raster *raster)
{
    struct png_output out = {.room = 0};
    png_structp png =
        png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, encode_png_fail, encode_png_say_nothing);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (!info)
        give_up(SURRENDER_MEMORY);
    int channels = layout_channels(raster->layout);
    png_set_write_fn(png, &out, encode_png_write, encode_png_flush);
    png_set_IHDR(png, info, (png_uint_32)raster->width, (png_uint_32)raster->height, 8,
                 channels == 4 ? PNG_COLOR_TYPE_RGBA : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_compression_level(png, 9);
    png_write_info(png, info);
    for (int y = 0; y < raster->height; y++)
        png_write_row(png, raster->pixels + (size_t)y * (size_t)raster->width * (size_t)channels);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return (struct span){out.bytes, out.size};
}
