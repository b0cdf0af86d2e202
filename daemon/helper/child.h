/* The child of the helper process that works on one picture, and ends with it. Private to this floor. */
#ifndef HELPER_CHILD_H
#define HELPER_CHILD_H

#include "helper/helper.h"
#include "protocol.h"

/* Confines itself, decodes, scales, encodes, answers on `socket`, and ends. `input` holds the picture;
 * `programs` are those that it may become. */
_Noreturn void child_run(const struct order *order, int input, int socket,
                         const struct helper_programs *programs);

#endif
