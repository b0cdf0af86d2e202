/* Dumps of MySQL and MariaDB, as mysqldump and phpMyAdmin write them: rows of tables, one by one, in bounded
 * memory however long a statement is.
 *
 * Read are CREATE TABLE (the order of columns) and INSERT or REPLACE with VALUES; everything else is passed
 * over, comments, triggers and procedures with it. What stands in a conditional comment ("!40101") is read.
 * Nothing is run. Text is given as its bytes; what they mean is the caller's. Thread: one. */
#ifndef COMING_SQL_READER_H
#define COMING_SQL_READER_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
    SQL_NAME_MAX = 200,               /* bytes of a name; a longer one is cut */
    SQL_COLUMNS_MAX = 512,            /* of a table */
    SQL_VALUE_MAX = 16 * 1024 * 1024, /* bytes of a value; what follows is left out */
    SQL_ROW_MAX = 64 * 1024 * 1024,   /* of a row; one that is longer is a fault */
    SQL_TABLES_MAX = 20000,           /* whose columns are remembered */
};

/* What is wrong with the dump. */
enum sql_fault {
    SQL_FAULT_ENDS,    /* it ends within a statement */
    SQL_FAULT_SYNTAX,  /* a statement that could not be read; its other rows are lost */
    SQL_FAULT_COLUMNS, /* a row with more or fewer values than there are columns */
    SQL_FAULT_LONG,    /* a value that was cut, or a row that was left out */
    SQL_FAULT_UNNAMED, /* rows of a table whose columns nobody names */
};

struct sql_value {
    const char *text; /* not NUL-terminated; valid during the call */
    size_t size;
    bool is_null;
};

struct sql_handler {
    void *context;
    /* Rows of this table follow, with these columns: whether they are wanted. The names are valid until the
     * reading ends. */
    bool (*begin)(void *context, const char *table, const char *const *columns, size_t count);
    /* One wanted row, a value a column. An error ends the reading. */
    enum err (*row)(void *context, const struct sql_value *values, size_t count);
    /* At that line of the dump. */
    void (*fault)(void *context, int64_t line, enum sql_fault fault);
};

struct sql_source {
    /* As read(2): bytes, 0 at the end, -1. */
    ssize_t (*read)(void *context, void *bytes, size_t size);
    void *context;
};

/* Reads all of it. What is remembered of tables lives in `arena`. *ret_charset (may be NULL) is what SET
 * NAMES said last, in the arena, or NULL. Errors: MEMORY, INTERNAL (the source cannot be read), and those of
 * `row`. */
enum err sql_read(const struct sql_source *source, const struct sql_handler *handler, struct arena *arena,
                  const char **ret_charset);

#endif
