/* Memory for the few objects that outlive a request (cached responses, the cache itself): floors above
 * html take it here and never from malloc() themselves, so that what is not an arena's stays easy to
 * find. Thread: any. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

/* `count` × `size` zeroed bytes, to be released with free(); NULL when there is no memory or the
 * product overflows. */
void *memory_new(size_t count, size_t size);

/* A copy of NUL-terminated text, to be released with free(); NULL when there is no memory. */
char *memory_text(const char *text);

#endif
