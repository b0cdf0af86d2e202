#include "chars.h"
#include "reader_inner.h"

enum { CHUNK_DIGITS_MAX = 15 };

static int chunk_hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static const char *chunk_read_chunk_size(struct reader *reader, const char *p)
{
    int digit = chunk_hex_value(*p);
    if (digit >= 0) {
        reader->left = reader->digits ? reader->left << 4 | (uint64_t)digit : (uint64_t)digit;
        if (++reader->digits > CHUNK_DIGITS_MAX)
            return reader_fail(reader, p, "a chunk's size is too large");
        return p + 1;
    }
    if (!reader->digits)
        return reader_fail(reader, p, "a chunk's size is not a number");
    if (*p == ';') {
        reader->state = READ_CHUNK_EXTENSION;
        return p + 1;
    }
    return reader_expect(reader, p, '\r', READ_CHUNK_SIZE_END, "a chunk's size is not a number");
}

static const char *end_chunk_size(struct reader *reader, const char *p)
{
    reader->digits = 0;
    return reader_expect(reader, p, '\n', reader->left ? READ_CHUNK : READ_FIELD, "CR without LF");
}

static const char *read_data(struct reader *reader, const char *p, const char *end)
{
    size_t size = (size_t)(end - p);
    size = reader->left < size ? (size_t)reader->left : size;
    reader->left -= size;
    if (!reader->left) {
        reader->section = reader->state == READ_BODY ? SECTION_HEAD : SECTION_NEXT_CHUNK;
        reader->state = reader->state == READ_BODY ? READ_START : READ_CHUNK_CR;
    }
    return p + size;
}

const char *reader_chunk(struct reader *reader, const char *p, const char *end)
{
    switch (reader->state) {
    case READ_CHUNK_CR:
        return reader_expect(reader, p, '\r', READ_CHUNK_LF, "a chunk is longer than its size");
    case READ_CHUNK_LF:
        return reader_expect(reader, p, '\n', READ_CHUNK_SIZE, "CR without LF");
    case READ_CHUNK_SIZE:
        return chunk_read_chunk_size(reader, p);
    case READ_CHUNK_EXTENSION: {
        const char *stop = skip_text(p, end);
        return stop == end ? stop
                           : reader_expect(reader, stop, '\r', READ_CHUNK_SIZE_END,
                                           "a control character in a chunk's size line");
    }
    case READ_CHUNK_SIZE_END:
        return end_chunk_size(reader, p);
    default:
        return read_data(reader, p, end);
    }
}
