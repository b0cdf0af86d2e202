#include "visits_table.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 4096 };

enum err visitor_table_init(struct visitor_table *table)
{
    table->slots = calloc(FIRST_CAPACITY, sizeof *table->slots);
    table->capacity = FIRST_CAPACITY;
    table->count = 0;
    return table->slots ? ERR_OK : ERR_MEMORY;
}

void visitor_table_done(struct visitor_table *table)
{
    free(table->slots);
    *table = (struct visitor_table){0};
}

void visitor_table_clear(struct visitor_table *table)
{
    struct visitor_table fresh;
    table->count = 0;
    if (table->capacity == FIRST_CAPACITY || visitor_table_init(&fresh)) {
        memset(table->slots, 0, table->capacity * sizeof *table->slots);
        return;
    }
    free(table->slots);
    *table = fresh;
}

/* Hashes are uniform already, so their low bits choose the slot. */
static struct visitor_slot *probe(struct visitor_slot *slots, size_t capacity, uint64_t hash)
{
    size_t at = (size_t)hash & (capacity - 1);
    while (slots[at].hash && slots[at].hash != hash)
        at = (at + 1) & (capacity - 1);
    return &slots[at];
}

static void grow(struct visitor_table *table)
{
    size_t capacity = table->capacity * 2;
    struct visitor_slot *slots = calloc(capacity, sizeof *slots);
    if (!slots)
        return;
    for (size_t i = 0; i < table->capacity; i++)
        if (table->slots[i].hash)
            *probe(slots, capacity, table->slots[i].hash) = table->slots[i];
    free(table->slots);
    table->slots = slots;
    table->capacity = capacity;
}

bool visitor_table_has(const struct visitor_table *table, uint64_t hash)
{
    return probe(table->slots, table->capacity, hash)->hash == hash;
}

struct visitor_slot *visitor_table_slot(struct visitor_table *table, uint64_t hash)
{
    struct visitor_slot *slot = probe(table->slots, table->capacity, hash);
    if (slot->hash)
        return slot;
    if (table->count + 1 > table->capacity / 4 * 3) {
        grow(table);
        slot = probe(table->slots, table->capacity, hash);
    }
    if (table->count + 1 > table->capacity / 16 * 15)
        return NULL;
    table->count++;
    *slot = (struct visitor_slot){.hash = hash};
    return slot;
}
