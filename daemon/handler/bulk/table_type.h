/* Which type a document of a table has, by the name of its type or by the letters of its number. Thread: that
 * of the arena. */
#ifndef HANDLER_TABLE_TYPE_H
#define HANDLER_TABLE_TYPE_H

#include "base/arena.h"
#include "store/kind.h"

enum { TABLE_TYPES_MAX = 64 };

/* Names of the choices, folded, in their order: made once a table, for each row asks for them. */
struct table_types {
    const char *names[TABLE_TYPES_MAX][LANG_COUNT];
};

void table_types_fold(struct table_types *ret_types, struct arena *arena);

/* Lower case without marks, one space between words. In the arena. */
const char *table_fold(struct arena *arena, const char *text);

/* The choice of a type by its name in either language, by its letters ("QĐ"), or where nothing is `said` by
 * those of the number's `key` ("khac" where they are none). Static; NULL for what is said and no type. */
const char *table_type(const struct table_types *types, struct arena *arena, const char *said,
                       const char *key);

#endif
