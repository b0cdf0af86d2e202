/* How often what was seen: counts by day of articles and of machines, for one fold. Open addressing, in the
 * arena. Thread: its owner's. */
#ifndef VISITS_VISITS_TALLY_H
#define VISITS_VISITS_TALLY_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

enum tally_class { TALLY_ARTICLE, TALLY_MACHINE };

struct tally_row {
    enum tally_class of;
    int32_t day;      /* YYYYMMDD; 0: a free place */
    uint32_t subject; /* an article's id, a machine's number */
    uint32_t count;
};

struct tally {
    struct tally_row *rows;
    size_t capacity; /* a power of two; every row with a day counts */
};

/* Room for `most` different rows. Errors: MEMORY. */
enum err tally_init(struct tally *tally, struct arena *arena, size_t most);

void tally_add(struct tally *tally, enum tally_class of, int32_t day, uint32_t subject);

#endif
