/* The list of tables (table.def) as the program reads it. */
#ifndef STORE_REPLICATION_TABLE_H
#define STORE_REPLICATION_TABLE_H

#include <stdbool.h>
#include <stddef.h>

/* Places of tables in the list. */
enum replicated {
#define SHARED(name) TABLE_##name,
#define LOCAL(name) TABLE_##name,
#include "table.def"
#undef SHARED
#undef LOCAL
    TABLE_COUNT
};

/* Its place; TABLE_COUNT when the list has none of that name. */
enum replicated replicated_find(const char *name);

const char *replicated_name(enum replicated table);

/* Whether machines share its rows. */
bool replicated_is_shared(enum replicated table);

#endif
