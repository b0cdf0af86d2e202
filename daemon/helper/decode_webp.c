/* WebP by libwebp and its demuxer: pictures that stand still, and the first of those that move. */
#include "decode.h"

#include "child_answer.h"

#include <webp/decode.h>
#include <webp/demux.h>

/* Points into the file, which is mapped for the whole life of the process. */
static void decode_webp_read_profile(const WebPDemuxer *demuxer, struct decoded *decoded)
{
    WebPChunkIterator chunk;
    if (WebPDemuxGetChunk(demuxer, "ICCP", 1, &chunk))
        decoded->profile = (struct span){chunk.chunk.bytes, chunk.chunk.size};
}

/* The first picture of an animation, on the canvas that it stands on. */
static struct raster decode_animation(struct span file, const struct order *order)
{
    const WebPData data = {file.at, file.size};
    WebPAnimDecoderOptions options;
    struct reducer reducer;
    uint8_t *canvas;
    int unused_time;
    WebPAnimDecoderOptionsInit(&options);
    /* The one mode besides BGRA, with alpha not multiplied in. */
    options.color_mode = MODE_RGBA;
    /* The one function that places a picture of an animation on its canvas. */
    WebPAnimDecoder *animation = WebPAnimDecoderNew(&data, &options);
    /* The canvas belongs to the decoder and has the size of the order, as checked before. */
    if (!animation || !WebPAnimDecoderGetNext(animation, &canvas, &unused_time))
        give_up(SURRENDER_DAMAGED);
    reducer_begin(&reducer, LAYOUT_RGBA, order->width, order->height, order->to_width, order->to_height);
    for (int y = 0; y < order->height; y++)
        reducer_row(&reducer, canvas + (size_t)y * (size_t)order->width * 4);
    return reducer.out;
}

/* The library scales while it decodes. */
static struct raster decode_still(struct span file, const struct order *order, bool has_alpha)
{
    WebPDecoderConfig config;
    struct raster raster =
        raster_new(has_alpha ? LAYOUT_RGBA : LAYOUT_RGB, order->to_width, order->to_height);
    if (!WebPInitDecoderConfig(&config))
        give_up(SURRENDER_DAMAGED);
    /* Bytes of a row, of which there are no gaps in a raster. */
    int line = raster.width * layout_channels(raster.layout);
    /* So the picture in its full size never is in memory. */
    config.options.use_scaling = raster.width < order->width || raster.height < order->height;
    config.options.scaled_width = raster.width;
    config.options.scaled_height = raster.height;
    config.output.colorspace = has_alpha ? MODE_RGBA : MODE_RGB;
    /* Straight into the raster, so there is no second copy. */
    config.output.is_external_memory = 1;
    config.output.u.RGBA.rgba = raster.pixels;
    config.output.u.RGBA.stride = line;
    config.output.u.RGBA.size = (size_t)line * (size_t)raster.height;
    VP8StatusCode code = WebPDecode(file.at, file.size, &config);
    if (code != VP8_STATUS_OK)
        give_up(code == VP8_STATUS_OUT_OF_MEMORY ? SURRENDER_MEMORY : SURRENDER_DAMAGED);
    return raster;
}

/* A picture that moves and one that stands still need different functions of the library. */
struct decoded decode_webp(struct span file, const struct order *order)
{
    struct decoded decoded = {0};
    const WebPData data = {file.at, file.size};
    WebPBitstreamFeatures features;
    /* It knows chunks, such as the profile; the decoder knows pixels. */
    WebPDemuxer *demuxer = WebPDemux(&data);
    if (!demuxer || WebPGetFeatures(file.at, file.size, &features) != VP8_STATUS_OK)
        give_up(SURRENDER_DAMAGED);
    /* The canvas is what picture_measure() read in an extended file. */
    check_size(order, WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_WIDTH),
               WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_HEIGHT));
    decode_webp_read_profile(demuxer, &decoded);
    if (features.has_animation) {
        decoded.raster = decode_animation(file, order);
    } else {
        /* That of the picture in it can differ, and is what gets decoded. */
        check_size(order, features.width, features.height);
        decoded.raster = decode_still(file, order, features.has_alpha);
    }
    return decoded;
}
