/* Files of a question on its page of the staff. Thread: one worker. */
#ifndef HANDLER_QUESTION_ENCLOSED_H
#define HANDLER_QUESTION_ENCLOSED_H

#include "page/page.h"
#include "staff_show.h"

/* The members `files` and `has_files` of the page: name, size and address of each that the API names. */
void question_enclosed_fill(const struct request *request, struct view view, const json_t *files);

#endif
