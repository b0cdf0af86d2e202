/* Memory for the few objects that outlive a request (cached responses, the cache itself): floors above
 * html take it here and never from malloc() themselves, so that what is not an arena's stays easy to
 * find. Thread: any. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

/* `count` × `size` zeroed bytes, to be released with free(); NULL when there is no memory or the
 * product overflows. */
void *memory_new(size_t count, size_t size);

/* `size` bytes with anything in them, to be released with free(); NULL when there is no memory. Where each
 * request takes some, clearing them first would be a tenth of what is done with them. */
void *memory_bytes(size_t size);

/* A copy of NUL-terminated text, to be released with free(); NULL when there is no memory. */
char *memory_text(const char *text);

/* Says that a large request gave its memory back. malloc() keeps such memory, in pieces, for its thread; the
 * next memory_trim() returns it to the system. */
void memory_note_large(void);

/* Returns what was noted since the last call. Takes some milliseconds and malloc()'s locks, so it belongs to
 * a job that runs every few seconds. */
void memory_trim(void);

/* From so many bytes on a request is large. */
enum { MEMORY_LARGE = 1024 * 1024 };

#endif
