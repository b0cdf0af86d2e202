/* Pictures' headers. */
#include "picture.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct picture_facts facts = {0};
    enum err err = picture_measure(data, size, &facts);
    assert(err ||
           (facts.width >= 1 && facts.width <= 1 << 24 && facts.height >= 1 && facts.height <= 1 << 24));
    return 0;
}
