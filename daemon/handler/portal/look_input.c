/* Colours are judged when they come: one that cannot be read as text on paper is refused, with the nearest
 * that can. What else is derived from them always can be read (text/palette.h), so nothing is left to be
 * checked when pages are made. */
#include "look_input.h"

#include "text/date.h"
#include "text/palette.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A state of mourning lasts days, a feast weeks; what lasts longer than a year is the site's own colours. */
enum { DAYS_MOST = 366 };

/* Bytes of a colour that are read at all; what is longer is none. */
enum { SENT_MAX = 100 };

static const char *const palette_members[] = {"from", "to", "kind", "colour_first", "colour_second", NULL};

/* A contrast with one digit, cut and not rounded: 6.96 is not 7. */
static const char *contrast_text(const struct reply *reply, double contrast)
{
    int tenths = (int)floor(contrast * 10);
    return arena_printf(reply->arena, reply->lang == LANG_EN ? "%d.%d" : "%d,%d", tenths / 10, tenths % 10);
}

/* "#0b4a3b" in small letters, or null. One that is taken but shown darker than it was sent is warned of. */
static void input_colour(const struct input *input, const char *name, const char **text)
{
    char near[COLOUR_TEXT_SIZE], shown[COLOUR_TEXT_SIZE];
    const char *sent = NULL;
    struct colour colour;
    if (!input_has(input, name))
        return;
    input_text(input, name, TEXT_LINE, SENT_MAX, &sent);
    /* null, or what input_text() has found fault with. */
    *text = NULL;
    if (!sent)
        return;
    if (colour_parse(sent, &colour)) {
        input_fault(input, name, MESSAGE_FIELD_COLOUR, MESSAGE_ARGS(sent));
        return;
    }
    double contrast = brand_contrast(colour);
    if (contrast < BRAND_CONTRAST) {
        input_fault(input, name, MESSAGE_FIELD_COLOUR_LIGHT,
                    MESSAGE_ARGS(sent, contrast_text(input->reply, contrast),
                                 colour_text(brand_nearest(colour), near)));
        return;
    }
    *text = arena_text(input->reply->arena, colour_text(colour, near));
    /* The link's colour, which hangs on the colour itself alone. */
    struct palettes palettes;
    palettes_make(&(const struct brand){colour, colour, false}, &palettes);
    colour_text(palettes.of[PALETTE_NORMAL][PALETTE_LIGHT].roles[PALETTE_LINK], shown);
    if (strcmp(shown, *text) != 0)
        reply_warn(input->reply, arena_printf(input->reply->arena, "%s/%s", input->pointer, name),
                   WARNING_COLOUR_DARKENED, MESSAGE_ARGS(*text, shown));
}

/* The days in their order, and not too many of them. */
static void check_days(const struct input *input, const struct site_palette *palette)
{
    struct arena *arena = input->reply->arena;
    char from[DATE_TEXT_SIZE];
    if (!palette->from_day || !palette->to_day)
        return;
    if (palette->to_day < palette->from_day)
        input_fault(input, "to", MESSAGE_DAYS_ORDER, MESSAGE_ARGS(day_iso(palette->from_day, from)));
    else if (palette->to_day >= day_add(palette->from_day, DAYS_MOST))
        input_fault(input, "to", MESSAGE_DAYS_MANY, MESSAGE_ARGS(arena_printf(arena, "%d", DAYS_MOST)));
}

/* Only a palette of one's own has colours. */
static void check_colours(const struct input *input, const struct site_palette *palette)
{
    static const char *const names[] = {"colour_first", "colour_second"};
    for (size_t i = 0; palette->kind != SITE_PALETTE_OWN && i < sizeof names / sizeof *names; i++) {
        const json_t *value = json_object_get(input->fields, names[i]);
        if (value && !json_is_null(value))
            input_fault(input, names[i], MESSAGE_PALETTE_COLOURS,
                        MESSAGE_ARGS(site_palette_kind_name(palette->kind)));
    }
}

/* One palette of the list. `kind` has no default: to take a day of mourning for a feast would be worse than a
 * refusal. */
static void look_read_palette(const struct input *input, struct site_palette *palette)
{
    const char *kinds[SITE_PALETTE_KINDS + 1] = {NULL};
    int kind = SITE_PALETTE_KINDS;
    for (int i = 0; i < SITE_PALETTE_KINDS; i++)
        kinds[i] = site_palette_kind_name((enum site_palette_kind)i);
    input_only(input, palette_members);
    input_day(input, "from", &palette->from_day);
    input_day(input, "to", &palette->to_day);
    check_days(input, palette);
    input_choice(input, "kind", kinds, &kind);
    if (!input_has(input, "kind"))
        input_fault(input, "kind", MESSAGE_FIELD_MISSING_CHOICE, MESSAGE_ARGS("mourning, festive, own"));
    /* What belongs to a kind that nobody knows is not judged. */
    if (kind == SITE_PALETTE_KINDS)
        return;
    palette->kind = (enum site_palette_kind)kind;
    check_colours(input, palette);
    if (palette->kind != SITE_PALETTE_OWN)
        return;
    input_colour(input, "colour_first", &palette->first);
    input_require(input, "colour_first", palette->first);
    input_colour(input, "colour_second", &palette->second);
}

/* A palette and its place in what was sent, which a fault names. */
struct placed {
    struct site_palette palette;
    size_t index;
};

static int by_day(const void *a, const void *b)
{
    const struct placed *one = a, *other = b;
    return (one->palette.from_day > other->palette.from_day) -
           (one->palette.from_day < other->palette.from_day);
}

/* In the order of days; two that share one are a fault of the later. */
static void take_in_order(const struct input *input, struct placed *items, size_t count,
                          struct site_look *look)
{
    struct arena *arena = input->reply->arena;
    char from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];
    qsort(items, count, sizeof *items, by_day);
    for (size_t i = 0; i < count; i++) {
        const struct site_palette *before = i ? &items[i - 1].palette : NULL;
        if (before && items[i].palette.from_day && items[i].palette.from_day <= before->to_day)
            reply_fault(input->reply, arena_printf(arena, "/palettes/%zu/from", items[i].index),
                        MESSAGE_DAYS_SHARED,
                        MESSAGE_ARGS(arena_printf(arena, "%zu", items[i - 1].index + 1),
                                     day_iso(before->from_day, from), day_iso(before->to_day, to)));
        look->palettes[i] = items[i].palette;
    }
    look->palette_count = count;
}

/* Replaces the whole list. */
static enum err look_read_palettes(const struct input *input, struct site_look *look)
{
    json_t *list = input_list(input, "palettes", SITE_PALETTES_MAX), *value;
    struct arena *arena = input->reply->arena;
    struct placed *items = arena_zero(arena, SITE_PALETTES_MAX, sizeof *items);
    size_t index, count = 0;
    look->palettes = arena_zero(arena, SITE_PALETTES_MAX, sizeof *look->palettes);
    if (!items || !look->palettes)
        return ERR_MEMORY;
    json_array_foreach(list, index, value)
    {
        if (!json_is_object(value)) {
            reply_fault(input->reply, arena_printf(arena, "/palettes/%zu", index), MESSAGE_FIELD_NOT_OBJECT,
                        MESSAGE_ARGS(input_shown(input->reply, value)));
            continue;
        }
        struct input one = input_inside(input, "palettes", (int)index, value);
        items[count].index = index;
        look_read_palette(&one, &items[count++].palette);
    }
    take_in_order(input, items, count, look);
    return ERR_OK;
}

enum err look_input(const struct input *input, struct site_look *look)
{
    input_colour(input, "colour_first", &look->first);
    input_colour(input, "colour_second", &look->second);
    return input_has(input, "palettes") ? look_read_palettes(input, look) : ERR_OK;
}
