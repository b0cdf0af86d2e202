/* Files beside the log, in pieces: media by their names, which are hashes of their content, and snapshots of
 * the database. A file is there whole or not at all, and its bytes never change under its name.
 *
 * Thread: as ordered/database.h. Errors: UNAVAILABLE (the connection is of no further use then, and what
 * became of the file is not known: putting it again does no harm), MEMORY, STORAGE_FULL, INTERNAL (the local
 * file cannot be read or written); `fault` receives one line. */
#ifndef ORDERED_FILES_H
#define ORDERED_FILES_H

#include "ordered/database.h"

/* Bytes of a piece, and how long one may take. */
enum { FILE_PIECE_SIZE = 256 * 1024, FILE_PIECE_MS = 60 * 1000 };

/* Puts the `size` bytes of `fd` under the name, unless they are there; then they are kept from being swept.
 * On the second machine too when this returns. Reads `fd` by places, wherever it stands. */
enum err database_put_file(struct database *database, const char *name, int fd, int64_t size,
                           struct buf *fault);

/* Takes the next bytes of a file; its error ends the reading. */
typedef enum err file_taker(void *context, const char *bytes, size_t size, struct buf *fault);

/* Reads the file from its beginning. Errors: NOT_FOUND (without a line), those of `take`. */
enum err database_read_file(struct database *database, const char *name, file_taker *take, void *context,
                            struct buf *fault);

/* The same to `fd`, from where that stands. */
enum err database_get_file(struct database *database, const char *name, int fd, struct buf *fault);

/* Removes one that nobody put or kept for `seconds`; one that is not there, or was kept meanwhile, is fine.
 */
enum err database_drop_file(struct database *database, const char *name, int seconds, struct buf *fault);

#endif
