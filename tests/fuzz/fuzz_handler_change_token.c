/* The change feed's tokens: any text is refused or read, and what was read lies within the feed and is
 * written as a token that says the same. */
#include "bulk/change_token.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct change_state state = {.epoch = "e5", .sequence = 1000000, .horizon = 50};
    auto_arena struct arena *arena = arena_new(1 << 20);
    const char *text = arena_copy(arena, (const char *)data, size);
    struct change_token token, again;
    enum err err = change_token_read(text, &state, &token);
    assert(err == ERR_OK || err == ERR_PARAMETER || err == ERR_RESYNC);
    if (err)
        return 0;
    int64_t seen = token.sequence > token.floor ? token.sequence : token.floor;
    assert(token.sequence >= 0 && token.floor >= 0 && seen >= state.horizon && seen <= state.sequence);
    assert(!change_token_read(change_token_write(arena, &state, &token), &state, &again));
    assert(again.sequence == token.sequence);
    assert(again.floor == token.floor || (!again.floor && token.sequence >= token.floor));
    return 0;
}
