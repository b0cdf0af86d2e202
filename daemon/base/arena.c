/* Bump allocation out of doubling chunks. Knows nothing of what lies in it and runs no destructor: who
 * puts something into an arena that must be closed closes it himself. */
#include "base/arena.h"

#include "base/memory.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Most requests need little: the first chunk stands behind the arena itself, and both are one block of a size
 * that malloc() has at hand. Those that follow double up to a bound. */
enum { FIRST_CHUNK = 960, SECOND_CHUNK = 4096, LARGEST_STEP = 256 * 1024, ALIGNMENT = 16 };

/* `size` and `used` count `bytes` alone. New chunks are put in front, so the first one made is the last
 * of the list. */
struct chunk {
    struct chunk *next;
    size_t size;
    size_t used;
    _Alignas(ALIGNMENT) unsigned char bytes[];
};

/* `held` is the room of all chunks, used or not, and is what `limit` bounds; their heads are not
 * counted. */
struct arena {
    struct chunk *chunks;
    size_t limit;
    size_t held;
    bool failed;
};

/* The chunk that came with the arena itself. */
static struct chunk *arena_first_of(struct arena *arena)
{
    return (struct chunk *)(arena + 1);
}

struct arena *arena_new(size_t limit)
{
    static_assert(sizeof(struct arena) % ALIGNMENT == 0, "the first chunk must be aligned");
    assert(limit >= 1024 && limit <= (size_t)1 << 30);
    struct arena *arena = malloc(sizeof *arena + sizeof(struct chunk) + FIRST_CHUNK);
    if (!arena)
        return NULL;
    *arena_first_of(arena) = (struct chunk){.size = FIRST_CHUNK};
    *arena = (struct arena){.chunks = arena_first_of(arena), .limit = limit, .held = FIRST_CHUNK};
    return arena;
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    bool is_large = arena->held >= MEMORY_LARGE;
    /* Newest first; the first chunk goes with the arena's own block. */
    while (arena->chunks != arena_first_of(arena)) {
        struct chunk *chunk = arena->chunks;
        arena->chunks = chunk->next;
        free(chunk);
    }
    free(arena);
    /* The C library keeps what is freed; whoever trims it is told, afterwards, that it may pay. */
    if (is_large)
        memory_note_large();
}

/* A chunk with room for `need` bytes, doubling so that a large request costs few calls of malloc();
 * towards the limit exactly what is needed, so that the limit can be used up. */
static struct chunk *chunk_add(struct arena *arena, size_t need)
{
    size_t size = arena->chunks->size < SECOND_CHUNK ? SECOND_CHUNK : arena->chunks->size * 2;
    if (size > LARGEST_STEP)
        size = LARGEST_STEP;
    if (size < need)
        size = need;
    if (size > arena->limit - arena->held)
        size = need;
    if (size > arena->limit - arena->held)
        return NULL;
    struct chunk *chunk = malloc(sizeof *chunk + size);
    if (!chunk)
        return NULL;
    *chunk = (struct chunk){.next = arena->chunks, .size = size};
    arena->chunks = chunk;
    arena->held += size;
    return chunk;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    /* Before anything is added to it, so the sums below cannot overflow. */
    if (size > arena->limit) {
        arena->failed = true;
        return NULL;
    }
    /* At least one byte more than asked for, so that no two allocations share an address. */
    size_t need = (size + ALIGNMENT) & ~(size_t)(ALIGNMENT - 1);
    struct chunk *chunk = arena->chunks;
    /* What is left of the chunk is given up; looking through former ones would cost more than it saves. */
    if (chunk->size - chunk->used < need)
        chunk = chunk_add(arena, need);
    if (!chunk) {
        arena->failed = true;
        return NULL;
    }
    void *bytes = chunk->bytes + chunk->used;
    chunk->used += need;
    return bytes;
}

/* The product is checked here, since one that overflows would look like a small request. */
void *arena_zero(struct arena *arena, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) {
        arena->failed = true;
        return NULL;
    }
    void *bytes = arena_alloc(arena, total);
    if (bytes)
        memset(bytes, 0, total);
    return bytes;
}

const char *arena_copy(struct arena *arena, const char *text, size_t length)
{
    char *copy = arena_alloc(arena, length + 1);
    /* The failure is noted already, so "" may go on until somebody asks. */
    if (!copy)
        return "";
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

const char *arena_text(struct arena *arena, const char *text)
{
    return text ? arena_copy(arena, text, strlen(text)) : NULL;
}

/* Formats twice: once to learn the length, once into memory of just that size. */
const char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
    va_list again;
    /* A va_list can be gone through once. */
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = length < 0 ? NULL : arena_alloc(arena, (size_t)length + 1);
    if (!text) {
        arena->failed = true;
        return "";
    }
    vsnprintf(text, (size_t)length + 1, format, args);
    return text;
}

const char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *text = arena_vprintf(arena, format, args);
    va_end(args);
    return text;
}

void arena_fail(struct arena *arena)
{
    arena->failed = true;
}

bool arena_failed(const struct arena *arena)
{
    return arena->failed;
}
