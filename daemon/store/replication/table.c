/* Looks into the list of tables. Knows nothing of rows. */
#include "table.h"

#include <assert.h>
#include <string.h>

static const struct {
    const char *name;
    bool is_shared;
} tables[TABLE_COUNT] = {
#define SHARED(name) {#name, true},
#define LOCAL(name) {#name, false},
#include "table.def"
#undef SHARED
#undef LOCAL
};

enum replicated replicated_find(const char *name)
{
    size_t low = 0, high = TABLE_COUNT;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(tables[middle].name, name);
        if (order == 0)
            return (enum replicated)middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return TABLE_COUNT;
}

const char *replicated_name(enum replicated table)
{
    assert(table < TABLE_COUNT);
    return tables[table].name;
}

bool replicated_is_shared(enum replicated table)
{
    assert(table < TABLE_COUNT);
    return tables[table].is_shared;
}
