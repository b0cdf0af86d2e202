/* For input.c: names of members, files that come with a form, and a form's lists. */
#ifndef HANDLER_INPUT_FORM_H
#define HANDLER_INPUT_FORM_H

#include "input.h"

/* The names as a sentence has them, for "one of". */
const char *input_joined(struct arena *arena, const char *const *names);
bool input_is_one_of(const char *name, const char *const *names);

/* Notes a fault for each file that none of the members takes. */
void input_judge_files(const struct input *input, const char *const *names);

/* The values of a form's member as a list; the member is that list from now on. Without memory `value`
 * itself. */
json_t *input_form_list(const struct input *input, const char *name, json_t *value);

#endif
