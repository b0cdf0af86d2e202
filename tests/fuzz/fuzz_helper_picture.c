/* Pictures' headers. */
#include "helper/picture.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct picture_facts facts = {0};
    enum err err = picture_measure(data, size, &facts);
    assert(err || (facts.width >= 1 && facts.width <= PICTURE_SIDE_MAX && facts.height >= 1 &&
                   facts.height <= PICTURE_SIDE_MAX && facts.orientation >= 1 && facts.orientation <= 8));
    return 0;
}
