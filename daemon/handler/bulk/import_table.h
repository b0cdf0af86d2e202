/* A table (text/csv) in place of lines: looked at alone, or made the lines of an import. */
#ifndef HANDLER_IMPORT_TABLE_H
#define HANDLER_IMPORT_TABLE_H

#include "handler/app.h"
#include "http/reply.h"
#include "http/request.h"

#include <stdbool.h>

/* Whether the body is declared to be a table. */
bool import_table_is(const struct request *request);

/* Makes of the body, a table, a nameless file of lines; *ret_fd is the caller's to close. Errors: INPUT with
 * the faults of the table, the first hundred, each at its line: nothing is imported then; TOO_LARGE, MEMORY,
 * STORAGE_FULL. */
enum err import_table_lines(struct app *app, const struct request *request, struct reply *reply, int *ret_fd);

#endif
