/* Between the two halves of the strict reader: heads (reader.c) and chunks (reader_chunk.c). */
#ifndef SERVER_READER_INNER_H
#define SERVER_READER_INNER_H

#include "reader.h"

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

/* Reads on behind a head that announced chunks, or in a body. */
const char *reader_chunk(struct reader *reader, const char *p, const char *end);

#endif
