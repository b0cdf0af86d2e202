/* Making what the site needs of its pictures. Private to this floor; runs in a child. */
#ifndef HELPER_SITE_CUT_INNER_H
#define HELPER_SITE_CUT_INNER_H

#include "protocol.h"
#include "raster.h"

/* Makes and sends all rows of store/site_use.def for the picture that the order names. */
void send_site_cuts(const struct raster *whole, const struct order *order);

#endif
