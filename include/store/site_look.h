/* How the portal is to look: the authority's two colours, and the days on which it shows others. What is
 * derived from colours text/palette.h says. Errors: see store.h. */
#ifndef STORE_SITE_LOOK_H
#define STORE_SITE_LOOK_H

#include "store/store.h"

#include <stddef.h>

enum { SITE_PALETTES_MAX = 60 };

/* Codes as stored. */
enum site_palette_kind { SITE_PALETTE_MOURNING, SITE_PALETTE_FESTIVE, SITE_PALETTE_OWN, SITE_PALETTE_KINDS };

/* "mourning", "festive", "own"; static text. */
const char *site_palette_kind_name(enum site_palette_kind kind);

/* Days as base/calendar.h counts them, both included. */
struct site_palette {
    int32_t from_day, to_day;
    enum site_palette_kind kind;
    const char *first, *second; /* of OWN alone: "#0b4a3b"; the second may be NULL: the site's */
};

struct site_look {
    const char *first, *second; /* "#0b4a3b", or NULL: the built-in one */
    struct site_palette *palettes;
    size_t palette_count;
};

/* Palettes come in the order of their days. */
enum err site_look_read(struct conn *conn, struct site_look *ret_look);

/* Saves all of it, within a change of the site (store/site.h), whose version and audit tell of it. No two
 * palettes may share a day. */
enum err site_look_save(struct conn *conn, const struct site_look *look);

/* The palette that a day has, or NULL. */
const struct site_palette *site_palette_on(const struct site_look *look, int32_t day);

#endif
