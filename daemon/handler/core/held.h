/* Which copies still hold what was taken back, for the answers that tell of it. */
#ifndef HANDLER_HELD_H
#define HANDLER_HELD_H

#include "handler/handler.h"
#include "view/view.h"
#include "work/copies.h"

/* A list `copies`, each with until when it does and what helps, in the reply's language; null while nobody
 * has looked since the start. Asks no disk. */
void held_show(struct app *app, const struct reply *reply, struct view view,
               const struct copies_asked *asked);

#endif
