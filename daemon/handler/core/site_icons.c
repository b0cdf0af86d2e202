/* The choice of icons, for pages, the manifest, feeds and the addresses that browsers guess. Knows no HTTP.
 */
#include "site_icons.h"

#include "view/media.h"

#include <string.h>

/* A logo whose icons are not made yet, or never can be, has the plain ones. */
static bool logo_has_icons(const struct site *site)
{
    return site->emblem == EMBLEM_LOGO && site->files[SITE_USE_ICON_512].name &&
           site->files[SITE_USE_ICON_192].name && site->files[SITE_USE_ICON_MASKABLE].name;
}

struct site_icons site_icons_of(const struct app *app, const struct site *site, struct arena *arena)
{
    const struct interface *interface = &app->interface;
    if (logo_has_icons(site)) {
        const char *small = media_path(arena, site->files[SITE_USE_ICON_192].name);
        return (struct site_icons){.favicon_url = small,
                                   .favicon_type = "image/png",
                                   .url = media_path(arena, site->files[SITE_USE_ICON_512].name),
                                   .small_url = small,
                                   .maskable_url =
                                       media_path(arena, site->files[SITE_USE_ICON_MASKABLE].name)};
    }
    bool is_drawn = site->emblem == EMBLEM_DRAWN;
    return (struct site_icons){
        .drawing = is_drawn ? LOOK_EMBLEM : LOOK_FAVICON,
        .favicon_type = "image/svg+xml",
        .url = is_drawn ? interface->emblem_icon_url : interface->icon_url,
        .small_url = is_drawn ? interface->emblem_icon_small_url : interface->icon_small_url,
        .maskable_url = is_drawn ? interface->emblem_icon_maskable_url : interface->icon_maskable_url,
        .has_svg = true};
}

const char *site_favicon_url(const struct app *app, const struct site_icons *icons, struct arena *arena,
                             const struct look *look)
{
    return icons->favicon_url ? icons->favicon_url : look_url(app, arena, look, icons->drawing);
}

struct site_icon site_icon_at(const struct site *site, const char *path)
{
    static const struct {
        const char *path, *plain, *drawn, *type;
        enum site_use use;
        bool is_drawing;
    } icons[] = {
        {"/favicon.svg", "picture/favicon.svg", "picture/emblem.svg", "image/svg+xml", SITE_USE_ICON_192,
         true},
        {"/favicon.ico", "picture/favicon.ico", "picture/emblem.ico", "image/x-icon", SITE_USE_ICON_ICO,
         false},
        {"/apple-touch-icon.png", "picture/apple-touch-icon.png", "picture/emblem-touch.png", "image/png",
         SITE_USE_ICON_TOUCH, false},
    };
    struct site_icon icon = {.drawing = LOOK_FILES};
    for (size_t i = 0; i < sizeof icons / sizeof *icons; i++) {
        if (strcmp(path, icons[i].path) != 0)
            continue;
        bool is_drawn = site->emblem == EMBLEM_DRAWN;
        icon.type = icons[i].type;
        icon.asset = is_drawn ? icons[i].drawn : icons[i].plain;
        if (icons[i].is_drawing)
            icon.drawing = is_drawn ? LOOK_EMBLEM : LOOK_FAVICON;
        if (logo_has_icons(site))
            icon.file = site->files[icons[i].use];
    }
    return icon;
}
