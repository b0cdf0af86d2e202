/* Entries of the change feed as they were last written, as text and as a part of a gzip body: those who
 * follow the feed stand at different places and read the same entries, and a commit changes few of them.
 *
 * An entry is kept under its article and its number; one that shows what another article or a file may
 * change, of one generation of the store alone. At most FEED_PIECES of them, and FEED_PIECES_BYTES; what
 * comes takes the place of what was read longest ago.
 *
 * Thread: any; locks itself, a leaf. */
#ifndef HANDLER_FEED_PIECES_H
#define HANDLER_FEED_PIECES_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

enum { FEED_PIECES = 512, FEED_PIECES_BYTES = 4 * 1024 * 1024 };

struct feed_pieces;

struct feed_piece {
    int64_t article_id, sequence;
    uint64_t generation; /* 0: good for all of them */
    const char *text, *packed;
    size_t size, packed_size;
};

/* NULL without memory. */
struct feed_pieces *feed_pieces_new(void);
/* NULL is fine. */
void feed_pieces_free(struct feed_pieces *pieces);

/* Says of which history the numbers are from now on: what is kept of another one goes. */
void feed_pieces_begin(struct feed_pieces *pieces, const char *epoch);

/* Appends both forms of an entry, good at `generation`, that is kept. False when none is. */
bool feed_pieces_copy(struct feed_pieces *pieces, int64_t article_id, int64_t sequence, uint64_t generation,
                      struct buf *text, struct buf *packed);

/* Keeps a copy; without memory nothing. */
void feed_pieces_keep(struct feed_pieces *pieces, const struct feed_piece *piece);

#endif
