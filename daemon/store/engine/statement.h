/* The closed set of statements: every SQL text of the program, prepared once on each connection. */
#ifndef STORE_STATEMENT_H
#define STORE_STATEMENT_H

enum statement {
#define STMT(name, sql) STMT_##name,
#include "statement.def"
#undef STMT
    STMT_COUNT
};

/* The SQL text of a statement. */
const char *statement_sql(enum statement statement);

/* Its name, such as "ARTICLE_BY_ID". */
const char *statement_name(enum statement statement);

#endif
