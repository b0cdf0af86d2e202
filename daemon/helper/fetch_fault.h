/* What the child of a fetch said instead of an answer, for those who sent its order. Private to this floor.
 */
#ifndef HELPER_FETCH_FAULT_H
#define HELPER_FETCH_FAULT_H

#include "protocol.h"

/* The fault that FRAME_UNFETCHED names or FRAME_DIED means; a child that died otherwise than by its alarm is
 * told in the log. */
enum fetch_fault fetch_fault_of(const struct frame *frame);

/* What kept the child from trying at all (enum surrender), told in the log. UNAVAILABLE when it may work
 * later, else INTERNAL. */
enum err fetch_of_surrender(int32_t why);

#endif
