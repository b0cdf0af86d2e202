/* The texts of script.def. */
#ifndef STORE_SCRIPT_H
#define STORE_SCRIPT_H

enum script {
#define SCRIPT(name, sql) SCRIPT_##name,
#include "script.def"
#undef SCRIPT
    SCRIPT_COUNT
};

const char *script_sql(enum script script);

#endif
