/* Documents and archives, sound and film by their bytes. */
#include "document.h"
#include "helper/recording.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct document_facts facts;
    struct recording_facts recording;
    if (document_inspect((struct span){data, size}, &facts))
        assert(facts.fault ? facts.fault < DOCUMENT_FAULTS : facts.kind < DOCUMENT_KINDS);
    if (!recording_measure(data, size, &recording))
        for (size_t i = 0; i < recording.place_count; i++)
            assert(recording.places[i].size <= size &&
                   recording.places[i].at <= size - recording.places[i].size);
    return 0;
}
