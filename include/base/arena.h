/* Arena: memory that is released all at once.
 *
 * One arena belongs to one request (or one job); everything made for it lives in it and dies with
 * it, so handlers free nothing. Failure is sticky: after the first allocation that fails (or passes
 * the arena's limit) arena_failed() stays true, and whoever finishes the work (commit, answer)
 * refuses. The text functions then return "" instead of NULL, so straight-line code needs no check;
 * arena_alloc() and arena_zero() return NULL and must be checked.
 *
 * Thread: an arena is used by one thread at a time. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/cleanup.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;

/* A new arena that may hold at most `limit` bytes (1 KiB to 1 GiB). NULL when out of memory.
 * The caller owns it and ends it with arena_free(). */
struct arena *arena_new(size_t limit);

/* Releases the arena and everything in it. NULL is fine. */
void arena_free(struct arena *arena);
DEFINE_CLEANUP(cleanup_arena_, struct arena *, arena_free)
#define auto_arena CLEANUP(cleanup_arena_)

/* `size` bytes aligned for any type, uninitialised; NULL on failure. size 0 gives a unique address. */
void *arena_alloc(struct arena *arena, size_t size);

/* `count` × `size` zeroed bytes; NULL on failure, overflow included. */
void *arena_zero(struct arena *arena, size_t count, size_t size);

/* A NUL-terminated copy of `length` bytes at `text`. Never NULL. */
const char *arena_copy(struct arena *arena, const char *text, size_t length);

/* A copy of a NUL-terminated text; NULL gives NULL (a value that is absent stays absent). */
const char *arena_text(struct arena *arena, const char *text);

/* Formatted text as printf makes it. Never NULL. */
const char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *arena_vprintf(struct arena *arena, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* Marks the arena as failed, for code that notices a failure elsewhere (jansson, a library). */
void arena_fail(struct arena *arena);

/* Whether anything asked of this arena could not be given. */
bool arena_failed(const struct arena *arena);

#endif
