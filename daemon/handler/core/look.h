/* What the portal is drawn with today: the authority's colours, or those of a day. Derived when somebody
 * first needs them and kept by brand, so that neither a page nor its style sheet costs more for having a
 * brand. Thread: any; the one lock is a leaf, and nothing is read or derived under it. */
#ifndef HANDLER_LOOK_H
#define HANDLER_LOOK_H

#include "handler/app.h"
#include "store/site_look.h"
#include "text/palette.h"

/* Room for the style sheet of an option of the bar. */
enum { LOOK_OPTION_SIZE = 1024 };

/* The interface's files that bear colours: the style sheet, and drawings, which stand for who has no logo. */
enum look_file { LOOK_SHEET, LOOK_EMBLEM, LOOK_FAVICON, LOOK_FILES };

struct look {
    struct brand brand;
    bool is_built_in; /* the interface's files are what it is drawn with, as they are */
    char hash[LOOK_FILES][ASSET_HASH_SIZE];
    struct palettes palettes;
    char more[LOOK_OPTION_SIZE], less[LOOK_OPTION_SIZE]; /* the bar's palettes as style sheets */
};

/* NULL when out of memory. */
struct looks *looks_new(void);
void looks_free(struct looks *looks);

/* The look of the day at which `now_ms` is. It holds until the next midnight, or a change of the site.
 * Errors: those of the store. */
enum err look_now(struct app *app, struct arena *arena, int64_t now_ms, struct look *ret_look);

/* The same of a site that is only looked at, and nobody's yet. */
enum err look_tried(struct app *app, const struct site_look *site, int64_t now_ms, struct look *ret_look);

/* The address of one of its files, in the arena or the interface's; the content's hash stands in it. */
const char *look_url(const struct app *app, struct arena *arena, const struct look *look,
                     enum look_file file);

/* The file of that name in addresses ("site.css") whose content has this hash, of any brand that the site
 * has, now or on some day, or had since the start. Errors: NOT_FOUND, and the store's. */
enum err look_file_named(struct app *app, struct arena *arena, const char *name, const char *hash,
                         const char **ret_text);

/* What one of its files says, in the arena. */
const char *look_text(const struct app *app, struct arena *arena, const struct look *look,
                      enum look_file file);

/* The colours alone, normal and light, then dark: for a file that brings a style sheet of its own. */
const char *look_tokens(struct arena *arena, const struct look *look);

/* "#0b4a3b" of a role of the normal palette, in the arena. */
const char *look_colour(struct arena *arena, const struct look *look, enum palette_scheme scheme,
                        enum palette_role role);

#endif
