/* Arithmetic on pixels: averaging, turning, laying on white. Knows no file format and no colour profile. */
#include "raster.h"

#include "child_answer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { OPAQUE = 255 };

/* Bytes of a pixel, since each channel has 8 bits. */
int layout_channels(enum layout layout)
{
    return layout == LAYOUT_RGB ? 3 : 4;
}

/* In bytes; size_t, for 40 million pixels of four channels come near to what an int holds. */
static size_t raster_size(const struct raster *raster)
{
    return (size_t)raster->width * (size_t)raster->height * (size_t)layout_channels(raster->layout);
}

/* Black and clear at first. The child ends where there is no memory for it. */
struct raster raster_new(enum layout layout, int width, int height)
{
    struct raster raster = {layout, width, height, NULL};
    raster.pixels = child_memory(raster_size(&raster));
    return raster;
}

/* Makes ready for rows of from_width pixels; both sizes are at least 1, and the output is no larger. */
void reducer_begin(struct reducer *reducer, enum layout layout, int from_width, int from_height, int to_width,
                   int to_height)
{
    /* Floats, since an average of many bytes would lose its fractions otherwise. */
    size_t line = (size_t)to_width * (size_t)layout_channels(layout) * sizeof(float);
    *reducer = (struct reducer){.layout = layout, .from_width = from_width, .from_height = from_height};
    reducer->out = raster_new(layout, to_width, to_height);
    reducer->line = child_memory(line);
    reducer->sum = child_memory(line);
}

/* Adds `part` of a pixel. What is seen through counts for less: colours are weighed by their alpha. */
static void add_pixel(enum layout layout, const uint8_t *pixel, float part, float *to)
{
    float weight = layout == LAYOUT_RGBA ? part * (float)pixel[3] : part;
    /* write_line() divides by the alphas' sum again. */
    to[0] += weight * (float)pixel[0];
    to[1] += weight * (float)pixel[1];
    to[2] += weight * (float)pixel[2];
    if (layout == LAYOUT_RGBA)
        to[3] += weight;
    else if (layout == LAYOUT_CMYK)
        to[3] += weight * (float)pixel[3];
}

/* The row, each of the output's pixels the average of what lies under it. */
static void reduce_line(struct reducer *reducer, const uint8_t *row)
{
    int channels = layout_channels(reducer->layout), to_width = reducer->out.width;
    /* Input pixels under one of the output; at least 1, as nothing is enlarged. */
    double scale = (double)reducer->from_width / to_width;
    float per_pixel = (float)(1 / scale);
    memset(reducer->line, 0, (size_t)to_width * (size_t)channels * sizeof(float));
    for (int x = 0; x < to_width; x++) {
        double start = x * scale, end = (x + 1) * scale;
        float *to = reducer->line + (size_t)x * (size_t)channels;
        int first = (int)start, last = (int)ceil(end);
        /* Rounding may reach one pixel too far at the right edge. */
        last = last > reducer->from_width ? reducer->from_width : last;
        for (int from = first; from < last; from++) {
            double part = 1;
            /* The first and the last pixel lie under it in part only. */
            part -= from < start ? start - from : 0;
            part -= from + 1 > end ? from + 1 - end : 0;
            if (part > 0)
                add_pixel(reducer->layout, row + (size_t)from * (size_t)channels, (float)part * per_pixel,
                          to);
        }
    }
}

static uint8_t to_byte(float value)
{
    /* Rounded to the nearest, without the cost of a library's call for each channel. */
    return value <= 0 ? 0 : value >= OPAQUE ? OPAQUE : (uint8_t)(((unsigned)(value * 2) + 1) / 2);
}

/* Finishes the output's present row and begins the next. */
static void write_line(struct reducer *reducer)
{
    int channels = layout_channels(reducer->layout), width = reducer->out.width;
    uint8_t *to = reducer->out.pixels + (size_t)reducer->out_row * (size_t)width * (size_t)channels;
    for (int x = 0; x < width; x++, to += channels) {
        const float *sum = reducer->sum + (size_t)x * (size_t)channels;
        /* Where all under it was clear there is no colour to divide; white shows where a viewer ignores
         * alpha. */
        bool is_seen = reducer->layout != LAYOUT_RGBA || sum[3] > 0;
        float weight = reducer->layout == LAYOUT_RGBA && is_seen ? sum[3] : 1;
        for (int i = 0; i < 3; i++)
            to[i] = is_seen ? to_byte(sum[i] / weight) : OPAQUE;
        if (channels > 3)
            to[3] = to_byte(sum[3]);
    }
    /* Ready for the next row of the output. */
    memset(reducer->sum, 0, (size_t)width * (size_t)channels * sizeof(float));
    reducer->out_row++;
}

/* Takes the next row of the input. It may end several rows of the output when both are of nearly one
 * size, or none. */
void reducer_row(struct reducer *reducer, const uint8_t *row)
{
    double scale = (double)reducer->from_height / reducer->out.height;
    size_t values = (size_t)reducer->out.width * (size_t)layout_channels(reducer->layout);
    /* A decoder that gives too many rows has them ignored. */
    if (reducer->row >= reducer->from_height)
        return;
    reduce_line(reducer, row);
    double top = reducer->row++, bottom = top + 1;
    /* The last row ends all of the output, whatever rounding says. */
    bool is_last = reducer->row == reducer->from_height;
    while (reducer->out_row < reducer->out.height) {
        double start = reducer->out_row * scale, end = (reducer->out_row + 1) * scale;
        /* How much of this row lies within the output's present one. */
        double part = fmin(bottom, end) - fmax(top, start);
        /* 0 where the row does not reach; then nothing is added. */
        float weight = (float)(part > 0 ? part / scale : 0);
        for (size_t i = 0; weight > 0 && i < values; i++)
            reducer->sum[i] += weight * reducer->line[i];
        if (end > bottom && !is_last)
            return;
        write_line(reducer);
    }
}

struct raster raster_reduced(const struct raster *raster, int width, int height)
{
    /* The same pixels, not a copy. */
    if (width == raster->width && height == raster->height)
        return *raster;
    struct reducer reducer;
    size_t line = (size_t)raster->width * (size_t)layout_channels(raster->layout);
    reducer_begin(&reducer, raster->layout, raster->width, raster->height, width, height);
    for (int y = 0; y < raster->height; y++)
        reducer_row(&reducer, raster->pixels + (size_t)y * line);
    return reducer.out;
}

/* Between the four pixels around a place, weighed by how near they are and by what is seen of them. */
static void mix_pixels(const struct raster *from, double x, double y, uint8_t *to)
{
    int channels = layout_channels(from->layout), right = from->width - 1, bottom = from->height - 1;
    x = x < 0 ? 0 : x > right ? right : x;
    y = y < 0 ? 0 : y > bottom ? bottom : y;
    int left = (int)x, top = (int)y;
    float sum[4] = {0}, seen = 0;
    for (int i = 0; i < 4; i++) {
        int column = left + (i & 1), row = top + (i >> 1);
        double near_x = i & 1 ? x - left : 1 - (x - left), near_y = i >> 1 ? y - top : 1 - (y - top);
        /* Beyond the edge nothing is near. */
        size_t at = (size_t)(row > bottom ? bottom : row) * (size_t)from->width +
                    (size_t)(column > right ? right : column);
        const uint8_t *pixel = from->pixels + at * (size_t)channels;
        float near = (float)(near_x * near_y),
              weight = channels == 4 ? near * (float)pixel[3] / OPAQUE : near;
        for (int j = 0; j < 3; j++)
            sum[j] += weight * (float)pixel[j];
        seen += weight;
    }
    for (int j = 0; j < 3; j++)
        to[j] = seen > 0 ? to_byte(sum[j] / seen) : OPAQUE;
    if (channels == 4)
        to[3] = to_byte(seen * OPAQUE);
}

struct raster raster_scaled(const struct raster *raster, int width, int height)
{
    if (width <= raster->width && height <= raster->height)
        return raster_reduced(raster, width, height);
    struct raster out = raster_new(raster->layout, width, height);
    size_t channels = (size_t)layout_channels(raster->layout);
    double across = (double)raster->width / width, down = (double)raster->height / height;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            mix_pixels(raster, (x + 0.5) * across - 0.5, (y + 0.5) * down - 0.5,
                       out.pixels + ((size_t)y * (size_t)width + (size_t)x) * channels);
    return out;
}

struct raster raster_part(const struct raster *raster, int left, int top, int width, int height)
{
    size_t channels = (size_t)layout_channels(raster->layout), line = (size_t)width * channels;
    struct raster out = raster_new(raster->layout, width, height);
    for (size_t y = 0; y < (size_t)height; y++) {
        size_t from = ((size_t)top + y) * (size_t)raster->width + (size_t)left;
        memcpy(out.pixels + y * line, raster->pixels + from * channels, line);
    }
    return out;
}

/* Where in the picture as stored the upright picture's pixel (x, y) lies. */
static size_t raster_place_of(const struct raster *raster, int orientation, int x, int y)
{
    int right = raster->width - 1, bottom = raster->height - 1, column = x, row = y;
    /* Transposed; the mirrors then tell the four of those apart. */
    if (orientation >= 5) {
        column = y;
        row = x;
    }
    if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8)
        column = right - column;
    if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7)
        row = bottom - row;
    return (size_t)row * (size_t)raster->width + (size_t)column;
}

/* What the decoder gave becomes what a reader sees; renditions carry no orientation of their own. */
struct raster raster_upright(const struct raster *raster, int orientation)
{
    /* Upright already: the same pixels. */
    if (orientation <= 1)
        return *raster;
    bool is_turned = orientation >= 5;
    size_t channels = (size_t)layout_channels(raster->layout);
    struct raster out = raster_new(raster->layout, is_turned ? raster->height : raster->width,
                                   is_turned ? raster->width : raster->height);
    uint8_t *to = out.pixels;
    for (int y = 0; y < out.height; y++)
        for (int x = 0; x < out.width; x++, to += channels)
            memcpy(to, raster->pixels + raster_place_of(raster, orientation, x, y) * channels, channels);
    return out;
}

/* Asked before encoding, where alpha costs bytes. */
bool raster_is_opaque(const struct raster *raster)
{
    size_t count = (size_t)raster->width * (size_t)raster->height;
    /* Layouts without alpha are opaque. */
    for (size_t i = 0; raster->layout == LAYOUT_RGBA && i < count; i++)
        if (raster->pixels[i * 4 + 3] != OPAQUE)
            return false;
    return true;
}

/* For formats without alpha. White is what pages have behind pictures in the light palette. */
struct raster raster_on_white(const struct raster *raster)
{
    if (raster->layout == LAYOUT_RGB)
        return *raster;
    struct raster out = raster_new(LAYOUT_RGB, raster->width, raster->height);
    size_t count = (size_t)raster->width * (size_t)raster->height;
    for (size_t i = 0; i < count; i++) {
        const uint8_t *from = raster->pixels + i * 4;
        /* Alpha is not multiplied in; 127 rounds to the nearest. */
        for (size_t j = 0; j < 3; j++)
            out.pixels[i * 3 + j] =
                (uint8_t)((from[j] * from[3] + OPAQUE * (OPAQUE - from[3]) + 127) / OPAQUE);
    }
    return out;
}
