/* An import of one transaction that is done before the answer is made, for pages that show what came of it:
 * all of it is kept, or, when any line is wrong, nothing. Thread: one of the slow pool, which it takes for as
 * long. */
#ifndef HANDLER_IMPORT_WHOLE_H
#define HANDLER_IMPORT_WHOLE_H

#include "base/buf.h"
#include "handler/app.h"
#include "http/reply.h"
#include "http/request.h"

/* The lines of a text, each JSON as POST /api/import takes it; `results` gets a line of JSON for each. The
 * request's actor must be an editor: it is not asked here. Errors, with a detail in `reply`: TOO_LARGE (more
 * lines than one transaction may have), UNAVAILABLE (another import runs), STORAGE_FULL, MEMORY, the store's.
 */
enum err import_whole(struct app *app, const struct request *request, struct reply *reply,
                      const struct buf *lines, struct buf *results);

#endif
