#include "statement.h"

#include <assert.h>

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
