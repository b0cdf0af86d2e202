/* The site's own facts: name, agency, legal footer, navigation. One row, always there. */
#ifndef STORE_SITE_H
#define STORE_SITE_H

#include "store/store.h"

#include <stddef.h>

/* Entries of the menu, those below one of them, and all together: every page bears them. */
enum { SITE_NAV_MAX = 30, SITE_NAV_BELOW_MAX = 20, SITE_NAV_ALL_MAX = 120, SITE_TEXT_MAX = 1000 };

/* An entry of the menu. Those below it have none below themselves, and always an address. */
struct nav_item {
    const char *title;
    const char *url; /* NULL: a heading over its entries */
    struct nav_item *items;
    size_t item_count;
};

struct site {
    int64_t version;
    const char *name;   /* never NULL; "Cổng thông tin điện tử" at first */
    const char *agency; /* this and the following may be NULL */
    const char *address;
    const char *phone;
    const char *email;
    const char *licence;
    const char *responsible;
    struct nav_item *nav;
    size_t nav_count;
};

/* Who speaks: the agency, or the portal by its name when no agency is told. */
const char *site_speaker(const struct site *site);

enum err site_get(struct conn *conn, struct site *ret_site);

/* Saves all of it; the version becomes the present one plus one. */
enum err site_update(struct conn *conn, const struct site *site);

#endif
