/* Tables as spreadsheets of offices write them: records of fields with one sign between (comma, semicolon,
 * tab), fields within quotation marks, which may hold that sign, line feeds and doubled marks (RFC 4180).
 * Text is UTF-8 without a byte order mark. Ownership: what is read lives in the arena given. Thread: any. */
#ifndef TEXT_TABLE_H
#define TEXT_TABLE_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct table_reader {
    const char *at, *end;
    char separator;
    int64_t line; /* of the next record, from 1 */
};

struct table_record {
    const char **fields; /* without spaces at their ends */
    size_t count;
    int64_t line; /* where it begins */
};

/* A reader that knows the separator by the first record: of the three the one that stands most in it. */
struct table_reader table_reader_of(const char *text, size_t size);

/* The next record that has anything in it. Errors: NOT_FOUND (no more), INPUT (a quotation mark that was
 * opened in ret_record->line is never closed), MEMORY. */
enum err table_next(struct table_reader *reader, struct arena *arena, struct table_record *ret_record);

#endif
