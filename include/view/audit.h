/* Lines of the audit in the API's shape, and the same as comma-separated values. Thread: one worker. */
#ifndef VIEW_AUDIT_H
#define VIEW_AUDIT_H

#include "base/buf.h"
#include "store/audit.h"
#include "view/view.h"

void view_audit_entry(struct view view, const struct audit_entry *entry);

/* Appends the line of headings, with the mark of text/csv.h before it; then lines for an array of what
 * view_audit_entry() made. Instants are in the portal's zone there: people read them. */
void audit_csv_head(struct buf *out);
void audit_csv_lines(struct buf *out, const json_t *items);

#endif
