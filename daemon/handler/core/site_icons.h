/* Which icons stand for the portal: those made of its logo, those of the program's own emblem, or the plain
 * ones.
 */
#ifndef HANDLER_SITE_ICONS_H
#define HANDLER_SITE_ICONS_H

#include "handler/app.h"
#include "store/site.h"

enum { ICON_PIXELS = 512, ICON_SMALL_PIXELS = 192 };

struct site_icons {
    const char *favicon_url, *favicon_type;
    const char *url; /* 512 pixels wide; then 192, and one that may be cut to any shape */
    const char *small_url, *maskable_url;
    bool has_svg; /* the favicon may be drawn in any size */
};

/* Addresses, in the arena or constant. The site's files are read (site_read_files()). */
struct site_icons site_icons_of(const struct app *app, const struct site *site, struct arena *arena);

/* What of site_use.def stands at the path that browsers guess: a file of the site, *ret_asset one of the
 * program's own in its place. NULL name and asset: no such path. */
struct media_file site_icon_at(const struct site *site, const char *path, const char **ret_asset,
                               const char **ret_type);

#endif
