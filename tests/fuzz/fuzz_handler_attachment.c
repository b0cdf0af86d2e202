/* Attachments by their bytes. */
#include "media/attachment.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct attachment_facts facts = {0};
    enum err err = attachment_measure(data, size, "a.csv", &facts);
    assert(err == ERR_OK || err == ERR_MEDIA_TYPE || err == ERR_UTF8 || err == ERR_INPUT);
    assert(err || (facts.type && facts.extension));
    return 0;
}
