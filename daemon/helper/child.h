/* The child of the helper process that works on one picture, and ends with it. Private to this floor. */
#ifndef HELPER_CHILD_H
#define HELPER_CHILD_H

#include "protocol.h"

/* Confines itself, decodes, scales, encodes, answers on `socket`, and ends. `input` holds the picture;
 * `converter` is the setting (converter.h). */
_Noreturn void child_run(const struct order *order, int input, int socket, const char *converter);

#endif
