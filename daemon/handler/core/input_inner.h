/* What the readers of members (input.c) and what is said of them (input_fault.c) share. */
#ifndef HANDLER_INPUT_INNER_H
#define HANDLER_INPUT_INNER_H

#include "input.h"

/* The JSON pointer of a member. */
const char *input_pointer(const struct input *input, const char *name);

/* "a, b, c", of names ended by NULL. */
const char *input_joined(struct arena *arena, const char *const *names);
bool input_is_one_of(const char *name, const char *const *names);

#endif
