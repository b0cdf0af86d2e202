/* Any bytes: the places that are found lie within the text, in order, and are not more than said. */
#include "text/personal.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    auto_arena struct arena *arena = arena_new(16 << 20);
    struct personal_place *places;
    size_t count, before = 0;
    char *text = malloc(size + 1);
    assert(arena && text);
    memcpy(text, data, size);
    text[size] = '\0';
    struct personal_known known = personal_known_of(text, arena);
    /* Without a NUL behind it, so that a byte too many is seen. */
    char *bare = malloc(size ? size : 1);
    assert(bare);
    memcpy(bare, data, size);
    assert(personal_find(bare, size, size % 2 ? &known : NULL, 2026, arena, &places, &count) == ERR_OK);
    assert(count <= PERSONAL_MOST);
    for (size_t i = 0; i < count; i++) {
        assert(places[i].start >= before && places[i].start < places[i].end && places[i].end <= size);
        before = places[i].start;
        assert(*personal_code(places[i].kind));
    }
    free(bare);
    free(text);
    return 0;
}
