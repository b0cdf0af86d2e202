/* Pixels, and making fewer of them. Private to this floor.
 *
 * All this runs in a child of the helper process that lives for one picture: what cannot go on ends it
 * (give_up() in child.h), and the process's end releases all memory. */
#ifndef HELPER_RASTER_H
#define HELPER_RASTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum layout {
    LAYOUT_RGB,
    LAYOUT_RGBA, /* alpha not multiplied in */
    LAYOUT_CMYK, /* 255 is no ink */
};

struct raster {
    enum layout layout;
    int width, height;
    uint8_t *pixels; /* rows without gaps, 8 bits a channel */
};

/* Takes rows from the top down and averages them over areas into a raster of at most the same size. */
struct reducer {
    enum layout layout;
    int from_width, from_height;
    struct raster out;
    float *line;      /* the present row, reduced in width */
    float *sum;       /* of the rows of the output's present one */
    int row, out_row; /* next of the input, present one of the output */
};

int layout_channels(enum layout layout);

/* A raster with room for its pixels. */
struct raster raster_new(enum layout layout, int width, int height);

void reducer_begin(struct reducer *reducer, enum layout layout, int from_width, int from_height, int to_width,
                   int to_height);
void reducer_row(struct reducer *reducer, const uint8_t *row);

/* The same of a whole raster. */
struct raster raster_reduced(const struct raster *raster, int width, int height);

/* A part of it, which lies within, as a raster of its own. */
struct raster raster_part(const struct raster *raster, int left, int top, int width, int height);

/* Also larger than it is, softly. RGB or RGBA. */
struct raster raster_scaled(const struct raster *raster, int width, int height);

/* Turned and mirrored as the orientation tag says (TIFF 6.0 tag 274). */
struct raster raster_upright(const struct raster *raster, int orientation);

/* Whether every pixel covers what is behind it. */
bool raster_is_opaque(const struct raster *raster);

/* RGB, with white behind what is transparent. */
struct raster raster_on_white(const struct raster *raster);

#endif
