/* A Word file that was sent as an article: its title, lead and body become the fields of the submission, its
 * pictures media of ours, before the transaction. The file itself is kept nowhere: whoever wants it attached
 * does that by itself, and then is told what it hides. Thread: one that serves no connections (route.h). */
#ifndef HANDLER_DOCX_INPUT_H
#define HANDLER_DOCX_INPUT_H

#include "media/picture_import.h"

/* Nothing is done when the submission brings none. Otherwise import->is_document is set, the body's part is
 * taken out of the submission's files, and what was left out of the file is warned of. Fields that were sent
 * beside it (a form's title) stay. Errors: MEDIA_TYPE (another kind of document), INPUT, TOO_LARGE,
 * UNAVAILABLE (another one of the same account is under way), each told in the reply; and the store's. */
enum err docx_input_prepare(struct app *app, const struct request *request, struct reply *reply,
                            struct submission *submission, struct picture_import *import);

#endif
