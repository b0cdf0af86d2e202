/* The rule by which two colours become six palettes. Every figure of the design stands here, and no colour is
 * chosen by taste but those of paper, marks and warnings. It must not know style sheets, nor who asks.
 *
 * Contrast is WCAG 2.2's: 7 : 1 for all text (1.4.6, level AAA), 3 : 1 for what shows where a control ends
 * (1.4.11). The normal palette aims higher, so that text survives a poor screen in the sun; "more" is what
 * people with little sight ask for, "less" what those do whom glare hurts, and no text of it comes below 7.
 */
#include "text/palette.h"

#include <string.h>

/* radians(82): the hue of paper, which is warm whatever the brand. */
static const double paper_hue = 82 * 3.14159265358979323846 / 180;

/* Most chroma of what is nearly grey: a tint that is felt rather than seen. */
#define TINT_MOST .016

const struct brand brand_built_in = {{0x0B, 0x4A, 0x3B}, {0x9B, 0x1C, 0x1C}, false};
/* Grey without a hue. */
const struct brand brand_mourning = {{0x33, 0x33, 0x33}, {0x33, 0x33, 0x33}, true};
/* The red of the flag, dark enough for text, and the gold of old lacquer. */
const struct brand brand_festive = {{0x9E, 0x12, 0x17}, {0x7A, 0x4B, 0x00}, false};

static const struct colour white = {255, 255, 255}, black = {0, 0, 0};
/* Of marks and warnings, which mean the same for every authority. */
static const struct colour yellow = {0xFF, 0xE5, 0x8A}, amber = {0xFF, 0xD7, 0x66}, ink = {0x1D, 0x1A, 0x10},
                           silver = {0xE2, 0xE2, 0xE2};

const char *palette_role_name(enum palette_role role)
{
    static const char *const names[PALETTE_ROLES] = {[PALETTE_PAGE] = "nen",
                                                     [PALETTE_CARD] = "the",
                                                     [PALETTE_TINT] = "khung",
                                                     [PALETTE_WARM] = "am",
                                                     [PALETTE_TEXT] = "chu",
                                                     [PALETTE_META] = "nhat",
                                                     [PALETTE_LINK] = "moc",
                                                     [PALETTE_ACCENT] = "nhan",
                                                     [PALETTE_HEAD] = "tren",
                                                     [PALETTE_FOOT] = "sau",
                                                     [PALETTE_HEAD_TEXT] = "tren-chu",
                                                     [PALETTE_LINE] = "vien",
                                                     [PALETTE_EDGE] = "vien-dam",
                                                     [PALETTE_MARK] = "danh",
                                                     [PALETTE_MARK_TEXT] = "danh-chu",
                                                     [PALETTE_WARNING] = "canh",
                                                     [PALETTE_WARNING_TEXT] = "canh-chu"};
    return names[role];
}

const struct palette_pair *palette_pairs(size_t *ret_count)
{
#define ON_PAPER(role)                                                \
    {role, PALETTE_PAGE}, {role, PALETTE_CARD}, {role, PALETTE_TINT}, \
    {                                                                 \
        role, PALETTE_WARM                                            \
    }
    static const struct palette_pair pairs[] = {ON_PAPER(PALETTE_TEXT),
                                                ON_PAPER(PALETTE_META),
                                                ON_PAPER(PALETTE_LINK),
                                                ON_PAPER(PALETTE_ACCENT),
                                                ON_PAPER(PALETTE_EDGE),
                                                {PALETTE_HEAD_TEXT, PALETTE_HEAD},
                                                {PALETTE_HEAD_TEXT, PALETTE_FOOT},
                                                {PALETTE_CARD, PALETTE_LINK},
                                                {PALETTE_CARD, PALETTE_ACCENT},
                                                {PALETTE_MARK_TEXT, PALETTE_MARK},
                                                {PALETTE_WARNING_TEXT, PALETTE_WARNING}};
#undef ON_PAPER
    *ret_count = sizeof pairs / sizeof *pairs;
    return pairs;
}

static bool colour_equal(struct colour one, struct colour other)
{
    return one.red == other.red && one.green == other.green && one.blue == other.blue;
}

bool brand_equal(const struct brand *one, const struct brand *other)
{
    return colour_equal(one->first, other->first) && colour_equal(one->second, other->second) &&
           one->is_mourning == other->is_mourning;
}

/* What all palettes are made from: the two colours apart, and the chroma of tints. */
struct source {
    const struct brand *brand;
    struct oklch first, second;
    double tint, warmth;
};

/* The surfaces that text of a palette may lie on, as luminances. */
struct grounds {
    double of[4];
    size_t count;
};

/* The colour at this lightness, of the first colour's hue. */
static struct colour tinted(const struct source *from, double lightness, double chroma)
{
    return colour_from_oklch((struct oklch){lightness, chroma, from->first.hue});
}

/* Paper: warm, but in mourning. */
static struct colour paper(const struct source *from, double lightness, double chroma)
{
    return colour_from_oklch((struct oklch){lightness, from->warmth * chroma, paper_hue});
}

static struct grounds grounds_of(const struct palette *palette)
{
    static const enum palette_role roles[] = {PALETTE_PAGE, PALETTE_CARD, PALETTE_TINT, PALETTE_WARM};
    struct grounds grounds = {.count = 4};
    for (size_t i = 0; i < grounds.count; i++)
        grounds.of[i] = colour_luminance(palette->roles[roles[i]]);
    return grounds;
}

static struct grounds ground(struct colour colour)
{
    return (struct grounds){{colour_luminance(colour)}, 1};
}

static double at_most(double value, double most)
{
    return value < most ? value : most;
}

/* This chroma, but for greys, whose hue means nothing: they stay grey. */
static double lively(const struct oklch *brand, double chroma)
{
    return at_most(3 * brand->chroma, chroma);
}

/* The lightest dark colour that reaches the target on all grounds, of this hue and chroma; then the darkest
 * light one. */
static struct colour dark_on(double target, struct grounds grounds, double chroma, double hue)
{
    return colour_reach(target, grounds.of, grounds.count, (struct oklch){0, chroma, hue}, false);
}

static struct colour light_on(double target, struct grounds grounds, double chroma, double hue)
{
    return colour_reach(target, grounds.of, grounds.count, (struct oklch){0, chroma, hue}, true);
}

static double least_on(struct colour colour, struct grounds grounds)
{
    double luminance = colour_luminance(colour), least = 21;
    for (size_t i = 0; i < grounds.count; i++)
        least = at_most(luminance_contrast(luminance, grounds.of[i]), least);
    return least;
}

/* The colour itself where it is dark enough, else the nearest of its hue that is. */
static struct colour keep_dark(struct colour colour, double target, struct grounds grounds)
{
    struct oklch lch = colour_to_oklch(colour);
    return least_on(colour, grounds) >= target ? colour : dark_on(target, grounds, lch.chroma, lch.hue);
}

/* Warm paper, white cards. */
static struct grounds lay_light(const struct source *from, struct palette *p)
{
    struct colour *c = p->roles;
    c[PALETTE_PAGE] = paper(from, .988, .006);
    c[PALETTE_CARD] = white;
    c[PALETTE_TINT] = tinted(from, .965, .5 * from->tint);
    c[PALETTE_WARM] = paper(from, .962, .018);
    return grounds_of(p);
}

/* Text in the brand's own ink. */
static void make_normal_light(const struct source *from, struct palette *p)
{
    struct colour *c = p->roles;
    double hue = from->first.hue, tint = from->tint;
    struct grounds grounds = lay_light(from, p);
    c[PALETTE_TEXT] = dark_on(13.5, grounds, tint, hue);
    c[PALETTE_META] = dark_on(9.1, grounds, tint, hue);
    c[PALETTE_LINK] = keep_dark(from->brand->first, 9.1, grounds);
    c[PALETTE_ACCENT] = keep_dark(from->brand->second, 9.1, grounds);
    c[PALETTE_HEAD] = keep_dark(from->brand->first, 9.1, ground(white));
    c[PALETTE_FOOT] = tinted(from, .235, at_most(from->first.chroma, .04));
    c[PALETTE_HEAD_TEXT] = white;
    c[PALETTE_LINE] = tinted(from, .875, tint);
    c[PALETTE_EDGE] = dark_on(4.5, grounds, tint, hue);
    c[PALETTE_MARK] = from->brand->is_mourning ? silver : yellow;
    c[PALETTE_MARK_TEXT] = dark_on(12, ground(c[PALETTE_MARK]), tint, hue);
    c[PALETTE_WARNING] = amber;
    c[PALETTE_WARNING_TEXT] = ink;
}

/* Surfaces lighten as they come nearer; colours are paler than in the light, for saturated ones glow. */
static void make_normal_dark(const struct source *from, struct palette *p)
{
    struct colour *c = p->roles;
    double hue = from->first.hue, tint = from->tint;
    c[PALETTE_PAGE] = tinted(from, .185, .6 * tint);
    c[PALETTE_CARD] = tinted(from, .215, .8 * tint);
    c[PALETTE_TINT] = tinted(from, .245, tint);
    c[PALETTE_WARM] = paper(from, .25, .016);
    struct grounds grounds = grounds_of(p);
    c[PALETTE_TEXT] = light_on(12.5, grounds, .6 * tint, hue);
    c[PALETTE_META] = light_on(9.4, grounds, tint, hue);
    c[PALETTE_LINK] = light_on(9.4, grounds, at_most(from->first.chroma, .075), hue);
    c[PALETTE_ACCENT] = light_on(9.1, grounds, at_most(from->second.chroma, .085), from->second.hue);
    c[PALETTE_HEAD] = tinted(from, .275, at_most(from->first.chroma, .045));
    c[PALETTE_FOOT] = tinted(from, .155, .8 * tint);
    c[PALETTE_HEAD_TEXT] = tinted(from, .975, from->brand->is_mourning ? 0 : .004);
    c[PALETTE_LINE] = tinted(from, .36, tint);
    c[PALETTE_EDGE] = light_on(3.2, grounds, tint, hue);
    c[PALETTE_MARK] = from->brand->is_mourning ? silver : yellow;
    c[PALETTE_MARK_TEXT] = ink;
    c[PALETTE_WARNING] = amber;
    c[PALETTE_WARNING_TEXT] = ink;
}

/* Black and white, and of the brand only what links and accents need to be told from text. `page` and `text`
 * are exchanged in the dark. */
static void make_more(const struct source *from, bool is_dark, struct palette *p)
{
    struct colour *c = p->roles, page = is_dark ? black : white, text = is_dark ? white : black;
    for (int role = 0; role < PALETTE_ROLES; role++)
        c[role] = text;
    c[PALETTE_PAGE] = c[PALETTE_CARD] = c[PALETTE_TINT] = c[PALETTE_WARM] = page;
    /* Found words and warnings are told by an exchange of both colours. */
    c[PALETTE_MARK_TEXT] = c[PALETTE_WARNING] = page;
    c[PALETTE_HEAD] = c[PALETTE_FOOT] = black;
    c[PALETTE_HEAD_TEXT] = white;
    c[PALETTE_LINK] = is_dark ? light_on(17, ground(page), lively(&from->first, .05), from->first.hue)
                              : dark_on(15.2, ground(page), from->first.chroma, from->first.hue);
    c[PALETTE_ACCENT] = is_dark ? light_on(15.6, ground(page), lively(&from->second, .06), from->second.hue)
                                : dark_on(15.2, ground(page), from->second.chroma, from->second.hue);
}

/* One surface, and text just above 7 : 1. */
static void make_less_light(const struct source *from, struct palette *p)
{
    struct colour *c = p->roles, page = paper(from, .957, .01);
    double hue = from->first.hue, tint = from->tint;
    struct grounds grounds = ground(page);
    c[PALETTE_PAGE] = c[PALETTE_CARD] = c[PALETTE_TINT] = c[PALETTE_WARM] = page;
    c[PALETTE_TEXT] = dark_on(7.7, grounds, tint, hue);
    c[PALETTE_META] = dark_on(7.3, grounds, tint, hue);
    c[PALETTE_LINK] = dark_on(7.3, grounds, from->first.chroma, hue);
    c[PALETTE_ACCENT] = dark_on(7.3, grounds, from->second.chroma, from->second.hue);
    c[PALETTE_HEAD] = c[PALETTE_FOOT] = dark_on(7.4, grounds, at_most(from->first.chroma, .07), hue);
    c[PALETTE_HEAD_TEXT] = page;
    c[PALETTE_LINE] = tinted(from, .845, tint);
    c[PALETTE_EDGE] = dark_on(4.5, grounds, tint, hue);
    c[PALETTE_MARK] = c[PALETTE_WARNING] = page;
    c[PALETTE_MARK_TEXT] = c[PALETTE_HEAD];
    c[PALETTE_WARNING_TEXT] = c[PALETTE_ACCENT];
}

static void make_less_dark(const struct source *from, struct palette *p)
{
    struct colour *c = p->roles, page = tinted(from, .27, from->tint);
    double hue = from->first.hue, tint = from->tint;
    struct grounds grounds = ground(page);
    for (int role = 0; role < PALETTE_ROLES; role++)
        c[role] = page;
    c[PALETTE_TEXT] = light_on(7.7, grounds, .6 * tint, hue);
    c[PALETTE_META] = light_on(7.3, grounds, tint, hue);
    c[PALETTE_LINK] = light_on(7.3, grounds, at_most(from->first.chroma, .06), hue);
    c[PALETTE_ACCENT] = light_on(7.3, grounds, lively(&from->second, .06), from->second.hue);
    c[PALETTE_HEAD_TEXT] = light_on(7.5, grounds, .6 * tint, hue);
    c[PALETTE_LINE] = tinted(from, .42, tint);
    c[PALETTE_EDGE] = light_on(3.2, grounds, tint, hue);
    c[PALETTE_MARK_TEXT] = c[PALETTE_WARNING_TEXT] = c[PALETTE_ACCENT];
}

static struct source source_of(const struct brand *brand)
{
    struct source from = {.brand = brand,
                          .first = colour_to_oklch(brand->first),
                          .second = colour_to_oklch(brand->second),
                          .warmth = brand->is_mourning ? 0 : 1};
    from.tint = at_most(from.first.chroma, TINT_MOST);
    return from;
}

void palettes_make(const struct brand *brand, struct palettes *ret_palettes)
{
    struct source from = source_of(brand);
    make_normal_light(&from, &ret_palettes->of[PALETTE_NORMAL][PALETTE_LIGHT]);
    make_normal_dark(&from, &ret_palettes->of[PALETTE_NORMAL][PALETTE_DARK]);
    make_more(&from, false, &ret_palettes->of[PALETTE_MORE][PALETTE_LIGHT]);
    make_more(&from, true, &ret_palettes->of[PALETTE_MORE][PALETTE_DARK]);
    make_less_light(&from, &ret_palettes->of[PALETTE_LESS][PALETTE_LIGHT]);
    make_less_dark(&from, &ret_palettes->of[PALETTE_LESS][PALETTE_DARK]);
}

/* The light surfaces of a page whose first colour this is. Paper is darker than any tint, so that whether a
 * colour will do hangs on no other. */
static struct grounds brand_grounds(struct colour colour)
{
    const struct brand brand = {colour, colour, false};
    struct source from = source_of(&brand);
    struct palette palette = {.roles = {{0}}};
    return lay_light(&from, &palette);
}

double brand_contrast(struct colour colour)
{
    return least_on(colour, brand_grounds(colour));
}

struct colour brand_nearest(struct colour colour)
{
    return keep_dark(colour, BRAND_CONTRAST, brand_grounds(colour));
}
