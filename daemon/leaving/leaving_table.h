/* Rows of tables that spreadsheets open. Private to this floor. */
#ifndef LEAVING_LEAVING_TABLE_H
#define LEAVING_LEAVING_TABLE_H

#include "leaving_inner.h"
#include "text/csv.h"

/* The names of the columns, which end with NULL, as the first line. */
void leaving_heading(struct buf *out, const char *const *columns);
/* The members of those names: integers, texts, or empty. */
void leaving_row(struct buf *out, const json_t *row, const char *const *columns);

#endif
