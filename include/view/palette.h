/* Palettes as a style sheet says them: each colour a custom property of :root. Thread: any. */
#ifndef VIEW_PALETTE_H
#define VIEW_PALETTE_H

#include "base/buf.h"
#include "text/palette.h"

#include <stdbool.h>

/* Between these two lines of style/site.css stand the colours of what is built in; those of another brand are
 * sent in their place. */
#define PALETTE_BEGINS "/* colours */\n"
#define PALETTE_ENDS "/* rules */\n"

/* What stands there: the normal palette light and dark, and the one of more contrast for browsers that are
 * set to want it. With `is_plain` no banner is shown (--tranh). */
void view_palette_site(const struct palettes *palettes, bool is_plain, struct buf *out);

/* A style sheet that has this palette apply, light and dark (style/option-palette-l.css and -m.css). */
void view_palette_option(const struct palettes *palettes, enum palette_contrast contrast, bool is_plain,
                         struct buf *out);

#endif
