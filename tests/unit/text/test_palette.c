/* Colours by their definitions, and the palettes that are derived from them: those of known brands are what
 * the design's own reckoning gives, and those of any brand, however strange, can be read. */
#include "text/palette.h"

#include "test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* As tests/unit compares them: by what a style sheet would say. */
static struct colour parsed(const char *text)
{
    struct colour colour;
    assert_int_equal(colour_parse(text, &colour), ERR_OK);
    return colour;
}

static void only_a_hash_and_six_digits_are_a_colour(void **state)
{
    static const char *const wrong[] = {"",        "#",        "#fff",    "red",        "9b1c1c",
                                        "#9b1c1",  "#9b1c1c0", "#9b1c1g", " #9b1c1c",   "#9b1c1c ",
                                        "#+1234a", "#0x1234",  "#12 456", "rgb(1,2,3)", "#9b1c1\xC3"};
    struct colour colour;
    char text[COLOUR_TEXT_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(colour_parse(wrong[i], &colour), ERR_INPUT);
    assert_string_equal(colour_text(parsed("#9B1cA0"), text), "#9b1ca0");
    assert_string_equal(colour_text(parsed("#000000"), text), "#000000");
}

/* The examples of WCAG's own techniques (G17, G18): white on black, and greys whose ratios are known. */
static void contrast_is_that_of_wcag(void **state)
{
    (void)state;
    assert_true(fabs(colour_contrast(parsed("#ffffff"), parsed("#000000")) - 21) < 1e-9);
    assert_true(fabs(colour_contrast(parsed("#767676"), parsed("#ffffff")) - 4.54) < .005);
    assert_true(fabs(colour_contrast(parsed("#595959"), parsed("#ffffff")) - 7.0) < .005);
    assert_true(fabs(colour_contrast(parsed("#ff0000"), parsed("#ffffff")) - 3.998) < .005);
    assert_true(fabs(colour_contrast(parsed("#abcdef"), parsed("#abcdef")) - 1) < 1e-9);
}

static void colours_come_back_from_oklch_as_they_went(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 4096; i++) {
        struct colour colour = {(unsigned char)(i * 37), (unsigned char)(i * 101 + 5),
                                (unsigned char)(i >> 4)};
        struct colour back = colour_from_oklch(colour_to_oklch(colour));
        assert_memory_equal(&back, &colour, sizeof colour);
    }
}

/* The six palettes, each its colours in the order of enum palette_role. */
struct known {
    const char *first, *second;
    const char *palettes[PALETTE_CONTRASTS * PALETTE_SCHEMES];
};

/* What the design's reckoning (in another language, written first) gives for these brands. */
static const struct known known[] = {
    {"#9b1c1c",
     "#0b4a3b",
     {
         "#fdfbf7 #ffffff #f9f1f0 #f9f2e5 #2e2423 #4a3f3e #87050e #0b4a3b #921014 #2e1614 #ffffff #e0d2d0 "
         "#796c6b #ffe58a #2f2423 #ffd766 #1d1a10",
         "#171110 #1f1716 #281e1c #252119 #eae2e0 #d1c4c2 #f7b7af #95cfbc #3b1f1c #110a09 #f9f6f5 #453a39 "
         "#796d6b #ffe58a #1d1a10 #ffd766 #1d1a10",
         "#ffffff #ffffff #ffffff #ffffff #000000 #000000 #530105 #002b21 #000000 #000000 #ffffff #000000 "
         "#000000 #000000 #ffffff #ffffff #000000",
         "#000000 #000000 #000000 #000000 #ffffff #ffffff #fee1dc #b4ead7 #000000 #000000 #ffffff #ffffff "
         "#ffffff #ffffff #000000 #000000 #ffffff",
         "#f4f0e9 #f4f0e9 #f4f0e9 #f4f0e9 #544847 #574b4a #991a1b #1d5748 #71403a #71403a #f4f0e9 #d6c8c7 "
         "#786b69 #f4f0e9 #71403a #f4f0e9 #1d5748",
         "#2e2422 #2e2422 #2e2422 #2e2422 #c0b8b6 #bfb2b0 #dba9a2 #8bbfae #2e2422 #2e2422 #beb5b4 #564a48 "
         "#7d716f #2e2422 #8bbfae #2e2422 #8bbfae",
     }},
    {"#123f86",
     "#c2410c",
     {
         "#fdfbf7 #ffffff #f0f4f9 #f9f2e5 #22262e #3c424a #113e85 #792403 #123f86 #131e31 #ffffff #d0d6e1 "
         "#6a6f79 #ffe58a #22272f #ffd766 #1d1a10",
         "#101317 #161a1f #1c2128 #252119 #e0e4ea #c0c7d1 #aac8f8 #f7b49e #1a283e #090c12 #f5f7f9 #383d46 "
         "#6a7079 #ffe58a #1d1a10 #ffd766 #1d1a10",
         "#ffffff #ffffff #ffffff #ffffff #000000 #000000 #01225a #4a1201 #000000 #000000 #ffffff #000000 "
         "#000000 #000000 #ffffff #ffffff #000000",
         "#000000 #000000 #000000 #000000 #ffffff #ffffff #dbe9ff #ffd5c8 #000000 #000000 #ffffff #ffffff "
         "#ffffff #ffffff #000000 #000000 #ffffff",
         "#f4f0e9 #f4f0e9 #f4f0e9 #f4f0e9 #464b54 #494e57 #204c95 #8f2c03 #364e73 #364e73 #f4f0e9 #c6cdd7 "
         "#696e78 #f4f0e9 #364e73 #f4f0e9 #8f2c03",
         "#22272e #22272e #22272e #22272e #b6bac0 #afb6c0 #9fb7dc #daaa9b #22272e #22272e #b4b8be #484d56 "
         "#6f747e #22272e #daaa9b #22272e #daaa9b",
     }},
    {"#1f4e9e",
     "#c8102e",
     {
         "#fdfbf7 #ffffff #f0f4f9 #f9f2e5 #22262e #3c424a #0e3d8c #87031b #164494 #131e31 #ffffff #d0d6e1 "
         "#6a6f79 #ffe58a #22272f #ffd766 #1d1a10",
         "#101317 #161a1f #1c2128 #252119 #e0e4ea #c0c7d1 #aac8f8 #f9b1ae #1b283e #090c12 #f5f7f9 #383d46 "
         "#6a7079 #ffe58a #1d1a10 #ffd766 #1d1a10",
         "#ffffff #ffffff #ffffff #ffffff #000000 #000000 #00215d #53000c #000000 #000000 #ffffff #000000 "
         "#000000 #000000 #ffffff #ffffff #000000",
         "#000000 #000000 #000000 #000000 #ffffff #ffffff #dbe9ff #fed5d2 #000000 #000000 #ffffff #ffffff "
         "#ffffff #ffffff #000000 #000000 #ffffff",
         "#f4f0e9 #f4f0e9 #f4f0e9 #f4f0e9 #464b54 #494e57 #1d4b9b #a00321 #374d74 #374d74 #f4f0e9 #c6cdd7 "
         "#696e78 #f4f0e9 #374d74 #f4f0e9 #a00321",
         "#22272e #22272e #22272e #22272e #b6bac0 #afb6c0 #a0b6dc #dba9a6 #22272e #22272e #b4b8be #484d56 "
         "#6f747e #22272e #dba9a6 #22272e #dba9a6",
     }},
};

static void palettes_are_those_of_the_design(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const struct brand brand = {parsed(known[i].first), parsed(known[i].second), false};
        struct palettes palettes;
        palettes_make(&brand, &palettes);
        for (int at = 0; at < PALETTE_CONTRASTS * PALETTE_SCHEMES; at++) {
            char line[PALETTE_ROLES * (COLOUR_TEXT_SIZE + 1)] = "", text[COLOUR_TEXT_SIZE];
            for (int role = 0; role < PALETTE_ROLES; role++) {
                const struct palette *palette = &palettes.of[at / PALETTE_SCHEMES][at % PALETTE_SCHEMES];
                strcat(strcat(line, role ? " " : ""), colour_text(palette->roles[role], text));
            }
            assert_string_equal(line, known[i].palettes[at]);
        }
    }
}

/* The least contrast that the rule promises in a palette: of text, and of the edges of controls. */
static double promised(enum palette_contrast contrast, enum palette_role above)
{
    static const double text[] = {[PALETTE_NORMAL] = 9, [PALETTE_MORE] = 15, [PALETTE_LESS] = 7};
    return above == PALETTE_EDGE ? 3 : text[contrast];
}

static void assert_readable(const struct brand *brand)
{
    size_t count;
    const struct palette_pair *pairs = palette_pairs(&count);
    struct palettes palettes;
    palettes_make(brand, &palettes);
    for (int at = 0; at < PALETTE_CONTRASTS * PALETTE_SCHEMES; at++)
        for (size_t i = 0; i < count; i++) {
            enum palette_contrast contrast = (enum palette_contrast)(at / PALETTE_SCHEMES);
            const struct colour *roles = palettes.of[contrast][at % PALETTE_SCHEMES].roles;
            double found = colour_contrast(roles[pairs[i].above], roles[pairs[i].ground]);
            char first[COLOUR_TEXT_SIZE], second[COLOUR_TEXT_SIZE];
            if (found < promised(contrast, pairs[i].above))
                fail_msg("%s, %s: %s on %s is %.3f in palette %d", colour_text(brand->first, first),
                         colour_text(brand->second, second), palette_role_name(pairs[i].above),
                         palette_role_name(pairs[i].ground), found, at);
        }
}

/* Always the same colours, so that a failure comes again (xorshift). */
static struct colour random_colour(void)
{
    static uint32_t state = 2463534242u;
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return (struct colour){(unsigned char)(state >> 8), (unsigned char)(state >> 16),
                           (unsigned char)(state >> 24)};
}

/* Black, white, their neighbours, greys, the corners of sRGB, and what glows. */
static const char *const extremes[] = {"#000000", "#ffffff", "#010101", "#fefefe", "#000001", "#fffffe",
                                       "#808080", "#7f7f7f", "#c0c0c0", "#ff0000", "#00ff00", "#0000ff",
                                       "#ffff00", "#ff00ff", "#00ffff", "#39ff14", "#ff6ec7", "#ccff00",
                                       "#4b0082", "#001a00", "#1a0000", "#f5f5dc"};
enum { EXTREMES = sizeof extremes / sizeof *extremes, RANDOM_BRANDS = 250 };

static void every_text_can_be_read_whatever_the_brand(void **state)
{
    (void)state;
    for (int i = 0; i < EXTREMES; i++) {
        /* With itself, its neighbour, and one from the other end. */
        for (int by = 0; by <= 11; by += by ? 10 : 1) {
            const struct brand brand = {parsed(extremes[i]), parsed(extremes[(i + by) % EXTREMES]), by == 11};
            assert_readable(&brand);
        }
    }
    for (int i = 0; i < RANDOM_BRANDS; i++) {
        const struct brand brand = {random_colour(), random_colour(), i % 8 == 0};
        assert_readable(&brand);
    }
    assert_readable(&brand_built_in);
    assert_readable(&brand_mourning);
    assert_readable(&brand_festive);
}

/* Of a brand without a hue nothing gets one, but paper, which is warm, and marks. */
static void a_grey_brand_stays_grey_and_mourning_has_no_colour_but_warnings(void **state)
{
    struct palettes palettes;
    (void)state;
    palettes_make(&brand_mourning, &palettes);
    for (int at = 0; at < PALETTE_CONTRASTS * PALETTE_SCHEMES; at++)
        for (int role = 0; role < PALETTE_ROLES; role++) {
            struct colour colour = palettes.of[at / PALETTE_SCHEMES][at % PALETTE_SCHEMES].roles[role];
            /* To the last bit, which is rounding's. */
            bool is_grey = abs(colour.red - colour.green) <= 1 && abs(colour.green - colour.blue) <= 1;
            bool may_not_be =
                role == PALETTE_WARNING || role == PALETTE_WARNING_TEXT || role == PALETTE_MARK_TEXT;
            assert_true(is_grey || may_not_be);
        }
}

static void a_colour_that_is_too_light_has_a_nearest_that_is_not(void **state)
{
    char text[COLOUR_TEXT_SIZE];
    (void)state;
    /* Dark enough, and so its own nearest. */
    assert_true(brand_contrast(parsed("#9b1c1c")) > 7.3);
    assert_string_equal(colour_text(brand_nearest(parsed("#9b1c1c")), text), "#9b1c1c");
    assert_string_equal(colour_text(brand_nearest(parsed("#000000")), text), "#000000");
    assert_true(brand_contrast(parsed("#e11d1d")) < 7);
    for (int i = 0; i < EXTREMES + RANDOM_BRANDS; i++) {
        struct colour colour = i < EXTREMES ? parsed(extremes[i]) : random_colour();
        struct colour nearest = brand_nearest(colour);
        struct oklch before = colour_to_oklch(colour), behind = colour_to_oklch(nearest);
        assert_true(brand_contrast(nearest) >= BRAND_CONTRAST);
        /* No darker than it must be, and of the same hue. */
        if (brand_contrast(colour) < BRAND_CONTRAST)
            assert_true(brand_contrast(nearest) < BRAND_CONTRAST + .2);
        if (before.chroma > .05 && behind.chroma > .05)
            assert_true(fabs(remainder(before.hue - behind.hue, 2 * acos(-1))) < .06);
        /* What is told as the nearest is accepted. */
        assert_string_equal(colour_text(brand_nearest(nearest), text), text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_a_hash_and_six_digits_are_a_colour),
        cmocka_unit_test(contrast_is_that_of_wcag),
        cmocka_unit_test(colours_come_back_from_oklch_as_they_went),
        cmocka_unit_test(palettes_are_those_of_the_design),
        cmocka_unit_test(every_text_can_be_read_whatever_the_brand),
        cmocka_unit_test(a_grey_brand_stays_grey_and_mourning_has_no_colour_but_warnings),
        cmocka_unit_test(a_colour_that_is_too_light_has_a_nearest_that_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
