#include "base/memory.h"

#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
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

static atomic_bool is_noted;

void memory_note_large(void)
{
    atomic_store_explicit(&is_noted, true, memory_order_relaxed);
}

void memory_trim(void)
{
    if (atomic_exchange_explicit(&is_noted, false, memory_order_relaxed))
        malloc_trim(0);
}
