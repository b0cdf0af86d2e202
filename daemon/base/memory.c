#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void *memory_new(size_t count, size_t size)
{
    return calloc(count, size);
}

char *memory_text(const char *text)
{
    return strdup(text);
}
