/* Pictures' headers, and what is changed in the copy that the program gets which converts HEIC. */
#include "heif.h"
#include "helper/picture.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct picture_facts facts = {0};
    enum err err = picture_measure(data, size, &facts);
    assert(err || (facts.width >= 1 && facts.width <= PICTURE_SIDE_MAX && facts.height >= 1 &&
                   facts.height <= PICTURE_SIDE_MAX && facts.orientation >= 1 && facts.orientation <= 8));
    unsigned char *copy = malloc(size + !size);
    if (!copy)
        return 0;
    memcpy(copy, data, size);
    heif_has_alpha((struct span){copy, size});
    heif_primaries((struct span){copy, size});
    heif_hide_others(copy, size);
    /* The head stays as readable as it was. */
    struct picture_facts again = {0};
    assert(picture_measure(copy, size, &again) == err && (err || again.width == facts.width));
    free(copy);
    return 0;
}
