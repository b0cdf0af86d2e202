/* The closed set as a table, gathered by statement.def from the files of the rooms. Does not know what
 * any statement means, nor runs one. */
#include "statement.h"

#include <assert.h>

/* Names are kept for tests and logs; the text is a constant, so nothing a visitor sends can become SQL. */
static const struct {
    const char *name;
    const char *sql;
} statements[STMT_COUNT] = {
#define STMT(name, sql) [STMT_##name] = {#name, sql},
#include "statement.def"
#undef STMT
};

const char *statement_sql(enum statement statement)
{
    assert(statement < STMT_COUNT);
    return statements[statement].sql;
}

const char *statement_name(enum statement statement)
{
    assert(statement < STMT_COUNT);
    return statements[statement].name;
}
