/* The banner as it is cut for two kinds of screens. */
#include "html/safe.h"
#include "view/media.h"
#include "view/portal.h"

/* Of one shape: the narrower first, the wider where the picture has that many pixels. */
static void view_banner_cut(struct view parent, const char *name, const struct media_file *small,
                            const struct media_file *large)
{
    if (!small->name || arena_failed(parent.arena)) {
        view_null(parent, name);
        return;
    }
    const struct media_file *widest = large->name ? large : small;
    struct view view = view_object(parent, name);
    const char *url = media_path(view.arena, widest->name), *narrow = media_path(view.arena, small->name);
    if (!arena_failed(view.arena))
        view_url(view, "url", safe_url_trusted(url));
    view_text(view, "srcset",
              large->name
                  ? arena_printf(view.arena, "%s %dw, %s %dw", narrow, small->width, url, large->width)
                  : arena_printf(view.arena, "%s %dw", narrow, small->width));
    view_integer(view, "width", widest->width);
    view_integer(view, "height", widest->height);
}

void view_banner_cuts(struct view banner, const struct site *site)
{
    view_banner_cut(banner, "wide", &site->files[SITE_USE_WIDE_SMALL], &site->files[SITE_USE_WIDE]);
    view_banner_cut(banner, "phone", &site->files[SITE_USE_PHONE_SMALL], &site->files[SITE_USE_PHONE]);
}
