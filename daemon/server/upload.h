/* The body of a request while it comes: held in memory, within its own limit and that of all bodies together,
 * or in a file (spool.h) once it is large. The file is written in pieces by whoever may wait for the disk:
 * the thread that receives only collects them. What is too much is thrown away and counted, for the library
 * takes no answer in the middle of a body.
 *
 * Thread: one at a time; the memory of all bodies is counted atomically. */
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
    const char *directory; /* where a large body goes; NULL: it stays in memory */
    size_t piece;          /* what is large, and how much goes to the file at once */
    bool wants_file;       /* however small it is */
    int file;              /* descriptor of the spool; 0 none */
    char *mapped;          /* the file in memory, with a NUL behind it; NULL none */
    size_t mapped_size;
    size_t size;     /* received and kept */
    size_t reserved; /* of all_memory */
    size_t discarded;
    enum err err; /* why the rest is thrown away */
};

/* A body of at most `most` bytes; bodies held in memory may be `all_most` bytes in all, counted in
 * `all_memory`. */
struct upload upload_new(size_t most, atomic_size_t *all_memory, size_t all_most);

/* Sends it to a nameless file in the folder, in pieces of `piece` bytes, once it is as large as that. */
void upload_spill(struct upload *upload, const char *directory, size_t piece);

/* Sends it there whatever its size: for bodies that may be too large for memory. */
void upload_want_file(struct upload *upload);

/* Whether the piece that is held has to go to the file before another one is taken. */
bool upload_is_full(const struct upload *upload);

/* Writes what is held to the file; waits for the disk. Failures are kept in upload->err. */
void upload_flush(struct upload *upload);

/* The body is whole: writes the rest of one that goes to a file. Likewise. */
void upload_finish(struct upload *upload);

/* The whole body, with a NUL behind it that is not counted; NULL for an empty one. Belongs to the upload, and
 * waits for the disk where it is in a file. Failures are kept in upload->err. */
const char *upload_bytes(struct upload *upload);

/* Takes a piece. False: so much was thrown away that the connection is to be cut. What else goes wrong is
 * kept in upload->err: TOO_LARGE, UNAVAILABLE, MEMORY, STORAGE_FULL, INTERNAL. */
bool upload_take(struct upload *upload, const char *bytes, size_t size);

/* Releases everything. Zeroed is fine. */
void upload_done(struct upload *upload);

#endif
