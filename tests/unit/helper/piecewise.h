/* Bytes that come in steps, as from a connection: for answer_read(). */
#ifndef TEST_PIECEWISE_H
#define TEST_PIECEWISE_H

#include <string.h>
#include <sys/types.h>

struct piecewise {
    const void *at;
    size_t left, step;
};

/* As recv(2): at most `step` bytes, 0 at the end. `context` is a struct piecewise. */
static inline ssize_t piecewise_pull(void *context, void *bytes, size_t room)
{
    struct piecewise *source = context;
    size_t size = source->step < source->left ? source->step : source->left;
    size = size < room ? size : room;
    memcpy(bytes, source->at, size);
    source->at = (const char *)source->at + size;
    source->left -= size;
    return (ssize_t)size;
}

#endif
