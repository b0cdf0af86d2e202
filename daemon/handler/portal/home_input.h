/* The blocks of the home page as an editor sends them, and what an editor should know of them. */
#ifndef HANDLER_HOME_INPUT_H
#define HANDLER_HOME_INPUT_H

#include "core/input.h"
#include "handler/app.h"
#include "store/home.h"

/* Replaces the blocks by those of the member `blocks`, when it was sent; null and [] leave none. What a block
 * names is looked up. Faults are in the reply; errors are the store's. */
enum err home_input_blocks(const struct app *app, struct conn *conn, const struct input *input,
                           struct home *home);

/* Notes faults of blocks that would show the same at the same time. */
void home_input_twice(const struct input *input, const struct home *home);

/* Warns of what does not show as the blocks stand, at "/blocks/N/…". */
enum err home_warn(struct conn *conn, struct reply *reply, const struct home *home);

#endif
