/* Between the parts of the strict reader: request lines (reader_line.c), fields (reader.c) and chunks
 * (reader_chunk.c). */
#ifndef SERVER_READER_INNER_H
#define SERVER_READER_INNER_H

#include "reader.h"

#include <string.h>
#include <strings.h>

/* A fault at `p`: nothing more passes. */
static inline const char *reader_fail(struct reader *reader, const char *p, enum message detail)
{
    reader->state = READ_STOPPED;
    reader->err = ERR_BAD_REQUEST;
    reader->detail = detail;
    return p;
}

/* The next byte must be `c`. */
static inline const char *reader_expect(struct reader *reader, const char *p, char c, enum reader_state next,
                                        enum message detail)
{
    if (*p != c)
        return reader_fail(reader, p, detail);
    reader->state = next;
    return p + 1;
}

/* Where in the current unit a byte stands; a head is shorter than 64 KiB. */
static inline uint16_t reader_place_of(const struct reader *reader, const char *p)
{
    return (uint16_t)(reader->unit_size + (size_t)(p - reader->piece));
}

/* Gathers a name or a value across reads, as far as it can be one that matters. */
static inline void reader_keep_word(struct reader *reader, const char *bytes, size_t size)
{
    size_t room = READER_WORD_SIZE - reader->word_size;
    size_t taken = size < room ? size : room;
    memcpy(reader->word + reader->word_size, bytes, taken);
    reader->word_size = (uint8_t)(reader->word_size + taken);
}

/* Without case; a word longer than READER_WORD_SIZE is none of those asked for. */
static inline bool reader_word_is(const struct reader *reader, const char *text, size_t size)
{
    return reader->word_size == size && strncasecmp(reader->word, text, size) == 0;
}

/* Reads on in a request line, from its first byte to the LF that ends it. */
const char *reader_line(struct reader *reader, const char *p, const char *end);

/* Reads on behind a head that announced chunks, or in a body. */
const char *reader_chunk(struct reader *reader, const char *p, const char *end);

#endif
