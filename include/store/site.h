/* The site's own facts: name, agency, legal footer, navigation. One row, always there. */
#ifndef STORE_SITE_H
#define STORE_SITE_H

#include "store/site_look.h"
#include "store/store.h"

#include <stddef.h>

enum { SITE_NAV_MAX = 30, SITE_TEXT_MAX = 1000 };

struct nav_item {
    const char *title;
    const char *url;
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
    struct site_look look;
};

/* Who speaks: the agency, or the portal by its name when no agency is told. */
const char *site_speaker(const struct site *site);

enum err site_get(struct conn *conn, struct site *ret_site);

/* Saves all of it; the version becomes the present one plus one. */
enum err site_update(struct conn *conn, const struct site *site);

#endif
