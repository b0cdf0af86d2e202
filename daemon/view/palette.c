/* Writes palettes as short as a style sheet allows. Which colours they are text/palette.c knows, and what is
 * drawn with them style/site.css. */
#include "view/palette.h"

/* "#0b4a3b", or "#fff" where each digit stands twice. */
static void add_colour(struct buf *out, struct colour colour)
{
    char text[COLOUR_TEXT_SIZE];
    colour_text(colour, text);
    if (text[1] == text[2] && text[3] == text[4] && text[5] == text[6])
        buf_printf(out, "#%c%c%c", text[1], text[3], text[5]);
    else
        buf_text(out, text);
}

/* One rule with all roles, behind `first`; within a condition unless that is "". */
static void add_rule(struct buf *out, const char *condition, const char *first, const struct palette *palette)
{
    buf_printf(out, "%s:root{%s", condition, first);
    for (int role = 0; role < PALETTE_ROLES; role++) {
        buf_printf(out, "%s--%s:", role ? ";" : "", palette_role_name((enum palette_role)role));
        add_colour(out, palette->roles[role]);
    }
    buf_printf(out, "}%s\n", *condition ? "}" : "");
}

/* Whether the banner is shown. More contrast shows none, and what a reader chooses goes before what the
 * system is set to; in mourning there is none at all. */
static const char no_banner[] = "--tranh:none;", banner[] = "--tranh:block;";

void view_palette_site(const struct palettes *palettes, bool is_plain, struct buf *out)
{
    const struct palette *normal = palettes->of[PALETTE_NORMAL], *more = palettes->of[PALETTE_MORE];
    add_rule(out, "", is_plain ? no_banner : "", &normal[PALETTE_LIGHT]);
    add_rule(out, "@media (prefers-color-scheme:dark){", "", &normal[PALETTE_DARK]);
    add_rule(out, "@media (prefers-contrast:more){", "", &more[PALETTE_LIGHT]);
    add_rule(out, "@media (prefers-contrast:more) and (prefers-color-scheme:dark){", "", &more[PALETTE_DARK]);
}

void view_palette_option(const struct palettes *palettes, enum palette_contrast contrast, bool is_plain,
                         struct buf *out)
{
    add_rule(out, "", is_plain || contrast == PALETTE_MORE ? no_banner : banner,
             &palettes->of[contrast][PALETTE_LIGHT]);
    add_rule(out, "@media (prefers-color-scheme:dark){", "", &palettes->of[contrast][PALETTE_DARK]);
}
