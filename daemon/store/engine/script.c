/* The texts of script.def by number: SQL that runs before or beside the closed set of statements. Knows
 * neither connection nor engine. */
#include "script.h"

#include <assert.h>

/* By the name of each entry, so the order of the file does not matter. */
static const char *const scripts[SCRIPT_COUNT] = {
#define SCRIPT(name, sql) [SCRIPT_##name] = sql,
#include "script.def"
#undef SCRIPT
};

const char *script_sql(enum script script)
{
    assert(script < SCRIPT_COUNT);
    return scripts[script];
}
