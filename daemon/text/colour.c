/* Arithmetic of colours, by the definitions that text/colour.h names. What a colour is for, and which
 * contrast it needs, palette.c knows. Each formula stands in the order of operations of its source, so that
 * the same bytes come out wherever doubles are IEEE 754's. */
#include "text/colour.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Halvings of an interval of 1: far below the step of a channel's eight bits. */
enum { HALVINGS = 40 };

enum err colour_parse(const char *text, struct colour *ret_colour)
{
    unsigned digits = 0;
    if (text[0] != '#' || strlen(text) != COLOUR_TEXT_SIZE - 1)
        return ERR_INPUT;
    for (const char *p = text + 1; *p; p++) {
        /* Not strtoul(), which takes blanks and signs; not isxdigit(), which asks the locale. */
        static const char hex[] = "0123456789abcdef";
        const char *place = strchr(hex, *p >= 'A' && *p <= 'F' ? *p - 'A' + 'a' : *p);
        if (!place)
            return ERR_INPUT;
        digits = digits << 4 | (unsigned)(place - hex);
    }
    *ret_colour = (struct colour){(unsigned char)(digits >> 16), (unsigned char)(digits >> 8 & 0xFF),
                                  (unsigned char)(digits & 0xFF)};
    return ERR_OK;
}

const char *colour_text(struct colour colour, char text[static COLOUR_TEXT_SIZE])
{
    snprintf(text, COLOUR_TEXT_SIZE, "#%02x%02x%02x", colour.red, colour.green, colour.blue);
    return text;
}

/* sRGB's transfer function (IEC 61966-2-1) from a channel to light, and back. */
static double to_light(unsigned char channel)
{
    double value = channel / 255.0;
    return value <= .04045 ? value / 12.92 : pow((value + .055) / 1.055, 2.4);
}

static unsigned char from_light(double light)
{
    double value = light < 0 ? 0 : light > 1 ? 1 : light;
    value = value <= .0031308 ? 12.92 * value : 1.055 * pow(value, 1 / 2.4) - .055;
    return (unsigned char)nearbyint(255 * value);
}

double colour_luminance(struct colour colour)
{
    return .2126 * to_light(colour.red) + .7152 * to_light(colour.green) + .0722 * to_light(colour.blue);
}

double luminance_contrast(double one, double other)
{
    return one > other ? (one + .05) / (other + .05) : (other + .05) / (one + .05);
}

double colour_contrast(struct colour one, struct colour other)
{
    return luminance_contrast(colour_luminance(one), colour_luminance(other));
}

/* The cube root of what may be a hair below 0. */
static double root(double value)
{
    return copysign(pow(fabs(value), 1.0 / 3), value);
}

struct oklch colour_to_oklch(struct colour colour)
{
    double r = to_light(colour.red), g = to_light(colour.green), b = to_light(colour.blue);
    double l = root(.4122214708 * r + .5363325363 * g + .0514459929 * b);
    double m = root(.2119034982 * r + .6806995451 * g + .1073969566 * b);
    double s = root(.0883024619 * r + .2817188376 * g + .6299787005 * b);
    double green_red = 1.9779984951 * l - 2.4285922050 * m + .4505937099 * s;
    double blue_yellow = .0259040371 * l + .7827717662 * m - .8086757660 * s;
    return (struct oklch){.2104542553 * l + .7936177850 * m - .0040720468 * s, hypot(green_red, blue_yellow),
                          atan2(blue_yellow, green_red)};
}

/* The light of each channel; whether a screen can show it. */
static bool oklab_to_light(double lightness, double green_red, double blue_yellow, double light[static 3])
{
    double l = pow(lightness + .3963377774 * green_red + .2158037573 * blue_yellow, 3);
    double m = pow(lightness - .1055613458 * green_red - .0638541728 * blue_yellow, 3);
    double s = pow(lightness - .0894841775 * green_red - 1.2914855480 * blue_yellow, 3);
    light[0] = 4.0767416621 * l - 3.3077115913 * m + .2309699292 * s;
    light[1] = -1.2684380046 * l + 2.6097574011 * m - .3413193965 * s;
    light[2] = -.0041960863 * l - .7034186147 * m + 1.7076147010 * s;
    /* A hair outside is rounding, not another colour. */
    bool fits = true;
    for (int i = 0; i < 3; i++)
        fits = fits && light[i] >= -1e-4 && light[i] <= 1.0001;
    return fits;
}

struct colour colour_from_oklch(struct oklch lch)
{
    double across = cos(lch.hue), along = sin(lch.hue), light[3];
    /* A grey fits at any lightness, so this ends. */
    while (!oklab_to_light(lch.lightness, lch.chroma * across, lch.chroma * along, light) &&
           lch.chroma >= 1e-4)
        lch.chroma *= .97;
    return (struct colour){from_light(light[0]), from_light(light[1]), from_light(light[2])};
}

struct colour colour_reach(double target, const double *grounds, size_t count, struct oklch lch,
                           bool is_light)
{
    double low = 0, high = 1;
    for (int i = 0; i < HALVINGS; i++) {
        bool is_enough = true;
        lch.lightness = (low + high) / 2;
        /* Of the colour as it will be sent, with its channels rounded. */
        double luminance = colour_luminance(colour_from_oklch(lch));
        for (size_t at = 0; at < count; at++)
            is_enough = is_enough && luminance_contrast(luminance, grounds[at]) >= target;
        if (is_enough == is_light)
            high = lch.lightness;
        else
            low = lch.lightness;
    }
    lch.lightness = is_light ? high : low;
    return colour_from_oklch(lch);
}
