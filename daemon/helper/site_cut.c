/* Marks, icons and banners out of the pixels of a picture: which size, how it lies in it, in which form. Runs
 * in a child of the helper; knows no page. */
#include "site_cut.h"

#include "helper/site_cut.h"

#include "child_answer.h"
#include "encode.h"

#include <string.h>

enum form { FORM_WEBP, FORM_PNG, FORM_ICO };
enum fit { FIT_WITHIN, FIT_PADDED, FIT_TILE, FIT_SAFE, FIT_COVER };

struct site_row {
    enum site_image image;
    enum form form;
    int width, height;
    enum fit fit;
};

static const struct site_row rows[SITE_USES] = {
#define SITE_USE(code, image, form, width, height, fit) {SITE_##image, FORM_##form, width, height, FIT_##fit},
#include "store/site_use.def"
#undef SITE_USE
};

/* What of a side the picture may take, in hundredths: systems round the corners of a tile, and may cut all
 * but a circle of 80 % out of what is safe, in which a square of that circle's half lies. */
static int inner_hundredths(enum fit fit)
{
    return fit == FIT_TILE ? 84 : fit == FIT_SAFE ? 60 : 100;
}

/* In the middle of a canvas of the row's size with nothing behind it; as large as fits, also where that is
 * larger than the picture. */
static struct raster padded(const struct raster *whole, const struct site_row *row)
{
    int most_width = row->width * inner_hundredths(row->fit) / 100;
    int most_height = row->height * inner_hundredths(row->fit) / 100;
    int width = most_width, height = (int)((long)whole->height * most_width / whole->width);
    if (height > most_height) {
        height = most_height;
        width = (int)((long)whole->width * most_height / whole->height);
    }
    struct raster part = raster_scaled(whole, width < 1 ? 1 : width, height < 1 ? 1 : height);
    struct raster canvas = raster_new(LAYOUT_RGBA, row->width, row->height);
    int channels = layout_channels(part.layout), left = (row->width - part.width) / 2,
        top = (row->height - part.height) / 2;
    for (int y = 0; y < part.height; y++) {
        for (int x = 0; x < part.width; x++) {
            const uint8_t *from =
                part.pixels + ((size_t)y * (size_t)part.width + (size_t)x) * (size_t)channels;
            size_t at = (size_t)(top + y) * (size_t)row->width + (size_t)(left + x);
            uint8_t *to = canvas.pixels + at * 4;
            memcpy(to, from, 3);
            to[3] = channels == 4 ? from[3] : 255;
        }
    }
    return canvas;
}

/* Its own shape, no larger than the row says and never enlarged. */
static struct raster within(const struct raster *whole, const struct site_row *row)
{
    int width = whole->width < row->width ? whole->width : row->width;
    int height = (int)((long)whole->height * width / whole->width);
    if (height > row->height) {
        height = row->height;
        width = (int)((long)whole->width * height / whole->height);
    }
    return raster_reduced(whole, width < 1 ? 1 : width, height < 1 ? 1 : height);
}

/* Where a part of `size` begins so that its middle is the focus, or as near to that as the edges allow. */
static int cover_begin(int whole, int size, int focus)
{
    int begin = (int)((long)whole * focus / FOCUS_PARTS) - size / 2;
    return begin < 0 ? 0 : begin > whole - size ? whole - size : begin;
}

/* The largest part of the row's shape around the focus, reduced to the row's size; never enlarged. */
static struct raster covering(const struct raster *whole, const struct site_row *row, struct focus focus)
{
    int width = whole->width, height = (int)((long)width * row->height / row->width);
    if (height > whole->height) {
        height = whole->height;
        width = (int)((long)height * row->width / row->height);
    }
    width = width < 1 ? 1 : width;
    height = height < 1 ? 1 : height;
    struct raster part = raster_part(whole, cover_begin(whole->width, width, focus.x),
                                     cover_begin(whole->height, height, focus.y), width, height);
    return part.width <= row->width && part.height <= row->height
               ? part
               : raster_reduced(&part, width < row->width ? width : row->width,
                                height < row->height ? height : row->height);
}

static struct raster site_raster(const struct raster *whole, const struct site_row *row, struct focus focus)
{
    if (row->fit == FIT_WITHIN)
        return within(whole, row);
    if (row->fit == FIT_COVER)
        return covering(whole, row, focus);
    struct raster canvas = padded(whole, row);
    return row->fit == FIT_PADDED ? canvas : raster_on_white(&canvas);
}

/* As good as fits into what stands on every page: first fewer bits, then fewer pixels. *raster becomes what
 * was encoded. */
static struct span encode_mark(struct raster *raster)
{
    enum { SMALLEST = 44 };
    struct span encoded = encode_webp_small(raster, SITE_MARK_BYTES_MAX);
    while (encoded.size > SITE_MARK_BYTES_MAX && raster->height * 3 / 4 >= SMALLEST) {
        *raster = raster_reduced(raster, raster->width * 3 / 4, raster->height * 3 / 4);
        encoded = encode_webp_small(raster, SITE_MARK_BYTES_MAX);
    }
    return encoded;
}

void send_site_cuts(const struct raster *whole, const struct order *order)
{
    int before = 0;
    for (int use = 0; use < SITE_USES; use++) {
        const struct site_row *row = &rows[use];
        if ((int)row->image != order->site_image || row->form == FORM_ICO)
            continue;
        struct raster raster = site_raster(whole, row, order->focus);
        /* A wider banner that is hardly wider than the one before it saves nobody anything. */
        bool is_alike =
            row->fit == FIT_COVER && row->width > rows[use - 1].width && raster.width * 10 < before * 11;
        before = raster.width;
        if (is_alike)
            continue;
        struct span encoded = row->form == FORM_PNG    ? encode_png(&raster)
                              : row->fit == FIT_WITHIN ? encode_mark(&raster)
                                                       : encode_webp(&raster);
        const struct frame frame = {.kind = FRAME_SITE,
                                    .width = (uint32_t)raster.width,
                                    .height = (uint32_t)raster.height,
                                    .size = (uint32_t)encoded.size,
                                    .status = use};
        child_answer(&frame, encoded.at);
    }
}
