/* Memory for what must not outlive its day, the visitors' hashes and the key they were made with: it has
 * pages of its own, which go back to the system at once and are left out of core files. Thread: any. */
#ifndef VISITS_VISITS_SECRET_H
#define VISITS_VISITS_SECRET_H

#include <stddef.h>

/* Zeroed pages for `size` bytes; NULL without memory. Large ones ask for huge pages, since a table of hashes
 * is read at random. */
void *secret_map(size_t size);

/* NULL is fine. */
void secret_unmap(void *memory, size_t size);

/* Overwrites the stack below the caller's frame, where functions that have returned left what they worked
 * with. */
void secret_burn(void);

#endif
