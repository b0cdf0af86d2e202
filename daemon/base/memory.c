/* The door to malloc() for floors that may not call it (a lint test); see memory.h for who may come
 * through. */
#include "base/memory.h"

#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* calloc() refuses a product that overflows, which a multiplication by the caller would not. */
void *memory_new(size_t count, size_t size)
{
    return calloc(count, size);
}

void *memory_bytes(size_t size)
{
    return malloc(size);
}

/* For text that a cache or a table keeps longer than the request it came with. */
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
