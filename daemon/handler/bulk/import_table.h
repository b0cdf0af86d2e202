/* A table (text/csv) in place of lines: looked at alone, or made the lines of an import. */
#ifndef HANDLER_IMPORT_TABLE_H
#define HANDLER_IMPORT_TABLE_H

#include "base/buf.h"
#include "handler/app.h"
#include "http/reply.h"
#include "http/request.h"

#include <stdbool.h>

/* Whether the body is declared to be a table. */
bool import_table_is(const struct request *request);

/* UTF-8 with or without a mark, UTF-16 with one, or what was declared (`charset`, or NULL); else the code
 * page of old Vietnamese Windows: as UTF-8 without a mark, and what it was called. Errors: INPUT with a
 * fault, MEMORY. */
enum err import_table_decode(struct arena *arena, struct reply *reply, const char *bytes, size_t size,
                             const char *charset, const char **ret_text, size_t *ret_size,
                             const char **ret_encoding);

/* The lines of an import that the body, a table, becomes; ret_lines is empty before, and the caller's to end.
 * Errors: as import_table_lines(). */
enum err import_table_made(const struct request *request, struct reply *reply, struct arena *arena,
                           struct buf *ret_lines);

/* Puts lines into a nameless file; *ret_fd is the caller's to close. Errors: STORAGE_FULL, UNAVAILABLE,
 * INTERNAL. */
enum err import_lines_file(const struct app *app, const struct buf *lines, int *ret_fd);

/* Makes of the body, a table, a nameless file of lines; *ret_fd is the caller's to close. Errors: INPUT with
 * the faults of the table, the first hundred, each at its line: nothing is imported then; TOO_LARGE, MEMORY,
 * STORAGE_FULL. */
enum err import_table_lines(struct app *app, const struct request *request, struct reply *reply, int *ret_fd);

#endif
