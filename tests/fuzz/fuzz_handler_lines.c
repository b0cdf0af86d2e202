/* The lines of an import: whatever a file holds, the reader gives just its lines, in order, and tells those
 * that are too long. The first byte chooses the limit. */
#include "bulk/line_reader.h"
#include "text/decode.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What the file says as UTF-8, which text with a mark of UTF-16 is made first; gives its end. */
static const char *decoded(const char *text, size_t size, char *out)
{
    bool is_little = size >= 2 && memcmp(text, "\xFF\xFE", 2) == 0;
    bool is_big = size >= 2 && memcmp(text, "\xFE\xFF", 2) == 0;
    size_t used = size;
    if (is_little || is_big)
        return out + text_decode_piece(text, size, is_big, true, out, &used);
    memcpy(out, text, size);
    return out + size;
}

/* One line found by looking at the bytes themselves, beside the one that was given. */
static const char *check_line(const struct line *line, const char *text, const char *end, size_t longest,
                              bool is_first)
{
    const char *feed = memchr(text, '\n', (size_t)(end - text));
    size_t length = (size_t)((feed ? feed : end) - text);
    bool is_marked = is_first && length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0;
    size_t mark = is_marked ? 3 : 0;
    assert(line->is_too_long == (length > longest));
    assert(line->is_too_long ||
           (line->size == length - mark && memcmp(line->text, text + mark, length - mark) == 0));
    return text + length + (feed != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size)
        return 0;
    size_t longest = 1 + data[0];
    const char *bytes = (const char *)data + 1;
    char *whole = malloc(2 * size + 4);
    assert(whole);
    const char *text = whole, *end = decoded(bytes, size - 1, whole);
    int fd = memfd_create("lines", MFD_CLOEXEC);
    struct line line;
    assert(fd >= 0 && write(fd, bytes, size - 1) == (ssize_t)(size - 1));
    struct line_reader reader = line_reader_of(fd, longest);
    for (int64_t number = 1; line_reader_next(&reader, &line) == ERR_OK; number++) {
        assert(reader.number == number && text < end);
        text = check_line(&line, text, end, longest, number == 1);
    }
    assert(text == end);
    line_reader_done(&reader);
    close(fd);
    free(whole);
    return 0;
}
