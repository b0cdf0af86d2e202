/* The members of /api/site, laid over what is there. */
#ifndef HANDLER_SITE_INPUT_H
#define HANDLER_SITE_INPUT_H

#include "core/input.h"
#include "store/site.h"

/* Members that were not sent stay as they are. Faults are noted in the reply; pictures that are not there are
 * faults. What the site has of pictures afterwards is read (site->images). Errors: the store's. */
enum err site_input(struct conn *conn, const struct input *input, struct site *site);

#endif
