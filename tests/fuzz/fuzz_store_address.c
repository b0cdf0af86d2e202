/* Address blocks of tokens and proxies. The first line is a list of blocks, the second an address: one that
 * is an address lies in itself and in the whole of its family, and in the list behind its own name; one that
 * is none lies nowhere. */
#include "store/token.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    char *blocks = arena_copy(arena, (const char *)data, size);
    size_t length = strcspn(blocks, "\n");
    const char *address = blocks[length] ? blocks + length + 1 : "192.0.2.1";
    blocks[length] = '\0';
    bool is_address = *address && !strpbrk(address, "/ ") && address_blocks_valid(address);
    bool is_in = address_in_blocks(address, blocks);
    if (*blocks && !is_address && !strpbrk(address, "/ "))
        assert(!is_in);
    if (is_address) {
        const char *whole = strchr(address, ':') ? "::/0" : "0.0.0.0/0";
        assert(address_in_blocks(address, address) && address_in_blocks(address, whole));
        assert(address_in_blocks(address, arena_printf(arena, "%s %s", blocks, address)));
    }
    return 0;
}
