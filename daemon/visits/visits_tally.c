/* A hash table for one fold, sized beforehand, so it never grows and adding cannot fail. */
#include "visits_tally.h"

#include <stdbool.h>

enum err tally_init(struct tally *tally, struct arena *arena, size_t most)
{
    tally->capacity = 64;
    /* At most half full, so a free place is always near. */
    while (tally->capacity < most * 2)
        tally->capacity *= 2;
    tally->rows = arena_zero(arena, tally->capacity, sizeof *tally->rows);
    return tally->rows ? ERR_OK : ERR_MEMORY;
}

/* Article 7 and machine 7 are counted apart, and so is each day, as a fold may span midnight. */
static bool is_row(const struct tally_row *row, enum tally_class of, int32_t day, uint32_t subject)
{
    return row->subject == subject && row->day == day && row->of == of;
}

void tally_add(struct tally *tally, enum tally_class of, int32_t day, uint32_t subject)
{
    /* Articles have small ids and days differ little; the multiplication spreads them over the upper
     * bits, of which some are taken. */
    uint64_t mixed = ((uint64_t)subject << 32 ^ (uint64_t)day << 1 ^ (uint64_t)of) * 0x9e3779b97f4a7c15;
    size_t at = (size_t)(mixed >> 20) & (tally->capacity - 1);
    while (tally->rows[at].day && !is_row(&tally->rows[at], of, day, subject))
        at = (at + 1) & (tally->capacity - 1);
    struct tally_row *row = &tally->rows[at];
    if (!row->day)
        *row = (struct tally_row){.of = of, .day = day, .subject = subject};
    row->count++;
}
