/* Who the portal is: names, whom it is under, how to reach it, its pictures, its legal footer and its
 * navigation. One row, always there. */
#ifndef STORE_SITE_H
#define STORE_SITE_H

#include "store/media.h"
#include "store/site_look.h"
#include "store/site_use.h"
#include "store/store.h"

#include <stddef.h>

/* Of the menu: entries, those below one of them, and all together, since every page bears them. */
enum { SITE_NAV_MAX = 30, SITE_NAV_BELOW_MAX = 20, SITE_NAV_ALL_MAX = 120 };
enum { SITE_SOCIAL_MAX = 12, SITE_TEXT_MAX = 1000, SITE_URL_MAX = 2000 };

/* An entry of the menu. Those below it have none below themselves, and always an address. */
struct nav_item {
    const char *title;
    const char *url; /* NULL: a heading over its entries */
    struct nav_item *items;
    size_t item_count;
};

/* Where it has accounts; codes as stored. */
enum social_kind {
#define SOCIAL(code, name, title, host) SOCIAL_##code,
#include "store/social.def"
#undef SOCIAL
    SOCIAL_KINDS
};

struct social {
    enum social_kind kind;
    const char *title; /* NULL: the kind's own */
    const char *url;
};

/* What stands beside the name; codes as stored. */
enum emblem { EMBLEM_NONE, EMBLEM_DRAWN, EMBLEM_LOGO, EMBLEMS };

/* How the banner is shown; codes as stored. AUTO: by its shape. CUT: a strip of the head, round its focus.
 * WHOLE: at home alone, nothing cut off. COLOUR: not, so that the head is of colour and name; it is still
 * shared. */
enum banner_form { BANNER_AUTO, BANNER_CUT, BANNER_WHOLE, BANNER_COLOUR, BANNER_FORMS };

struct site {
    int64_t version;
    const char *name; /* never NULL; "Cổng thông tin điện tử" at first */
    /* The texts of site_text.def may be NULL: name_en, superior (whom it is under), agency … */
#define SITE_TEXT(name) const char *name;
#include "store/site_text.def"
#undef SITE_TEXT
    const char *map_url; /* or NULL */
    struct social *social;
    size_t social_count;
    enum emblem emblem;
    int64_t image_ids[SITE_IMAGES];          /* of media; 0 where there is none */
    const struct media *images[SITE_IMAGES]; /* by site_read_images(), else NULL */
    struct media_file files[SITE_USES];      /* what was made of them, by the same; name NULL: not (yet) */
    struct media_focus banner_focus;         /* what of it must be seen */
    enum banner_form banner_form;            /* AUTO without one */
    struct nav_item *nav;
    size_t nav_count;
    struct site_look look;
};

/* Who speaks: the agency, or the portal by its name when no agency is told. */
const char *site_speaker(const struct site *site);

/* The name on pages of a language: the English one where there is one. *ret_lang becomes the language of
 * what is given ("vi" or "en"); NULL is fine. */
const char *site_name_in(const struct site *site, const char *lang, const char **ret_lang);

/* "facebook" …; what it is called, NULL for OTHER. */
const char *social_name(enum social_kind kind);
const char *social_title(enum social_kind kind);

/* The kind whose host the address has, with anything before it ("www.", "vi-vn."); else OTHER. */
enum social_kind social_of_url(const char *url);

/* Without its pictures, of which image_ids tells. */
enum err site_get(struct conn *conn, struct site *ret_site);

/* Reads the media of the site's pictures, and what was made of them, into the connection's arena. */
enum err site_read_images(struct conn *conn, struct site *site);

/* Only what was made of them, without their media. */
enum err site_read_files(struct conn *conn, struct site *site);

/* What files are to be made for, in the arena: changes with every picture and with the banner's focus. */
const char *site_files_wanted(struct arena *arena, const struct site *site);

/* What they were made for; "" for nothing yet. */
enum err site_files_made(struct conn *conn, const char **ret_made);

/* A file that was made of one of the site's pictures. */
struct site_file {
    enum site_use use;
    struct media_blob blob; /* named, and on the disk */
};

/* Replaces all of them, unless the site wants other ones meanwhile: then nothing changes. Those of before go
 * after the commit. */
enum err site_set_files(struct conn *conn, const char *made, const struct site_file *files, size_t count);

/* What the history keeps of a change: the states before and after it, as JSON that only handlers read. */
struct site_change {
    const char *before, *after;
    int64_t reverted; /* the version that is brought back, or 0 */
};

/* Saves all of it; the version becomes the present one plus one. Media that it names must exist. */
enum err site_update(struct conn *conn, const struct site *site, const struct site_change *change);

/* A state that the site had. */
struct site_revision {
    int64_t version;
    int64_t at_ms; /* 0: from before anybody noted changes */
    int64_t token_id;
    const char *actor;  /* or NULL */
    const char *action; /* "before", "edit", "revert" */
    int64_t reverted;   /* the version that was brought back, or 0 */
    const char *state;  /* as JSON; NULL: its words were taken back */
};

/* Newest first, those below `before`; at most `limit`. The present state is among them once it was changed.
 */
enum err site_revision_list(struct conn *conn, int64_t before, int limit, struct site_revision **ret_items,
                            size_t *ret_count);

/* Errors: NOT_FOUND. */
enum err site_revision_by_version(struct conn *conn, int64_t version, struct site_revision *ret_revision);

#endif
