/* What came of an import that a page of the staff made (bulk/import_whole.h), for its template. Thread: one
 * worker. */
#ifndef HANDLER_STAFF_IMPORT_H
#define HANDLER_STAFF_IMPORT_H

#include "base/buf.h"
#include "staff.h"

/* Puts `done` into the view: created, updated, unchanged, kept (numbers), is_refused (nothing was kept, for
 * some line is wrong), and `errors` (line, detail), the first hundred, with error_count. `lines` (NULL: as
 * they are) says for each line of the import from which line of what was sent it was made, `count` of them.
 * Results that cannot be read are a failure of the arena. */
void staff_import_show(struct view view, const struct buf *results, const int64_t *lines, size_t count);

#endif
