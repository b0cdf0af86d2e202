#include "encode.h"

#include "child_answer.h"

#include <stdio.h>

#include <jpeglib.h>
#include <webp/encode.h>

/* Chosen by eye on photographs of meetings and landscapes: no difference to the original at arm's length. */
enum { WEBP_QUALITY = 78, WEBP_METHOD = 4, JPEG_QUALITY = 80 };

struct span encode_webp(const struct raster *raster)
{
    WebPConfig config;
    WebPPicture picture;
    WebPMemoryWriter writer;
    bool is_opaque = raster_is_opaque(raster);
    struct raster opaque = is_opaque ? raster_on_white(raster) : *raster;
    if (!WebPConfigInit(&config) || !WebPPictureInit(&picture))
        give_up(SURRENDER_MEMORY);
    config.quality = WEBP_QUALITY;
    config.method = WEBP_METHOD;
    picture.width = raster->width;
    picture.height = raster->height;
    WebPMemoryWriterInit(&writer);
    picture.writer = WebPMemoryWrite;
    picture.custom_ptr = &writer;
    int imported = is_opaque ? WebPPictureImportRGB(&picture, opaque.pixels, raster->width * 3)
                             : WebPPictureImportRGBA(&picture, opaque.pixels, raster->width * 4);
    if (!imported || !WebPEncode(&config, &picture))
        give_up(SURRENDER_MEMORY);
    WebPPictureFree(&picture);
    return (struct span){writer.mem, writer.size};
}

static void encode_fail(j_common_ptr codec)
{
    (void)codec;
    give_up(SURRENDER_MEMORY);
}

struct span encode_jpeg(const struct raster *raster)
{
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
    jpeg_set_quality(&codec, JPEG_QUALITY, TRUE);
    jpeg_simple_progression(&codec);
    codec.optimize_coding = TRUE;
    jpeg_start_compress(&codec, TRUE);
    while (codec.next_scanline < codec.image_height) {
        JSAMPROW row = opaque.pixels + (size_t)codec.next_scanline * (size_t)opaque.width * 3;
        jpeg_write_scanlines(&codec, &row, 1);
    }
    jpeg_finish_compress(&codec);
    jpeg_destroy_compress(&codec);
    return (struct span){bytes, size};
}
