/* Replay of a journal that holds anything: the input lies where the records are, and every number that
 * the ring can hold is asked for. What is accepted must be exactly what its checksum says. */
#include "visits_journal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CAPACITY = 16 };

static void replay(const char *path, const uint8_t *data, size_t size)
{
    struct journal journal;
    struct visit_record record, again;
    if (journal_open(path, CAPACITY, "epoch", &journal))
        return;
    size_t room = CAPACITY * sizeof record;
    memcpy(journal.map + JOURNAL_HEADER_SIZE, data, size < room ? size : room);
    for (uint64_t number = 1; number <= 2 * CAPACITY; number++) {
        if (!journal_read(&journal, number, &record))
            continue;
        journal_write(&journal, number, &record);
        if (!journal_read(&journal, number, &again) || memcmp(&record, &again, sizeof record) != 0)
            abort();
    }
    journal_close(&journal);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[] = "/tmp/cong-fuzz-XXXXXX";
    int fd = mkstemp(path);
    if (fd < 0)
        return 0;
    /* The first byte says how much of a file there was before. */
    size_t length = size ? data[0] * 32u : 0;
    if (ftruncate(fd, (off_t)length) == 0)
        replay(path, data + (size > 0), size - (size > 0));
    close(fd);
    unlink(path);
    return 0;
}
