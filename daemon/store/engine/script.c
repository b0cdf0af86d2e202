#include "script.h"

#include <assert.h>

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
