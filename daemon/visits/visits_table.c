#include "visits_table.h"

#include "visits_secret.h"

#include <string.h>

enum { FIRST_CAPACITY = 4096 };

static struct visitor_slot *map_slots(size_t capacity)
{
    return secret_map(capacity * sizeof(struct visitor_slot));
}

static void unmap_slots(struct visitor_slot *slots, size_t capacity)
{
    secret_unmap(slots, capacity * sizeof *slots);
}

enum err visitor_table_init(struct visitor_table *table)
{
    table->slots = map_slots(FIRST_CAPACITY);
    table->capacity = FIRST_CAPACITY;
    table->count = 0;
    return table->slots ? ERR_OK : ERR_MEMORY;
}

void visitor_table_done(struct visitor_table *table)
{
    unmap_slots(table->slots, table->capacity);
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
    unmap_slots(table->slots, table->capacity);
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

static void visitor_table_grow(struct visitor_table *table)
{
    size_t capacity = table->capacity * 2;
    struct visitor_slot *slots = map_slots(capacity);
    if (!slots)
        return;
    for (size_t i = 0; i < table->capacity; i++)
        if (table->slots[i].hash)
            *probe(slots, capacity, table->slots[i].hash) = table->slots[i];
    unmap_slots(table->slots, table->capacity);
    table->slots = slots;
    table->capacity = capacity;
}

const struct visitor_slot *visitor_table_find(const struct visitor_table *table, uint64_t hash)
{
    const struct visitor_slot *slot = probe(table->slots, table->capacity, hash);
    return slot->hash == hash ? slot : NULL;
}

void visitor_table_fetch(const struct visitor_table *table, uint64_t hash)
{
    __builtin_prefetch(&table->slots[(size_t)hash & (table->capacity - 1)], 1);
}

struct visitor_slot *visitor_table_slot(struct visitor_table *table, uint64_t hash)
{
    struct visitor_slot *slot = probe(table->slots, table->capacity, hash);
    if (slot->hash)
        return slot;
    if (table->count + 1 > table->capacity / 4 * 3) {
        visitor_table_grow(table);
        slot = probe(table->slots, table->capacity, hash);
    }
    if (table->count + 1 > table->capacity / 16 * 15)
        return NULL;
    table->count++;
    *slot = (struct visitor_slot){.hash = hash};
    return slot;
}
