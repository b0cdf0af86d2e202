/* The strict reader: judges alike however the bytes are cut, and what replaces a fault is itself good. */
#include "reader.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Pieces are copied, for the reader may write in them. */
static size_t scan(struct reader *reader, const char *bytes, size_t size, size_t step)
{
    static char copy[1 << 20];
    size_t passed = 0;
    for (size_t at = 0; at < size && !reader_is_stopped(reader); at += step) {
        size_t piece = size - at < step ? size - at : step;
        memcpy(copy, bytes + at, piece);
        /* It stops behind each head. */
        for (size_t from = 0, left = piece; left && !reader_is_stopped(reader);) {
            size_t raw = at + piece - left, whole = reader_scan(reader, copy + from, left);
            assert(whole <= reader->scanned && reader->scanned + reader->dropped <= left);
            if (whole)
                passed = raw + whole + reader->dropped_whole; /* of the bytes as they were */
            from += reader->scanned;
            left -= reader->scanned + reader->dropped;
        }
    }
    return passed;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char again[1 << 20];
    struct reader whole = {0}, cut = {0}, repaired = {0};
    const char *bytes = (const char *)data;
    if (size < 2 || size > sizeof again - 100)
        return 0;
    size_t step = 1 + data[0] % 31;
    bytes++, size--;
    size_t passed = scan(&whole, bytes, size, size);
    assert(passed == scan(&cut, bytes, size, step));
    assert(whole.state == cut.state && whole.err == cut.err && whole.heads == cut.heads);
    if (!whole.err)
        return 0;
    assert(whole.detail || whole.err != ERR_BAD_REQUEST);
    memcpy(again, bytes, passed);
    size_t stub = strlen(reader_stub(&whole));
    memcpy(again + passed, reader_stub(&whole), stub);
    assert(scan(&repaired, again, passed + stub, passed + stub) == passed + stub);
    assert(repaired.heads == reader_faulty(&whole));
    return 0;
}
