/* The lines of an import: whatever a file holds, the reader gives just its lines, in order, and tells those
 * that are too long. The first byte chooses the limit. */
#include "bulk/line_reader.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* One line found by looking at the bytes themselves, beside the one that was given. */
static const char *check_line(const struct line *line, const char *text, const char *end, size_t longest)
{
    const char *feed = memchr(text, '\n', (size_t)(end - text));
    size_t length = (size_t)((feed ? feed : end) - text);
    assert(line->is_too_long == (length > longest));
    assert(line->is_too_long || (line->size == length && memcmp(line->text, text, length) == 0));
    return text + length + (feed != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size)
        return 0;
    size_t longest = 1 + data[0];
    const char *text = (const char *)data + 1, *end = (const char *)data + size;
    int fd = memfd_create("lines", MFD_CLOEXEC);
    struct line line;
    assert(fd >= 0 && write(fd, text, size - 1) == (ssize_t)(size - 1));
    struct line_reader reader = line_reader_of(fd, longest);
    for (int64_t number = 1; line_reader_next(&reader, &line) == ERR_OK; number++) {
        assert(reader.number == number && text < end);
        text = check_line(&line, text, end, longest);
    }
    assert(text == end);
    line_reader_done(&reader);
    close(fd);
    return 0;
}
