/* What is made of the site's pictures: its mark beside the name, icons, its banner for wide screens and for
 * phones. */
#ifndef STORE_SITE_USE_H
#define STORE_SITE_USE_H

/* Which picture is for what. */
enum site_image { SITE_LOGO, SITE_LOGO_DARK, SITE_BANNER, SITE_SHARE, SITE_IMAGES };

/* Codes as stored, but for one less. */
enum site_use {
#define SITE_USE(code, image, form, width, height, fit) SITE_USE_##code,
#include "store/site_use.def"
#undef SITE_USE
    SITE_USES
};

#endif
