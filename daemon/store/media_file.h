/* Files of the media folder, for the store's own modules. */
#ifndef STORE_MEDIA_FILE_H
#define STORE_MEDIA_FILE_H

#include "store/store.h"

#include <stddef.h>

/* Writes a file of the media folder so that it is whole and on the disk before this returns.
 * Errors: STORAGE_FULL, INTERNAL, MEMORY. */
enum err media_write_file(const struct store *store, const char *name, const void *bytes, size_t size);

/* Removes it; a failure is only logged, for a file without a row is harmless. */
void media_remove_file(const struct store *store, const char *name);

#endif
