/* Any bytes: recognised as an old encoding or not, what is converted is valid UTF-8. */
#include "text/legacy.h"
#include "text/normalize.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    auto_arena struct arena *arena = arena_new(64 << 20);
    const char *converted, *preview;
    size_t length;
    enum legacy legacy = legacy_find((const char *)data, size, arena, &converted, &length, &preview);
    if (!legacy)
        return 0;
    assert(text_is_utf8(converted, length) && text_is_utf8(preview, strlen(preview)));
    assert(*legacy_name(legacy));
    return 0;
}
