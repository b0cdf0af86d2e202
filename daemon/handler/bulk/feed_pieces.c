/* A table of texts by article: each has one place, in which the later one replaces the former. Knows neither
 * store nor JSON. */
#include "feed_pieces.h"

#include "base/memory.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A larger entry is made each time. An epoch is shorter than its room. */
enum { PIECE_MOST = 128 * 1024, EPOCH_ROOM = 65 };

struct feed_slot {
    int64_t article_id, sequence; /* 0: free */
    uint64_t generation;
    uint64_t read_at; /* of the table's count of readings */
    char *bytes;      /* the text, then its packed form; owned */
    size_t size, packed_size;
};

struct feed_pieces {
    pthread_mutex_t lock;
    char epoch[EPOCH_ROOM];
    uint64_t readings;
    size_t bytes;
    struct feed_slot slots[FEED_PIECES];
};

struct feed_pieces *feed_pieces_new(void)
{
    struct feed_pieces *pieces = memory_new(1, sizeof *pieces);
    if (pieces)
        pthread_mutex_init(&pieces->lock, NULL);
    return pieces;
}

static void slot_clear(struct feed_pieces *pieces, struct feed_slot *slot)
{
    pieces->bytes -= slot->size + slot->packed_size;
    free(slot->bytes);
    *slot = (struct feed_slot){.article_id = 0};
}

void feed_pieces_free(struct feed_pieces *pieces)
{
    if (!pieces)
        return;
    for (size_t i = 0; i < FEED_PIECES; i++)
        slot_clear(pieces, &pieces->slots[i]);
    pthread_mutex_destroy(&pieces->lock);
    free(pieces);
}

void feed_pieces_begin(struct feed_pieces *pieces, const char *epoch)
{
    pthread_mutex_lock(&pieces->lock);
    bool is_other = strncmp(pieces->epoch, epoch, sizeof pieces->epoch - 1) != 0;
    for (size_t i = 0; is_other && i < FEED_PIECES; i++)
        slot_clear(pieces, &pieces->slots[i]);
    if (is_other)
        snprintf(pieces->epoch, sizeof pieces->epoch, "%s", epoch);
    pthread_mutex_unlock(&pieces->lock);
}

/* Articles that follow each other, as those of a feed mostly do, have places beside each other. */
static struct feed_slot *slot_of(struct feed_pieces *pieces, int64_t article_id)
{
    return &pieces->slots[(uint64_t)article_id % FEED_PIECES];
}

bool feed_pieces_copy(struct feed_pieces *pieces, int64_t article_id, int64_t sequence, uint64_t generation,
                      struct buf *text, struct buf *packed)
{
    pthread_mutex_lock(&pieces->lock);
    struct feed_slot *slot = slot_of(pieces, article_id);
    bool is_good = slot->bytes && slot->article_id == article_id && slot->sequence == sequence &&
                   (!slot->generation || slot->generation == generation);
    if (is_good) {
        slot->read_at = ++pieces->readings;
        buf_add(text, slot->bytes, slot->size);
        buf_add(packed, slot->bytes + slot->size, slot->packed_size);
    }
    pthread_mutex_unlock(&pieces->lock);
    return is_good;
}

/* Until so many bytes more have room, those that were read longest ago go. */
static void pieces_make_room(struct feed_pieces *pieces, size_t size)
{
    while (pieces->bytes + size > FEED_PIECES_BYTES) {
        struct feed_slot *oldest = NULL;
        for (size_t i = 0; i < FEED_PIECES; i++) {
            struct feed_slot *slot = &pieces->slots[i];
            if (slot->bytes && (!oldest || slot->read_at < oldest->read_at))
                oldest = slot;
        }
        slot_clear(pieces, oldest);
    }
}

void feed_pieces_keep(struct feed_pieces *pieces, const struct feed_piece *piece)
{
    size_t size = piece->size + piece->packed_size;
    char *bytes = size && size <= PIECE_MOST ? memory_new(1, size) : NULL;
    if (!bytes)
        return;
    memcpy(bytes, piece->text, piece->size);
    memcpy(bytes + piece->size, piece->packed, piece->packed_size);
    pthread_mutex_lock(&pieces->lock);
    struct feed_slot *slot = slot_of(pieces, piece->article_id);
    slot_clear(pieces, slot);
    pieces_make_room(pieces, size);
    *slot = (struct feed_slot){.article_id = piece->article_id,
                               .sequence = piece->sequence,
                               .generation = piece->generation,
                               .read_at = ++pieces->readings,
                               .bytes = bytes,
                               .size = piece->size,
                               .packed_size = piece->packed_size};
    pieces->bytes += size;
    pthread_mutex_unlock(&pieces->lock);
}
