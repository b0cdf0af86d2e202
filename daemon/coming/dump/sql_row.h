/* One row of an INSERT, between its brackets. Of this room alone. */
#ifndef COMING_SQL_ROW_H
#define COMING_SQL_ROW_H

#include "sql_bytes.h"

struct sql_row {
    struct buf bytes; /* of its values, one behind the other; failed: the row is too long */
    struct sql_value values[SQL_COLUMNS_MAX];
    size_t starts[SQL_COLUMNS_MAX];
    size_t count;
    bool is_long, has_more; /* a value was cut; there are more values than a table may have */
};

/* Reads the next row, its brackets included, into the same room as the one before. False: it could not be
 * read. */
bool sql_row_read(struct sql_bytes *b, struct sql_row *row);

#endif
