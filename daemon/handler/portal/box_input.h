/* The items of a box. */
#ifndef HANDLER_BOX_INPUT_H
#define HANDLER_BOX_INPUT_H

#include "core/input.h"
#include "store/box.h"

/* Member `items`: replaces all of them. Articles and media that do not exist are faults. */
enum err box_input_items(struct conn *conn, const struct input *input, struct box *box);

#endif
