/* What a new portal begins with (assets/setup/), by the API's handlers. */
#ifndef HANDLER_FIRST_VISIT_H
#define HANDLER_FIRST_VISIT_H

#include "staff_proof.h"

/* The portal's name, then what of the list is not there yet; pages are drafts. `kind` is "commune", "ward" or
 * "department", by which words of the list are exchanged. What is refused because it is there already is left
 * as it is. */
enum err first_visit_fill(struct app *app, const struct request *request, const struct account *account,
                          const char *name, const char *kind);

#endif
