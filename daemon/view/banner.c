/* The banner as it is cut for two kinds of screens. */
#include "view/media.h"
#include "view/portal.h"

#include <limits.h>

/* Of one shape: the narrower, and the wider where the picture has that many pixels. Until it was made the
 * whole picture, which the style sheet cuts. */
static void view_banner_cut(struct view banner, const char *name, const struct media *whole,
                            const struct media_file *small, const struct media_file *large)
{
    struct arena *arena = banner.arena;
    const char *srcset = media_srcset(arena, whole, "image/webp", INT_MAX);
    if (small->name)
        srcset = arena_printf(arena, "%s %dw", media_path(arena, small->name), small->width);
    if (small->name && large->name)
        srcset = arena_printf(arena, "%s, %s %dw", srcset, media_path(arena, large->name), large->width);
    view_text(banner, name, srcset);
}

void view_banner_cuts(struct view banner, const struct site *site)
{
    const struct media *whole = site->images[SITE_BANNER];
    view_banner_cut(banner, "wide_srcset", whole, &site->files[SITE_USE_WIDE_SMALL],
                    &site->files[SITE_USE_WIDE]);
    view_banner_cut(banner, "phone_srcset", whole, &site->files[SITE_USE_PHONE_SMALL],
                    &site->files[SITE_USE_PHONE]);
}
