/* What came of an import that a page of the staff made (bulk/import_whole.h), for its template. Thread: one
 * worker. */
#ifndef HANDLER_STAFF_IMPORT_H
#define HANDLER_STAFF_IMPORT_H

#include "base/buf.h"
#include "staff.h"

/* Puts `done` into the view: created, updated, unchanged, kept (numbers), is_refused (nothing was kept, for
 * some line is wrong), and `errors` (line, detail), the first hundred, with error_count. Results that cannot
 * be read are a failure of the arena. */
void staff_import_show(struct view view, const struct buf *results);

#endif
