/* The database of a backup: divided into files, and read from them as if it were one. */
#ifndef WORK_BACKUP_PIECES_H
#define WORK_BACKUP_PIECES_H

#include "backup_gather.h"

/* Bytes of a piece. A day of twenty posts and three thousand views in 20,000 articles (328 MB) changes 5.5 %
 * of them; of 64 KiB 3.8 % in twice as many files, of 256 KiB 7.7 %, of 1 MiB 15 %. A manifest says its own.
 */
enum { BACKUP_PIECE = 128 * 1024, BACKUP_PIECE_MOST = 16 * 1024 * 1024 };

/* Divides a settled database into the pieces of the backup on its way, each with a line, before any other
 * line is added. All are on the disk then. */
enum err pieces_divide(struct making *making, const char *database, struct buf *fault);

/* A database that is read from its pieces. */
struct piece_reader {
    int folder; /* of the backup; borrowed */
    int64_t size, piece;
    char hash[BACKUP_HASH_SIZE]; /* of the whole, as the manifest says */
    int fd;                      /* of the piece that was read last */
    int64_t index;
};

/* By the head of the manifest. False: it does not say. To be ended with pieces_end(). */
bool pieces_begin(struct piece_reader *reader, int folder, const json_t *head);
void pieces_end(struct piece_reader *reader);
#define auto_pieces CLEANUP(pieces_end)

/* Reads so many bytes from a place; `context` is the reader. False: they are not there. */
bool pieces_read(void *context, void *bytes, size_t size, int64_t at);

#endif
