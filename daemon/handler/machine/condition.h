/* The condition of the portal, row by row, for who watches it closely. */
#ifndef MACHINE_CONDITION_H
#define MACHINE_CONDITION_H

#include "handler/handler.h"

/* For administrators alone; 503 when anything fails, with the same list. Errors: MEMORY. */
enum err tell_condition(struct app *app, const struct request *request, struct reply *reply);

#endif
