/* A hash table of keys that grows with them. Must not know where they come from (register_table.c). */
#include "table_numbers.h"

#include <stdbool.h>
#include <string.h>

enum { NUMBERS_FIRST = 1024 };

/* The place of a key, or the free one where it belongs. */
static struct table_number *table_numbers_slot(const struct table_numbers *numbers, const char *key)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (const char *p = key; *p; p++)
        hash = (hash ^ (unsigned char)*p) * 16777619u;
    size_t at = hash & (numbers->slot_count - 1);
    while (numbers->slots[at].key && strcmp(numbers->slots[at].key, key) != 0)
        at = (at + 1) & (numbers->slot_count - 1);
    return &numbers->slots[at];
}

/* Twice the room, and all in their new places. What it leaves in the arena is less than what it takes. */
static bool table_numbers_grow(struct table_numbers *numbers, struct arena *arena)
{
    struct table_numbers grown = *numbers;
    grown.slot_count = numbers->slot_count ? 2 * numbers->slot_count : NUMBERS_FIRST;
    grown.slots = arena_zero(arena, grown.slot_count, sizeof *grown.slots);
    if (!grown.slots)
        return false;
    for (size_t i = 0; i < numbers->slot_count; i++)
        if (numbers->slots[i].key)
            *table_numbers_slot(&grown, numbers->slots[i].key) = numbers->slots[i];
    *numbers = grown;
    return true;
}

int64_t table_numbers_note(struct table_numbers *numbers, struct arena *arena, const char *key, int64_t line)
{
    if (2 * (numbers->count + 1) > numbers->slot_count && !table_numbers_grow(numbers, arena))
        return 0;
    struct table_number *slot = table_numbers_slot(numbers, key);
    if (slot->key)
        return slot->line;
    *slot = (struct table_number){key, line};
    numbers->count++;
    return 0;
}
