/* Files of the media folder, for the store's own modules. */
#ifndef STORE_MEDIA_FILE_H
#define STORE_MEDIA_FILE_H

#include "store/media.h"

#include <stddef.h>

/* 128 bits of BLAKE2b of the content in hexadecimal: what a file's name begins with. */
enum { MEDIA_HASH_SIZE = 33 };
void media_hash(const struct media_blob *blob, char ret_hash[static MEDIA_HASH_SIZE]);

/* The same of a file's present content. Errors: NOT_FOUND, UNAVAILABLE, INTERNAL. */
enum err media_hash_file(const struct store *store, const char *name, char ret_hash[static MEDIA_HASH_SIZE],
                         int64_t *ret_size);

/* The same of an open file, from where it stands to its end; `name` is for the log. */
enum err media_hash_open(int fd, const char *name, char ret_hash[static MEDIA_HASH_SIZE]);

/* Writes a named blob as a file of the media folder, whole; it may not be on the disk before
 * media_sync_folder(). One that is there with this size gets a new time alone. Errors: STORAGE_FULL,
 * UNAVAILABLE, INTERNAL. */
enum err media_write_file(const struct store *store, const struct media_blob *blob);
enum err media_sync_folder(const struct store *store);

/* Whether it is there. */
bool media_file_is_there(const struct store *store, const char *name);

/* Removes it; a failure is only logged, for a file without a row is harmless. */
void media_remove_file(const struct store *store, const char *name);

/* Calls for each file of the folder that was not written to since `before_ms`, until it says false. */
enum err media_each_file(const struct store *store, int64_t before_ms,
                         bool (*look)(void *context, const char *name), void *context);

#endif
