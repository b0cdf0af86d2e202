/* Any bytes: normalised or refused; the result is valid, normalising it again changes nothing, and a
 * slug made of it is a slug. */
#include "text/excerpt.h"
#include "text/normalize.h"
#include "text/slug.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    auto_arena struct arena *arena = arena_new(1 << 24);
    enum text_kind kind = data[0] & 1 ? TEXT_LINE : TEXT_BLOCK;
    const char *once, *twice;
    struct text_fault fault = {0};
    enum err err = text_normalize((const char *)data + 1, size - 1, kind, arena, &once, &fault);
    if (err) {
        assert(err == ERR_UTF8 || err == ERR_INPUT);
        assert(fault.offset < size && *text_fault_words(&fault, LANG_VI, arena));
        return 0;
    }
    assert(text_is_utf8(once, strlen(once)));
    err = text_normalize(once, strlen(once), kind, arena, &twice, NULL);
    assert(!err && strcmp(once, twice) == 0);
    const char *slug = slug_from_title(once, arena);
    assert(!*slug || slug_valid(slug));
    const char *excerpt = text_excerpt(once, 20, arena);
    assert(text_length(excerpt) <= 20 && text_is_utf8(excerpt, strlen(excerpt)));
    return 0;
}
