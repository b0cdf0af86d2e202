/* Reading the colours and the days of other colours that an administrator sent. Thread: one worker. */
#ifndef HANDLER_LOOK_INPUT_H
#define HANDLER_LOOK_INPUT_H

#include "core/input.h"
#include "store/site_look.h"

/* The members `colour_first`, `colour_second` and `palettes` of the site; what was not sent stays. Faults and
 * warnings are noted in the reply. Errors: MEMORY. */
enum err look_input(const struct input *input, struct site_look *look);

#endif
