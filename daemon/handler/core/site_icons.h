/* Which icons stand for the portal: those made of its logo, those of the program's own emblem, or the plain
 * ones.
 */
#ifndef HANDLER_SITE_ICONS_H
#define HANDLER_SITE_ICONS_H

#include "handler/app.h"
#include "look.h"
#include "store/site.h"

enum { ICON_PIXELS = 512, ICON_SMALL_PIXELS = 192 };

struct site_icons {
    const char *favicon_url,
        *favicon_type; /* NULL url: `drawing`, in the colours of the day (site_favicon_url()) */
    enum look_file drawing;
    const char *url; /* 512 pixels wide; then 192, and one that may be cut to any shape */
    const char *small_url, *maskable_url;
    bool has_svg; /* the favicon may be drawn in any size */
};

/* Addresses, in the arena or constant. The site's files are read (site_read_files()). */
struct site_icons site_icons_of(const struct app *app, const struct site *site, struct arena *arena);

/* The address of the small one, drawn with that look. */
const char *site_favicon_url(const struct app *app, const struct site_icons *icons, struct arena *arena,
                             const struct look *look);

/* What stands at a path that browsers guess: a file of the site; else one of the program's own, by its name
 * among the assets. */
struct site_icon {
    struct media_file file; /* NULL name: none of the site's */
    const char *asset;      /* NULL: no such path */
    const char *type;
    enum look_file
        drawing; /* the asset is this one, which has the colours of the day; LOOK_FILES: it has none */
};

struct site_icon site_icon_at(const struct site *site, const char *path);

#endif
