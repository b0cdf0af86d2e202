/* The body of a request while it comes: held in memory, within its own limit and that of all bodies together,
 * or in a file (spool.h) from the beginning or once it is large. What is too much is thrown away and counted,
 * for the library takes no answer in the middle of a body.
 *
 * Thread: the one that serves the connection; the memory of all bodies is counted atomically. */
#ifndef SERVER_UPLOAD_H
#define SERVER_UPLOAD_H

#include "base/buf.h"
#include "base/err.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct upload {
    atomic_size_t *all_memory; /* of all bodies */
    size_t all_most;
    size_t most; /* of this body, in bytes */
    struct buf held;
    const char *spill_directory; /* where a large body goes; NULL: it stays in memory */
    size_t spill_size;           /* what is large */
    int file;                    /* descriptor of the spool; 0 none */
    char *mapped;                /* the file in memory, with a NUL behind it; NULL none */
    size_t size;                 /* received and kept */
    size_t reserved;             /* of all_memory */
    size_t discarded;
    enum err err; /* why the rest is thrown away */
};

/* A body of at most `most` bytes; bodies held in memory may be `all_most` bytes in all, counted in
 * `all_memory`. */
struct upload upload_new(size_t most, atomic_size_t *all_memory, size_t all_most);

/* Sends it to a nameless file in the folder instead. Failures are kept in upload->err. */
void upload_spool(struct upload *upload, const char *directory);

/* Sends it there once it is larger than `size` bytes. */
void upload_spill(struct upload *upload, const char *directory, size_t size);

/* The whole body, with a NUL behind it that is not counted; NULL for an empty one. Belongs to the upload.
 * Failures are kept in upload->err. */
const char *upload_bytes(struct upload *upload);

/* Takes a piece. False: so much was thrown away that the connection is to be cut. What else goes wrong is
 * kept in upload->err: TOO_LARGE, UNAVAILABLE, MEMORY, STORAGE_FULL, INTERNAL. */
bool upload_take(struct upload *upload, const char *bytes, size_t size);

/* Releases everything. Zeroed is fine. */
void upload_done(struct upload *upload);

#endif
