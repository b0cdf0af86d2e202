/* Files of media that several machines have, for the store's own modules: put where the others find them, and
 * brought from there. In a store that is alone neither does anything. */
#ifndef STORE_MEDIA_SHARE_H
#define STORE_MEDIA_SHARE_H

#include "store/media.h"

/* Puts a file of the media folder beside the log; before the rows that name it. Outside of any transaction
 * where it can be, because it takes long. Errors: NOT_FOUND, UNAVAILABLE, STORAGE_FULL, INTERNAL. */
enum err media_share(const struct store *store, const char *name);

/* Brings one that this machine lacks, on the disk when this returns; its content is compared with its name.
 * Thread: one at a time a store. Errors: NOT_FOUND, UNAVAILABLE, STORAGE_FULL, INTERNAL. */
enum err media_fetch(const struct store *store, const char *name);

#endif
