/* The draft of a public answer, out of what the editor wrote. */
#ifndef HANDLER_QUESTION_DRAFT_H
#define HANDLER_QUESTION_DRAFT_H

#include "staff.h"

/* The article as POST /api/articles takes it. `question` is what the API shows of the question; title, text
 * and answer are the editor's. A new reference; NULL without memory. */
json_t *question_draft(const struct app *app, const struct request *request, const json_t *question,
                       const char *title, const char *text, const char *answer);

#endif
