/* For input.c: names of members, files that come with a form, and a form's lists. */
#ifndef HANDLER_INPUT_FORM_H
#define HANDLER_INPUT_FORM_H

#include "input.h"

/* Notes a fault for each file that none of the members takes. */
void input_judge_files(const struct input *input, const char *const *names);

/* The values of a form's member as a list; the member is that list from now on. Without memory `value`
 * itself. */
json_t *input_form_list(const struct input *input, const char *name, json_t *value);

#endif
