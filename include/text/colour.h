/* Colours of the screen, sRGB with eight bits a channel: how they are written, how much one contrasts with
 * another, and their lightness, chroma and hue as eyes see them. Pure: no locale, no state. Thread: any. */
#ifndef TEXT_COLOUR_H
#define TEXT_COLOUR_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct colour {
    unsigned char red, green, blue;
};

/* "#0b4a3b" and its NUL. */
enum { COLOUR_TEXT_SIZE = 8 };

/* Reads "#" and six hexadecimal digits, capitals or not, and nothing else. Errors: INPUT. */
enum err colour_parse(const char *text, struct colour *ret_colour);

/* "#0b4a3b", in small letters. Returns `text`. */
const char *colour_text(struct colour colour, char text[static COLOUR_TEXT_SIZE]);

/* Relative luminance (WCAG 2.2, "relative luminance"): 0 black to 1 white. */
double colour_luminance(struct colour colour);

/* Contrast ratio (WCAG 2.2, "contrast ratio"): 1 to 21, the same either way round. */
double colour_contrast(struct colour one, struct colour other);

/* The same of luminances. */
double luminance_contrast(double one, double other);

/* OKLab in polar form (Björn Ottosson, "A perceptual color space for image processing", 2020; CSS Color 4
 * section 9): equal steps look equal, and lightness moves without the hue. */
struct oklch {
    double lightness; /* 0 black to 1 white */
    double chroma;    /* 0 grey; some 0.37 at most within sRGB */
    double hue;       /* radians; of a grey any */
};

struct oklch colour_to_oklch(struct colour colour);

/* What lies outside of sRGB loses chroma until it is inside; lightness and hue stay. */
struct colour colour_from_oklch(struct oklch lch);

/* The colour of this chroma and hue that is nearest to its `grounds` (`count` luminances, one or more) and
 * still contrasts with each of them by `target`: the lightest such dark colour, or with `is_light` the
 * darkest such light one. Black or white where none does. */
struct colour colour_reach(double target, const double *grounds, size_t count, struct oklch lch,
                           bool is_light);

#endif
