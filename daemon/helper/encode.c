/* Encodes rasters with fixed settings. A failure is always one of memory, for the pixels are ours. */
#include "encode.h"

#include "child_answer.h"

#include <stdio.h>

#include <jpeglib.h>
#include <webp/encode.h>

/* Chosen by eye on photographs of meetings and landscapes: no difference to the original at arm's length.
 * What phones load, of which each dot is half as large, is a little coarser, an eighth smaller, and there
 * sooner. */
enum {
    WEBP_QUALITY = 78,
    WEBP_NARROW = 74,
    NARROW_MOST = 960,
    WEBP_METHOD = 4,
    JPEG_QUALITY = 80,
    JPEG_FINE = 93
};

/* How WebP is to be made; quality 0 to 100, of lossless how hard it is tried. */
struct webp_wish {
    int quality;
    bool is_lossless;
};

/* The library wants RGB or RGBA; CMYK never comes here, raster_srgb() having turned it. */
static struct span encode_webp_as(const struct raster *raster, struct webp_wish wish)
{
    WebPConfig config;
    WebPPicture picture;
    WebPMemoryWriter writer;
    /* Without alpha the file is smaller; a PNG often has an alpha channel that says nothing. */
    bool is_opaque = raster_is_opaque(raster);
    struct raster opaque = is_opaque ? raster_on_white(raster) : *raster;
    /* They fail when header and library do not fit each other. */
    if (!WebPConfigInit(&config) || !WebPPictureInit(&picture))
        give_up(SURRENDER_MEMORY);
    config.quality = (float)wish.quality;
    config.method = WEBP_METHOD;
    config.lossless = wish.is_lossless;
    picture.use_argb = wish.is_lossless;
    picture.width = raster->width;
    picture.height = raster->height;
    WebPMemoryWriterInit(&writer);
    /* The bytes are the writer's, and live as long as the process. */
    picture.writer = WebPMemoryWrite;
    picture.custom_ptr = &writer;
    /* Copied and turned into YUV here, so the raster is free to go. */
    int imported = is_opaque ? WebPPictureImportRGB(&picture, opaque.pixels, raster->width * 3)
                             : WebPPictureImportRGBA(&picture, opaque.pixels, raster->width * 4);
    if (!imported || !WebPEncode(&config, &picture))
        give_up(SURRENDER_MEMORY);
    WebPPictureFree(&picture);
    return (struct span){writer.mem, writer.size};
}

struct span encode_webp(const struct raster *raster)
{
    int quality = raster->width <= NARROW_MOST ? WEBP_NARROW : WEBP_QUALITY;
    return encode_webp_as(raster, (struct webp_wish){quality, false});
}

/* A drawing of few colours is exact in fewer bytes than a photograph is about right. */
struct span encode_webp_small(const struct raster *raster, size_t most)
{
    static const struct webp_wish wishes[] = {
        {90, true}, {WEBP_QUALITY, false}, {60, false}, {45, false}, {30, false}};
    struct span made = {NULL, 0};
    for (size_t i = 0; i < sizeof wishes / sizeof *wishes && (!i || made.size > most); i++)
        made = encode_webp_as(raster, wishes[i]);
    return made;
}

/* libjpeg's error_exit; it must not return. */
static void encode_fail(j_common_ptr codec)
{
    (void)codec;
    give_up(SURRENDER_MEMORY);
}

/* Into memory that the library lets grow; it lives as long as the process. */
static struct span encode_jpeg_as(const struct raster *raster, int quality)
{
    /* JPEG has no alpha. */
    struct raster opaque = raster_on_white(raster);
    struct jpeg_compress_struct codec;
    struct jpeg_error_mgr errors;
    unsigned char *bytes = NULL;
    unsigned long size = 0;
    codec.err = jpeg_std_error(&errors);
    errors.error_exit = encode_fail;
    jpeg_create_compress(&codec);
    jpeg_mem_dest(&codec, &bytes, &size);
    codec.image_width = (JDIMENSION)opaque.width;
    codec.image_height = (JDIMENSION)opaque.height;
    codec.input_components = 3;
    codec.in_color_space = JCS_RGB;
    jpeg_set_defaults(&codec);
    /* Tables within the baseline's 8 bits, which every decoder takes. */
    jpeg_set_quality(&codec, quality, TRUE);
    /* Slow lines show something early, and most pictures get smaller. */
    jpeg_simple_progression(&codec);
    /* Implied by progression in this library; written out for others. */
    codec.optimize_coding = TRUE;
    jpeg_start_compress(&codec, TRUE);
    while (codec.next_scanline < codec.image_height) {
        /* One row at a time, straight from the raster. */
        JSAMPROW row = opaque.pixels + (size_t)codec.next_scanline * (size_t)opaque.width * 3;
        jpeg_write_scanlines(&codec, &row, 1);
    }
    jpeg_finish_compress(&codec);
    jpeg_destroy_compress(&codec);
    return (struct span){bytes, size};
}

struct span encode_jpeg(const struct raster *raster)
{
    return encode_jpeg_as(raster, JPEG_QUALITY);
}

struct span encode_jpeg_fine(const struct raster *raster)
{
    return encode_jpeg_as(raster, JPEG_FINE);
}
